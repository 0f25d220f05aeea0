using System.Collections.Concurrent;
using System.Text;
using Microsoft.EntityFrameworkCore;
using Parley.People.Authentication;
using Parley.People.Contracts;
using Parley.People.OAuthProvider;
using Parley.People.TwoFactor;
using Parley.Platform.Bus;
using Parley.Platform.Operations;
using Parley.Platform.Settings;
using Parley.Platform.Storage;

namespace Parley.People.Accounts;

/// <summary>
/// People by id, name and token, from memory. A change anywhere drops the person's entries on every node before the
/// change is answered here and within the bus delay elsewhere.
/// </summary>
internal sealed class UserStore : IUserDirectory, ICallers
{
    private const string Channel = "users";
    private const int MostCached = 100_000;
    private static readonly TimeSpan _tokenRecheck = TimeSpan.FromMinutes(5);
    private readonly ConcurrentDictionary<string, UserBrief> _byId = new();
    private readonly ConcurrentDictionary<string, string> _idByName = new();
    private readonly ConcurrentDictionary<string, (string UserId, DateTimeOffset CheckedAt)> _tokens = new();
    private readonly IStore _store;
    private readonly IBus _bus;
    private readonly TimeProvider _clock;
    private readonly TokenLifetime _lifetime;
    private readonly FactorDemands _demands;
    private readonly ISettings _settings;
    private int _drops;

    public UserStore(IStore store, IBus bus, TimeProvider clock, TokenLifetime lifetime, FactorDemands demands, ISettings settings)
    {
        _settings = settings;
        _demands = demands;
        _store = store;
        _bus = bus;
        _clock = clock;
        _lifetime = lifetime;
        bus.Listen(Channel, id => Drop(Encoding.UTF8.GetString(id.Span)));
        bus.Reconnected += DropAll;
    }

    /// <summary>To be called after a committed change of an account or its tokens.</summary>
    public void Forget(string userId)
    {
        Drop(userId);
        _bus.Publish(Channel, Encoding.UTF8.GetBytes(userId));
    }

    public async ValueTask<UserBrief?> FindAsync(string id, CancellationToken ct)
    {
        if (_byId.TryGetValue(id, out var known)) return known;
        var drops = Volatile.Read(ref _drops);
        var row = await _store.ReadAsync(db => db.Set<UserRow>().AsNoTracking().FirstOrDefaultAsync(u => u.Id == id, ct), ct);
        return row is null ? null : Remember(row, drops);
    }

    public async ValueTask<UserBrief?> FindByUsernameAsync(string username, CancellationToken ct)
    {
        var lower = username.ToLowerInvariant();
        if (_idByName.TryGetValue(lower, out var id) && await FindAsync(id, ct) is { } known && string.Equals(known.Username, username, StringComparison.OrdinalIgnoreCase))
            return known;
        var drops = Volatile.Read(ref _drops);
        var row = await _store.ReadAsync(db => db.Set<UserRow>().AsNoTracking().FirstOrDefaultAsync(u => u.UsernameLower == lower, ct), ct);
        return row is null ? null : Remember(row, drops);
    }

    public async Task<IReadOnlyList<UserBrief>> FindManyAsync(IReadOnlyCollection<string> ids, CancellationToken ct)
    {
        var found = new Dictionary<string, UserBrief>(ids.Count, StringComparer.Ordinal);
        var missing = new List<string>();
        foreach (var id in ids)
        {
            if (_byId.TryGetValue(id, out var known)) found[id] = known;
            else missing.Add(id);
        }
        foreach (var chunk in missing.Distinct().Chunk(500))
        {
            var drops = Volatile.Read(ref _drops);
            var rows = await _store.ReadAsync(db => db.Set<UserRow>().AsNoTracking().Where(u => chunk.Contains(u.Id)).ToListAsync(ct), ct);
            foreach (var row in rows) found[row.Id] = Remember(row, drops);
        }
        return [.. ids.Select(id => found.GetValueOrDefault(id)).OfType<UserBrief>()];
    }

    public async Task<IReadOnlyList<UserBrief>> FindByUsernamesAsync(IReadOnlyCollection<string> usernames, CancellationToken ct)
    {
        var lowers = usernames.Select(u => u.ToLowerInvariant()).Distinct().ToList();
        var found = new List<UserBrief>(lowers.Count);
        foreach (var chunk in lowers.Chunk(500))
        {
            var drops = Volatile.Read(ref _drops);
            var rows = await _store.ReadAsync(db => db.Set<UserRow>().AsNoTracking().Where(u => chunk.Contains(u.UsernameLower)).ToListAsync(ct), ct);
            found.AddRange(rows.Select(row => Remember(row, drops)));
        }
        return found;
    }

