using System.Text.Json;
using Microsoft.EntityFrameworkCore;
using Parley.Conversations.Messages;
using Parley.People.Contracts;
using Parley.Platform.Operations;
using Parley.Platform.Permissions;
using Parley.Platform.Rest;
using Parley.Platform.Storage;
using Parley.Platform.Wire;

namespace Parley.Conversations.Rooms;

/// <summary>Lists rooms, memberships and members for the doors.</summary>
internal sealed class RoomQueries(IStore store, IUserDirectory users, RoomViews views, MessageQueries messages, PermissionRegistry permissions)
{
    private const int PartSize = 500;
    private static readonly string[] _statusOrder = ["online", "away", "busy", "offline"];

    public async Task<WireObject> ViewAsync(RoomRow room, CancellationToken ct, string? readerId = null) => (await ViewAllAsync([room], ct, readerId))[0];

    public async Task<List<WireObject>> ViewAllAsync(IReadOnlyList<RoomRow> rooms, CancellationToken ct, string? readerId = null)
    {
        var last = await messages.LastOfAsync([.. rooms], ct, readerId);
        var people = (await users.FindManyAsync([.. rooms.SelectMany(r => r.DirectUserIds).Distinct()], ct)).ToDictionary(u => u.Id);
        return [.. rooms.Select(r => views.Room(r, last.TryGetValue(r.Id, out var message) ? message : null, r.IsDirect ? PeopleOf(r, people) : null))];
    }

    /// <summary>A person's rooms that changed since a time (all for null) in parts, and the ones that are gone.</summary>
    public async Task<(IAsyncEnumerable<IReadOnlyList<WireObject>> Update, List<WireObject> Remove)> ChangedRoomsAsync(string userId, DateTimeOffset? since, CancellationToken ct)
    {
        await store.SettleAsync(ct);
        var (ids, gone) = await store.ReadAsync(async db =>
        {
            var query = from subscription in db.Set<SubscriptionRow>().AsNoTracking()
                        join room in db.Set<RoomRow>().AsNoTracking() on subscription.RoomId equals room.Id
                        where subscription.UserId == userId
                        select new { room, subscription.CreatedAt };
            var changed = since is { } time ? query.Where(x => x.room.UpdatedAt >= time || x.room.Stamp >= time || x.CreatedAt >= time) : query;
            return (await changed.Select(x => x.room.Id).ToListAsync(ct), await RemovedAsync(db, userId, since, ct));
        }, ct);
        return (PartsAsync(ids, ReadAsync), gone.ConvertAll(g => new WireObject { { "_id", g.RoomId }, { "_deletedAt", g.RemovedAt } }));

        async Task<IReadOnlyList<WireObject>> ReadAsync(string[] part) =>
            await ViewAllAsync(await store.ReadAsync(db => db.Set<RoomRow>().AsNoTracking().Where(r => part.Contains(r.Id)).ToListAsync(ct), ct), ct);
    }

    /// <summary>As <see cref="ChangedRoomsAsync"/> for the person's places in rooms.</summary>
    public async Task<(IAsyncEnumerable<IReadOnlyList<WireObject>> Update, List<WireObject> Remove)> ChangedSubscriptionsAsync(string userId, DateTimeOffset? since, CancellationToken ct)
    {
        await store.SettleAsync(ct);
        var (ids, gone) = await store.ReadAsync(async db =>
        {
            var query = from subscription in db.Set<SubscriptionRow>().AsNoTracking()
                        join room in db.Set<RoomRow>().AsNoTracking() on subscription.RoomId equals room.Id
                        where subscription.UserId == userId
                        select new { subscription, room };
            if (since is { } time) query = query.Where(x => x.subscription.UpdatedAt >= time || x.room.UpdatedAt >= time || x.room.LastMessageAt >= time);
            return (await query.Select(x => x.subscription.Id).ToListAsync(ct), await RemovedAsync(db, userId, since, ct));
        }, ct);
        return (PartsAsync(ids, ReadAsync), gone.ConvertAll(g => new WireObject { { "_id", g.Id }, { "_deletedAt", g.RemovedAt } }));

        async Task<IReadOnlyList<WireObject>> ReadAsync(string[] part)
        {
            var rows = await store.ReadAsync(db => (
                from subscription in db.Set<SubscriptionRow>().AsNoTracking()
                join room in db.Set<RoomRow>().AsNoTracking() on subscription.RoomId equals room.Id
                where part.Contains(subscription.Id)
                select new { subscription, room }).ToListAsync(ct), ct);
            return await SubscriptionViewsAsync([.. rows.Select(r => (r.subscription, r.room))], ct);
        }
    }

    private static async IAsyncEnumerable<IReadOnlyList<WireObject>> PartsAsync(List<string> ids, Func<string[], Task<IReadOnlyList<WireObject>>> readAsync)
    {
        foreach (var part in ids.Chunk(PartSize)) yield return await readAsync(part);
    }

