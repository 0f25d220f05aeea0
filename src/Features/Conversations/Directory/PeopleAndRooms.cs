using Microsoft.EntityFrameworkCore;
using Parley.Conversations.Rooms;
using Parley.People.Contracts;
using Parley.Platform.Operations;
using Parley.Platform.Permissions;
using Parley.Platform.Rest;
using Parley.Platform.Settings;
using Parley.Platform.Storage;
using Parley.Platform.Wire;

namespace Parley.Conversations.Directory;

/// <summary>Finds people and rooms by name: the search box, the directory, the administrator's list.</summary>
internal sealed class PeopleAndRooms(IStore store, RoomQueries rooms, RoomDirectory directory, IUserDirectory users, PermissionRegistry permissions, SettingsRegistry settings)
{
    private static readonly Permission _viewOutsideRoom = new("view-outside-room");
    private static readonly Permission _viewDirectRooms = new("view-d-room");
    private static readonly Setting<bool> _anonymousRead = SettingOf.Bool("Accounts_AllowAnonymousRead", "Accounts", false);

    /// <summary>Typing <c>#</c> first limits to rooms, <c>@</c> to people.</summary>
    public async Task<WireObject> SpotlightAsync(Caller? caller, string text, IReadOnlyList<string> exceptUsernames, bool wantsUsers, bool wantsRooms, CancellationToken ct)
    {
        var term = text.Trim();
        if (term.StartsWith('#')) wantsUsers = false;
        else if (term.StartsWith('@')) wantsRooms = false;
        term = term.TrimStart('#', '@');
        if (caller is null && !settings.Get(_anonymousRead)) return new WireObject { { "users", Array.Empty<object>() }, { "rooms", Array.Empty<object>() } };
        var seesPeople = caller is not null && permissions.Has(caller, _viewOutsideRoom) && permissions.Has(caller, _viewDirectRooms);
        var limit = (int)Math.Clamp(settings.Get(RoomSettings.Suggestions), 1, 50);
        var people = wantsUsers && seesPeople ? await users.SearchAsync(term, exceptUsernames, limit, ct) : [];
        var found = wantsRooms ? await rooms.SearchAsync(caller, term, limit, hidesArchived: true, ct) : [];
        return new WireObject
        {
            { "users", people.Select(u => new WireObject { { "_id", u.Id }, { "username", u.Username }, { "name", u.Name }, { "nickname", u.Nickname }, { "status", u.Status }, { "statusText", u.StatusText }, { "avatarETag", u.AvatarETag }, { "outside", true } }).ToList() },
            { "rooms", found.ConvertAll(r => new WireObject { { "_id", r.Id }, { "t", r.Type }, { "name", r.Name }, { "fname", r.DisplayName }, { "teamMain", r.IsTeamMain ? true : null }, { "joinCodeRequired", r.JoinCode is null ? null : true }, { "avatarETag", r.AvatarETag }, { "prid", r.ParentId } }) },
        };
    }

    /// <exception cref="WireError"><c>error-invalid-query</c> for another kind than channels, users or teams.</exception>
    public async Task<(List<WireObject> Result, int Total)> DirectoryAsync(Caller caller, string type, string text, Page page, CancellationToken ct)
    {
        switch (type)
        {
            case "channels": return await directory.ChannelsAsync(caller, text, page, ct);
            case "teams": return await directory.TeamsAsync(caller, text, page, ct);
            case "users":
                if (!permissions.Has(caller, _viewOutsideRoom) || !permissions.Has(caller, _viewDirectRooms)) return ([], 0);
                return await UsersAsync(caller, text, page, ct);
            default: throw new WireError("error-invalid-query", "The directory lists channels, teams and users");
        }
    }

    /// <param name="types"><c>c</c>, <c>p</c>, <c>d</c>, <c>discussions</c>, <c>teams</c>; empty lists all but discussions.</param>
    public async Task<(List<WireObject> Rooms, int Total)> AdminRoomsAsync(string? filter, IReadOnlyList<string> types, Page page, CancellationToken ct)
    {
        var lower = filter?.ToLowerInvariant() ?? "";
        var (withDiscussions, withTeams) = (types.Contains("discussions"), types.Contains("teams"));
        var (rows, total) = await store.ReadAsync(async db =>
        {
            var query = db.Set<RoomRow>().AsNoTracking().Where(r => lower == "" || (r.NameLower != null && r.NameLower.Contains(lower)) || (r.DisplayName != null && r.DisplayName.Contains(filter!)));
            if (types.Count == 0) query = query.Where(r => r.ParentId == null);
            else query = query.Where(r => (types.Contains(r.Type) && r.ParentId == null && !r.IsTeamMain) || (withDiscussions && r.ParentId != null) || (withTeams && r.IsTeamMain));
            return (await query.OrderBy(r => r.NameLower).Skip(page.Offset).Take(page.Count).ToListAsync(ct), await query.CountAsync(ct));
        }, ct);
        var views = await rooms.ViewAllAsync(rows, ct);
        // Administrators manage rooms without reading them.
        foreach (var view in views) view.Remove("lastMessage");
        return (views, total);
    }

    private async Task<(List<WireObject>, int)> UsersAsync(Caller caller, string text, Page page, CancellationToken ct)
    {
        var seesMail = permissions.Has(caller, new Permission("view-full-other-user-info"));
        var found = await users.SearchAsync(text, [], page.Offset + Math.Min(page.Count, 1000) + 1, ct);
        IEnumerable<UserBrief> sorted = page.Sort.Count == 0 ? found : page.Sort[0] switch
        {
            ("name", true) => found.OrderByDescending(u => u.Name, StringComparer.OrdinalIgnoreCase),
            ("name", false) => found.OrderBy(u => u.Name, StringComparer.OrdinalIgnoreCase),
            ("createdAt", true) => found.OrderByDescending(u => u.CreatedAt),
            ("createdAt", false) => found.OrderBy(u => u.CreatedAt),
            (_, true) => found.OrderByDescending(u => u.Username, StringComparer.OrdinalIgnoreCase),
            _ => found.OrderBy(u => u.Username, StringComparer.OrdinalIgnoreCase),
        };
        var views = sorted.Skip(page.Offset).Take(page.Count).Select(u => new WireObject
        {
            { "_id", u.Id }, { "username", u.Username }, { "name", u.Name }, { "createdAt", u.CreatedAt }, { "bio", u.Bio }, { "nickname", u.Nickname }, { "avatarETag", u.AvatarETag },
            { "emails", seesMail && u.Email is not null ? new[] { new WireObject { { "address", u.Email } } } : null },
        }).ToList();
        return (views, found.Count);
    }
}