    public async Task<IReadOnlyList<UserBrief>> SearchAsync(string term, IReadOnlyCollection<string> exceptUsernames, int limit, CancellationToken ct)
    {
        var lower = term.ToLowerInvariant();
        var except = exceptUsernames.Select(u => u.ToLowerInvariant()).ToList();
        var drops = Volatile.Read(ref _drops);
        var fields = _settings.Get(AccountSettings.SearchFields).Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries);
        var (username, name, bio, nickname, email) = (fields.Contains("username"), fields.Contains("name"), fields.Contains("bio"), fields.Contains("nickname"), fields.Contains("emails") || fields.Contains("email"));
        var rows = await _store.ReadAsync(db => db.Set<UserRow>().AsNoTracking()
            .Where(u => u.IsActive && u.UsernameLower != null && u.Type != "app" && !except.Contains(u.UsernameLower)
                && (lower == "" || (username && u.UsernameLower.Contains(lower)) || (name && u.Name != null && u.Name.ToLower().Contains(lower))
                    || (bio && u.Bio != null && u.Bio.ToLower().Contains(lower)) || (nickname && u.Nickname != null && u.Nickname.ToLower().Contains(lower))
                    || (email && u.EmailLower != null && u.EmailLower.Contains(lower))))
            .OrderBy(u => u.UsernameLower == lower ? 0 : u.UsernameLower!.StartsWith(lower) ? 1 : 2).ThenBy(u => u.UsernameLower)
            .Take(limit).ToListAsync(ct), ct);
        return [.. rows.Select(row => Remember(row, drops))];
    }

    public async ValueTask<Caller?> FindByTokenAsync(string userId, string token, CancellationToken ct)
    {
        var hash = LoginTokens.Hash(token);
        if (!_tokens.TryGetValue(hash, out var known) || _clock.GetUtcNow() - known.CheckedAt > _tokenRecheck)
        {
            var drops = Volatile.Read(ref _drops);
            var row = await _store.ReadAsync(db => db.Set<LoginTokenRow>().AsNoTracking().FirstOrDefaultAsync(t => t.HashedToken == hash, ct), ct);
            if (row is null || _lifetime.IsOver(row)) return null;
            known = (row.UserId, _clock.GetUtcNow());
            if (_tokens.Count > MostCached) _tokens.Clear();
            // What was dropped while this was read may be this.
            if (drops == Volatile.Read(ref _drops)) _tokens[hash] = known;
        }
        if (known.UserId != userId) return null;
        var caller = await FindByIdAsync(userId, ct);
        return caller is null ? null : caller with { TokenHash = hash };
    }

    public async ValueTask<Caller?> FindByAccessTokenAsync(string token, CancellationToken ct)
    {
        if (token.Length is 0 or > 100) return null;
        var hash = LoginTokens.Hash(token);
        var now = _clock.GetUtcNow();
        var userId = await _store.ReadAsync(db => db.Set<OAuthTokenRow>().Where(t => t.HashedToken == hash && t.Kind == OAuthTokenRow.Access && t.ExpiresAt > now)
            .Where(t => db.Set<OAuthAppRow>().Any(a => a.ClientId == t.ClientId && a.IsActive)).Select(t => t.UserId).FirstOrDefaultAsync(ct), ct);
        var caller = userId is null ? null : await FindByIdAsync(userId, ct);
        return caller is null ? null : caller with { TokenHash = hash };
    }

    public async ValueTask<Caller?> FindByIdAsync(string userId, CancellationToken ct)
    {
        var user = await FindAsync(userId, ct);
        if (user is not { IsActive: true }) return null;
        var duty = user.MustChangePassword ? CallerDuty.NewPassword : !user.HasFactor && await _demands.AppliesToAsync(user.Roles, ct) ? CallerDuty.SecondFactor : CallerDuty.None;
        return new Caller(user.Id, user.Username, user.Name, user.Roles) { UserType = user.Type, Duty = duty };
    }

    /// <param name="drops">As it was before the row was read: what was dropped since may be this, and then it is not kept.</param>
    private UserBrief Remember(UserRow row, int drops)
    {
        var brief = BriefOf(row);
        if (_byId.Count > MostCached) DropAll();
        if (drops != Volatile.Read(ref _drops)) return brief;
        _byId[row.Id] = brief;
        if (row.UsernameLower is { } name) _idByName[name] = row.Id;
        if (drops != Volatile.Read(ref _drops)) _byId.TryRemove(new(row.Id, brief));
        return brief;
    }

    public static UserBrief BriefOf(UserRow row) => new(row.Id, row.Username ?? "", row.Name, row.Type, row.IsActive, row.RoleList, row.Status, row.StatusText,
        row.AvatarETag, row.UtcOffset, row.CreatedAt, row.Email, row.Bio, row.Nickname, UserPreferences.Notifications(row.Preferences))
    {
        MustChangePassword = row.RequirePasswordChange,
        HasFactor = row.TotpSecret is not null || row is { HasEmailFactor: true, IsEmailVerified: true },
    };

    public Task<bool> IsOpenAsync(string userId, string tokenHash, CancellationToken ct) =>
        _store.ReadAsync(db => db.Set<LoginTokenRow>().AnyAsync(t => t.HashedToken == tokenHash && t.UserId == userId, ct), ct);

    private void Drop(string userId)
    {
        Interlocked.Increment(ref _drops);
        if (_byId.TryRemove(userId, out var brief)) _idByName.TryRemove(brief.Username.ToLowerInvariant(), out _);
        foreach (var (hash, token) in _tokens)
        {
            if (token.UserId == userId) _tokens.TryRemove(hash, out _);
        }
    }

    private void DropAll()
    {
        Interlocked.Increment(ref _drops);
        _byId.Clear();
        _idByName.Clear();
        _tokens.Clear();
    }
}