    public async Task<WireObject?> FindSubscriptionAsync(string userId, string roomId, CancellationToken ct)
    {
        var found = await store.ReadAsync(async db =>
        {
            var row = await db.Set<SubscriptionRow>().AsNoTracking().FirstOrDefaultAsync(s => s.RoomId == roomId && s.UserId == userId, ct);
            var room = row is null ? null : await db.Set<RoomRow>().AsNoTracking().FirstOrDefaultAsync(r => r.Id == roomId, ct);
            return (row, room);
        }, ct);
        return found.row is null || found.room is null ? null : (await SubscriptionViewsAsync([(found.row, found.room)], ct))[0];
    }

    public Task<SubscriptionRow?> FindSubscriptionRowAsync(string userId, string roomId, CancellationToken ct) =>
        store.ReadAsync(db => db.Set<SubscriptionRow>().AsNoTracking().FirstOrDefaultAsync(s => s.RoomId == roomId && s.UserId == userId, ct), ct);

    public Task<int> CountAsync(string type, CancellationToken ct) => store.ReadAsync(db => db.Set<RoomRow>().CountAsync(r => r.Type == type, ct), ct);

    /// <summary>All rooms of a kind, or those the person is in.</summary>
    /// <param name="joinedBy">Null lists every room.</param>
    /// <param name="reachableBy">Leaves out what this person could not open; null lists for administrators.</param>
    public async Task<(List<WireObject> Rooms, int Total)> ListAsync(string type, string? joinedBy, bool hidesArchived, Page page, CancellationToken ct, string? reachableBy = null)
    {
        var (rows, total) = await store.ReadAsync(async db =>
        {
            var query = db.Set<RoomRow>().AsNoTracking().Where(r => r.Type == type);
            if (joinedBy is not null) query = query.Where(r => db.Set<SubscriptionRow>().Any(s => s.RoomId == r.Id && s.UserId == joinedBy));
            if (reachableBy is not null) query = query.Where(RoomReach.ReachableBy(db, reachableBy, seesPublic: true));
            if (hidesArchived) query = query.Where(r => !r.IsArchived);
            query = Filter(query, page.Query);
            return (await Sorted(query, page).Skip(page.Offset).Take(page.Count).ToListAsync(ct), await query.CountAsync(ct));
        }, ct);
        return (await ViewAllAsync(rows, ct), total);
    }

    /// <summary>Members, online first.</summary>
    public async Task<(List<UserBrief> Members, int Total)> MembersAsync(RoomRow room, string? filter, IReadOnlyList<string> statuses, int offset, int count, CancellationToken ct)
    {
        var ids = await store.ReadAsync(db => db.Set<SubscriptionRow>().Where(s => s.RoomId == room.Id).Select(s => s.UserId).ToListAsync(ct), ct);
        IEnumerable<UserBrief> people = await users.FindManyAsync(ids, ct);
        people = people.Where(p => p.IsActive);
        if (!string.IsNullOrEmpty(filter)) people = people.Where(p => p.Username.Contains(filter, StringComparison.OrdinalIgnoreCase) || (p.Name?.Contains(filter, StringComparison.OrdinalIgnoreCase) ?? false));
        if (statuses.Count > 0) people = people.Where(p => statuses.Contains(p.Status));
        var sorted = people.OrderBy(p => Array.IndexOf(_statusOrder, p.Status)).ThenBy(p => p.Username, StringComparer.OrdinalIgnoreCase).ToList();
        return (sorted.Skip(offset).Take(count).ToList(), sorted.Count);
    }

    /// <summary>Who holds room roles here.</summary>
    public async Task<List<WireObject>> RolesAsync(string roomId, CancellationToken ct)
    {
        var rows = await store.ReadAsync(db => db.Set<SubscriptionRow>().AsNoTracking().Where(s => s.RoomId == roomId && s.Roles != "").ToListAsync(ct), ct);
        var people = (await users.FindManyAsync(rows.ConvertAll(r => r.UserId), ct)).ToDictionary(u => u.Id);
        return [.. rows.Where(r => people.ContainsKey(r.UserId)).OrderBy(r => people[r.UserId].Username, StringComparer.Ordinal).Select(r => new WireObject
        {
            { "_id", r.Id }, { "rid", roomId }, { "u", new WireObject { { "_id", r.UserId }, { "username", people[r.UserId].Username }, { "name", people[r.UserId].Name } } }, { "roles", RoomRow.SplitBars(r.Roles) },
        })];
    }

    public Task<List<string>> MemberIdsAsync(string roomId, int limit, CancellationToken ct) =>
        store.ReadAsync(db => db.Set<SubscriptionRow>().Where(s => s.RoomId == roomId).Select(s => s.UserId).Take(limit).ToListAsync(ct), ct);

