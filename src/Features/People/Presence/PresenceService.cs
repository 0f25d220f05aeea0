using System.Collections.Concurrent;
using Microsoft.EntityFrameworkCore;
using Parley.People.Accounts;
using Parley.People.Contracts;
using Parley.Platform.Ddp;
using Parley.Platform.Operations;
using Parley.Platform.Settings;
using Parley.Platform.Storage;
using Parley.Platform.Wire;

namespace Parley.People.Presence;

/// <summary>
/// Who is there. Each signed-in connection holds a lease with its own status; what others see is computed from the
/// person's choice and the leases of all nodes. Changes are written together, a few times a second at most.
/// </summary>
internal sealed class PresenceService : IConnectionObserver, IStatusTexts, IAsyncDisposable
{
    private static readonly string[] _codes = ["offline", "online", "away", "busy"];
    private static readonly TimeSpan _gather = TimeSpan.FromMilliseconds(200);
    private readonly IPresenceLeases _leases;
    private readonly IStore _store;
    private readonly UserStore _users;
    private readonly StreamHub _hub;
    private readonly SettingsRegistry _settings;
    private readonly ConcurrentDictionary<string, byte> _changed = new();
    private readonly SemaphoreSlim _wake = new(0);
    private readonly CancellationTokenSource _stopping = new();
    private readonly Task _loop;
    private int _isDisposed;

    public PresenceService(IPresenceLeases leases, IStore store, UserStore users, StreamHub hub, SettingsRegistry settings)
    {
        _leases = leases;
        _store = store;
        _users = users;
        _hub = hub;
        _settings = settings;
        leases.Lost += userId => Recompute(userId);
        _loop = Task.Run(RunAsync);
    }

    public Task SignedInAsync(DdpConnection connection, Caller caller) => SetConnectionAsync(connection.Id, caller.UserId, "online", CancellationToken.None);

    public void SignedOut(DdpConnection connection, Caller caller) => _ = EndConnectionAsync(connection.Id, caller.UserId);

    public async Task SetConnectionAsync(string connectionId, string userId, string status, CancellationToken ct)
    {
        await _leases.SetAsync(userId, connectionId, status);
        Recompute(userId);
    }

    /// <param name="status">online, away, busy or offline; null leaves it.</param>
    /// <param name="text">Null leaves it.</param>
    /// <exception cref="WireError"><c>error-not-allowed</c>, <c>error-invalid-status</c>, <c>error-invalid-user</c>.</exception>
    public async Task SetStatusAsync(string userId, string? status, string? text, CancellationToken ct)
    {
        if (status is not null && !_codes.Contains(status)) throw new WireError("error-invalid-status", "Valid status types include online, away, offline, and busy.", details: new WireObject { { "method", "users.setStatus" } });
        if (status == "offline" && !_settings.Get(PresenceSettings.AllowInvisible)) throw new WireError("error-status-not-allowed", "Invisible status is disabled", details: new WireObject { { "method", "users.setStatus" } });
        if (text is { Length: > 120 }) throw new WireError("error-status-text-size-exceeded", "The status text is too long");
        if (text is not null && !_settings.Get(AccountSettings.AllowStatusMessageChange))
            throw new WireError("error-not-allowed", "Change status is not allowed", details: new WireObject { { "method", "users.setStatus" } });
        await _store.WriteAsync(async unit =>
        {
            var row = await unit.Db.Set<UserRow>().FirstOrDefaultAsync(u => u.Id == userId, ct) ?? throw WireError.InvalidUser("users.setStatus");
            if (status is not null) row.StatusDefault = status;
            if (text is not null) row.StatusText = text.Trim();
            row.UpdatedAt = unit.Now;
            return await unit.Db.SaveChangesAsync(ct);
        }, ct);
        await WriteAsync([userId], announceAlways: true);
    }

    public Task SetAsync(string userId, string text, CancellationToken ct) => SetStatusAsync(userId, null, text, ct);

