using Microsoft.EntityFrameworkCore;
using Parley.Conversations.Rooms;
using Parley.People.Contracts;
using Parley.Platform.Ddp;
using Parley.Platform.Events;
using Parley.Platform.Ids;
using Parley.Platform.Operations;
using Parley.Platform.Permissions;
using Parley.Platform.Storage;
using Parley.Platform.Wire;

namespace Parley.Conversations.Sections;

internal static class SectionPermissions
{
    /// <summary>To arrange rooms for everybody.</summary>
    public static readonly Permission ManageShared = new("manage-shared-sections", "admin");

    public static IReadOnlyList<Permission> All => [ManageShared];
}

/// <summary>
/// People arrange their rooms under headings of their own; administrators offer headings to everybody. A person's own choice for a
/// room goes before the shared one.
/// </summary>
internal sealed class SidebarSections(IStore store, RoomAccess access, PermissionRegistry permissions, StreamHub hub) : IEventHandler<UserDeleted>, IEventHandler<RoomErased>
{
    private const int MostSections = 50;
    private const int MostRooms = 2000;
    private const int LongestName = 60;

    public sealed record Section(SectionRow Row, IReadOnlyList<string> RoomIds)
    {
        public WireObject View() => new() { { "_id", Row.Id }, { "name", Row.Name }, { "position", Row.Position }, { "shared", Row.OwnerId == SectionRow.Everybody }, { "rooms", RoomIds } };
    }

    /// <summary>The caller's own and the shared ones, in order; of rooms, only those the caller is in.</summary>
    public async Task<List<Section>> ListAsync(Caller caller, CancellationToken ct)
    {
        var (sections, placed) = await store.ReadAsync(async db =>
        {
            var sections = await db.Set<SectionRow>().AsNoTracking().Where(s => s.OwnerId == caller.UserId || s.OwnerId == SectionRow.Everybody)
                .OrderBy(s => s.Position).ThenBy(s => s.Id).ToListAsync(ct);
            if (sections.Count == 0) return (sections, []);
            var placed = await db.Set<SectionRoomRow>().AsNoTracking().Where(r => (r.OwnerId == caller.UserId || r.OwnerId == SectionRow.Everybody)
                && db.Set<SubscriptionRow>().Any(s => s.RoomId == r.RoomId && s.UserId == caller.UserId)).ToListAsync(ct);
            return (sections, placed);
        }, ct);
        var rooms = placed.ToLookup(r => r.SectionId, r => r.RoomId);
        return sections.ConvertAll(s => new Section(s, [.. rooms[s.Id]]));
    }

    /// <exception cref="WireError"><c>error-not-allowed</c> for a shared one without <c>manage-shared-sections</c>; <c>error-invalid-name</c>, <c>error-too-many-sections</c>.</exception>
    public async Task<Section> AddAsync(Caller caller, string name, bool isShared, CancellationToken ct)
    {
        var ownerId = isShared ? SectionRow.Everybody : caller.UserId;
        CheckMayChange(caller, ownerId);
        var clean = Clean(name);
        var row = await store.WriteAsync(async unit =>
        {
            var own = unit.Db.Set<SectionRow>().Where(s => s.OwnerId == ownerId);
            if (await own.CountAsync(ct) >= MostSections) throw new WireError("error-too-many-sections", $"There is room for {MostSections} sections");
            var last = await own.MaxAsync(s => (int?)s.Position, ct) ?? -1;
            var row = new SectionRow { Id = Id.New(), OwnerId = ownerId, Name = clean, Position = last + 1 };
            unit.Db.Add(row);
            await unit.Db.SaveChangesAsync(ct);
            return row;
        }, ct);
        Tell(ownerId);
        return new(row, []);
    }

    /// <param name="position">Its new place among the sections of the same owner, from 0.</param>
    /// <exception cref="WireError"><c>error-section-not-found</c>, <c>error-not-allowed</c>, <c>error-invalid-name</c>.</exception>
    public async Task ChangeAsync(Caller caller, string id, string? name, int? position, CancellationToken ct)
    {
        var clean = name is null ? null : Clean(name);
        var ownerId = await store.WriteAsync(async unit =>
        {
            var row = await FindAsync(unit, caller, id, ct);
            if (clean is not null) row.Name = clean;
            if (position is { } place)
            {
                var all = await unit.Db.Set<SectionRow>().Where(s => s.OwnerId == row.OwnerId && s.Id != id).OrderBy(s => s.Position).ThenBy(s => s.Id).ToListAsync(ct);
                all.Insert(Math.Clamp(place, 0, all.Count), row);
                for (var i = 0; i < all.Count; i++) all[i].Position = i;
            }
            await unit.Db.SaveChangesAsync(ct);
            return row.OwnerId;
        }, ct);
        Tell(ownerId);
    }