    public Task<List<string>> WithRoleAsync(string roomId, string role, CancellationToken ct)
    {
        var barred = "|" + role + "|";
        return store.ReadAsync(db => db.Set<SubscriptionRow>().Where(s => s.RoomId == roomId && s.Roles.Contains(barred)).Select(s => s.UserId).ToListAsync(ct), ct);
    }

    /// <summary>Rooms whose name contains the term: joined ones of any kind, and public ones.</summary>
    public async Task<List<RoomRow>> SearchAsync(Caller? caller, string term, int limit, bool hidesArchived, CancellationToken ct)
    {
        var lower = term.ToLowerInvariant();
        var seesPublic = caller is null || permissions.Has(caller, RoomPermissions.ViewCRoom);
        var userId = caller?.UserId;
        return await store.ReadAsync(db => db.Set<RoomRow>().AsNoTracking().Where(RoomReach.ReachableBy(db, userId, seesPublic))
            .Where(r => r.NameLower != null && (r.NameLower.Contains(lower) || (r.DisplayName != null && (r.DisplayName.Contains(term) || r.DisplayName.ToLower().Contains(lower)))) && (!hidesArchived || !r.IsArchived))
            .OrderBy(r => r.NameLower!.StartsWith(lower) ? 0 : 1).ThenBy(r => r.NameLower).Take(limit).ToListAsync(ct), ct);
    }

    public static IReadOnlyList<UserBrief> PeopleOf(RoomRow room, IReadOnlyDictionary<string, UserBrief> people) =>
        [.. room.DirectUserIds.Select(id => people.GetValueOrDefault(id)).OfType<UserBrief>().OrderBy(u => u.Username, StringComparer.OrdinalIgnoreCase)];

    private static Task<List<RemovedSubscriptionRow>> RemovedAsync(ParleyDb db, string userId, DateTimeOffset? since, CancellationToken ct) => since is { } time
        ? db.Set<RemovedSubscriptionRow>().AsNoTracking().Where(r => r.UserId == userId && r.RemovedAt >= time).ToListAsync(ct)
        : Task.FromResult(new List<RemovedSubscriptionRow>());

    private async Task<List<WireObject>> SubscriptionViewsAsync(IReadOnlyList<(SubscriptionRow Subscription, RoomRow Room)> pairs, CancellationToken ct)
    {
        var ids = pairs.Select(p => p.Subscription.UserId).Concat(pairs.SelectMany(p => p.Room.DirectUserIds)).Distinct().ToList();
        var people = (await users.FindManyAsync(ids, ct)).ToDictionary(u => u.Id);
        return [.. pairs.Where(p => people.ContainsKey(p.Subscription.UserId)).Select(p =>
            views.Subscription(p.Subscription, p.Room, people[p.Subscription.UserId], p.Room.IsDirect ? RoomViews.OthersFor(p.Subscription.UserId, PeopleOf(p.Room, people)) : []))];
    }

    private static IQueryable<RoomRow> Filter(IQueryable<RoomRow> query, JsonElement filter)
    {
        if (filter.ValueKind != JsonValueKind.Object) return query;
        foreach (var member in filter.EnumerateObject())
        {
            var text = member.Value.ValueKind == JsonValueKind.String ? member.Value.GetString() : member.Value.Text("$regex");
            if (member.Name == "name" && text is not null) query = query.Where(r => r.Name!.Contains(text));
            else if (member.Name == "_id" && text is not null) query = query.Where(r => r.Id == text);
            else if (member.Name is "archived" or "default" or "ro" or "topic" or "t" or "$or" or "$and" or "fname") continue;
            else throw new WireError("error-invalid-query", $"The field \"{member.Name}\" cannot be queried");
        }
        return query;
    }

    private static IQueryable<RoomRow> Sorted(IQueryable<RoomRow> query, Page page) => page.Sort.Count == 0 ? query.OrderBy(r => r.NameLower).ThenBy(r => r.Id) : page.Sort[0] switch
    {
        ("ts" or "createdAt", false) => query.OrderBy(r => r.CreatedAt),
        ("ts" or "createdAt", true) => query.OrderByDescending(r => r.CreatedAt),
        ("usersCount", false) => query.OrderBy(r => r.MemberCount),
        ("usersCount", true) => query.OrderByDescending(r => r.MemberCount),
        ("msgs", var down) => down ? query.OrderByDescending(r => r.MessageCount) : query.OrderBy(r => r.MessageCount),
        ("lastMessage" or "lm" or "_updatedAt", var down) => down ? query.OrderByDescending(r => r.LastMessageAt) : query.OrderBy(r => r.LastMessageAt),
        (_, true) => query.OrderByDescending(r => r.NameLower),
        _ => query.OrderBy(r => r.NameLower),
    };
}