    /// <summary>After a start every lease of this node is gone: nobody is here until they come.</summary>
    public Task ResetAsync(CancellationToken ct) => _leases.IsShared
        ? Task.CompletedTask
        : _store.AppendAsync(new EverybodyIsGone(), ct);

    /// <summary>May be called twice: the container knows the service under two types.</summary>
    public async ValueTask DisposeAsync()
    {
        if (Interlocked.Exchange(ref _isDisposed, 1) == 1) return;
        await _stopping.CancelAsync();
        _wake.Release();
        await _loop;
        _stopping.Dispose();
    }

    private async Task EndConnectionAsync(string connectionId, string userId)
    {
        await _leases.RemoveAsync(userId, connectionId);
        Recompute(userId);
    }

    private void Recompute(string userId)
    {
        if (_changed.TryAdd(userId, 0)) _wake.Release();
    }

    private async Task RunAsync()
    {
        while (true)
        {
            await _wake.WaitAsync(CancellationToken.None);
            if (_stopping.IsCancellationRequested) return;
            while (_wake.Wait(0)) { }
            var batch = _changed.Keys.Take(500).ToList();
            foreach (var userId in batch) _changed.TryRemove(userId, out _);
            if (!_changed.IsEmpty) _wake.Release();
            if (batch.Count == 0) continue;
            try
            {
                await WriteAsync(batch, announceAlways: false);
            }
            catch (Exception) when (!_stopping.IsCancellationRequested) // the database is briefly away: these people are computed again
            {
                foreach (var userId in batch) _changed.TryAdd(userId, 0);
                _wake.Release();
                await Task.Delay(_gather, CancellationToken.None);
            }
        }
    }

    private async Task WriteAsync(IReadOnlyList<string> userIds, bool announceAlways)
    {
        var connected = await _leases.StatusOfAsync(userIds);
        var changed = await _store.WriteAsync(async unit =>
        {
            var rows = await unit.Db.Set<UserRow>().Where(u => userIds.Contains(u.Id)).ToListAsync();
            var touched = new List<UserRow>(rows.Count);
            foreach (var row in rows)
            {
                var status = Combine(row.StatusDefault, connected.GetValueOrDefault(row.Id));
                if (row.Status == status && !announceAlways) continue;
                row.Status = status;
                row.UpdatedAt = unit.Now;
                touched.Add(row);
            }
            await unit.Db.SaveChangesAsync();
            return touched;
        }, CancellationToken.None);
        foreach (var row in changed) Announce(row);
    }

    private void Announce(UserRow row)
    {
        _users.Forget(row.Id);
        if (_settings.Get(PresenceSettings.BroadcastDisabled) || _settings.Get(PresenceSettings.IsHalted)) return;
        var code = Array.IndexOf(_codes, row.Status);
        _hub.Emit("notify-logged", "user-status", [new object?[] { row.Id, row.Username, code, row.StatusText, row.Name, row.RoleList }]);
        var topic = PresenceStream.TopicOf(row.Id);
        if (!_hub.IsWanted(topic)) return;
        _hub.Send(topic, WireJson.ToUtf8(new WireObject
        {
            { "msg", "changed" }, { "collection", "stream-user-presence" }, { "id", "id" },
            { "fields", new WireObject { { "eventName", row.Id }, { "uid", row.Id }, { "args", new object[] { new object?[] { row.Username, code, row.StatusText } } } } },
        }, WireDialect.Ddp));
    }

    private static string Combine(string chosen, string? connected) => (connected, chosen) switch
    {
        (null, _) => "offline",
        (_, "offline" or "busy" or "away") => chosen,
        _ => connected,
    };

    private sealed class EverybodyIsGone : HotWrite
    {
        private const string Update = "UPDATE users SET status='offline' WHERE status<>'offline' AND type='user'";

        public override string Lane => "presence";

        public override IReadOnlyList<HotStatement> Statements { get; } = [new(Update, Update)];

        public override void Bind(int statement, IHotParameters parameters) { }
    }
}