    /// <summary>Its rooms go back to where they belong by kind.</summary>
    /// <exception cref="WireError"><c>error-section-not-found</c>, <c>error-not-allowed</c>.</exception>
    public async Task RemoveAsync(Caller caller, string id, CancellationToken ct)
    {
        var ownerId = await store.WriteAsync(async unit =>
        {
            var row = await FindAsync(unit, caller, id, ct);
            await unit.Db.Set<SectionRoomRow>().Where(r => r.SectionId == id).ExecuteDeleteAsync(ct);
            unit.Db.Remove(row);
            await unit.Db.SaveChangesAsync(ct);
            return row.OwnerId;
        }, ct);
        Tell(ownerId);
    }

    /// <summary>Puts a room under a heading: a shared one for everybody, an own one for the caller.</summary>
    /// <exception cref="WireError"><c>error-invalid-room</c>, <c>error-section-not-found</c>, <c>error-not-allowed</c>, <c>error-too-many-rooms</c>.</exception>
    public async Task PlaceAsync(Caller caller, string roomId, string sectionId, CancellationToken ct)
    {
        if (await access.FindReadableAsync(caller, roomId, ct) is null) throw new WireError("error-invalid-room", "Invalid room");
        var ownerId = await store.WriteAsync(async unit =>
        {
            var section = await FindAsync(unit, caller, sectionId, ct);
            var placed = unit.Db.Set<SectionRoomRow>();
            if (await placed.CountAsync(r => r.OwnerId == section.OwnerId && r.RoomId != roomId, ct) >= MostRooms) throw new WireError("error-too-many-rooms", $"There is room for {MostRooms} rooms in sections");
            await unit.Db.Database.ExecuteSqlRawAsync("INSERT INTO sidebar_section_rooms(owner_id,room_id,section_id) VALUES({0},{1},{2}) ON CONFLICT(owner_id,room_id) DO UPDATE SET section_id=excluded.section_id", [section.OwnerId, roomId, sectionId], ct);
            return section.OwnerId;
        }, ct);
        Tell(ownerId);
    }

    /// <summary>Takes a room from under its heading.</summary>
    /// <exception cref="WireError"><c>error-not-allowed</c>.</exception>
    public async Task TakeAwayAsync(Caller caller, string roomId, bool isShared, CancellationToken ct)
    {
        var ownerId = isShared ? SectionRow.Everybody : caller.UserId;
        CheckMayChange(caller, ownerId);
        if (await store.WriteAsync(unit => unit.Db.Set<SectionRoomRow>().Where(r => r.OwnerId == ownerId && r.RoomId == roomId).ExecuteDeleteAsync(ct), ct) > 0) Tell(ownerId);
    }

    public Task HandleAsync(UserDeleted happened, CancellationToken ct) => store.WriteAsync(async unit =>
    {
        await unit.Db.Set<SectionRoomRow>().Where(r => r.OwnerId == happened.UserId).ExecuteDeleteAsync(ct);
        return await unit.Db.Set<SectionRow>().Where(s => s.OwnerId == happened.UserId).ExecuteDeleteAsync(ct);
    }, ct);

    public Task HandleAsync(RoomErased happened, CancellationToken ct) => store.WriteAsync(unit => unit.Db.Set<SectionRoomRow>().Where(r => r.RoomId == happened.RoomId).ExecuteDeleteAsync(ct), ct);

    private async Task<SectionRow> FindAsync(WriteUnit unit, Caller caller, string id, CancellationToken ct)
    {
        var row = await unit.Db.Set<SectionRow>().FirstOrDefaultAsync(s => s.Id == id && (s.OwnerId == caller.UserId || s.OwnerId == SectionRow.Everybody), ct)
            ?? throw new WireError("error-section-not-found", "There is no such section");
        CheckMayChange(caller, row.OwnerId);
        return row;
    }

    private void CheckMayChange(Caller caller, string ownerId)
    {
        if (ownerId == SectionRow.Everybody && !permissions.Has(caller, SectionPermissions.ManageShared)) throw WireError.NotAllowed("sections");
    }

    private static string Clean(string name)
    {
        var clean = name.Trim();
        return clean.Length is > 0 and <= LongestName && !clean.Any(char.IsControl) ? clean : throw new WireError("error-invalid-name", $"A name has 1 to {LongestName} characters");
    }

    /// <summary>Clients read the list again.</summary>
    private void Tell(string ownerId)
    {
        if (ownerId == SectionRow.Everybody) hub.Emit("notify-logged", "sections", []);
        else hub.Emit("notify-user", ownerId + "/sections", []);
    }
}
