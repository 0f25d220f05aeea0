using System.Text.Json;
using Microsoft.EntityFrameworkCore;
using Parley.Conversations.Rooms;
using Parley.Platform.Ddp;
using Parley.Platform.Events;
using Parley.Platform.Operations;
using Parley.Platform.RateLimits;
using Parley.Platform.Storage;
using Parley.Platform.Telemetry;

namespace Parley.Conversations.Encryption;

/// <summary>
/// Tells those who hold a room's key that somebody waits for it (E2E-020, E2E-021): <c>{member}/e2ekeyRequest</c> of <c>stream-notify-user</c>. Members ask by
/// writing <c>{room}/e2ekeyRequest</c> of <c>stream-notify-room-users</c>, which nobody hears.
/// </summary>
internal sealed class KeyRequests(IStore store, RoomStore rooms, StreamHub hub, IRateLimiter limiter, ServerMode mode) : IStreamRule, IEventHandler<MemberAdded>
{
    private const int MostAsked = 1000;
    private const int MostRooms = 1000;
    private static readonly RateLimit _some = new(120, 60_000);

    public string Stream => "notify-room-users";

    public ValueTask<IReadOnlyList<string>?> TopicsAsync(StreamRequest request, CancellationToken ct) => new((IReadOnlyList<string>?)null);

    public async ValueTask WriteAsync(StreamRequest request, IReadOnlyList<JsonElement> args, CancellationToken ct)
    {
        const string kind = "/e2ekeyRequest";
        if (request.Caller is not { } caller || !request.EventName.EndsWith(kind, StringComparison.Ordinal)) return;
        var roomId = request.EventName[..^kind.Length];
        if (await rooms.FindAsync(roomId, ct) is not { RoomKeyId: { } keyId } room || await rooms.FindMemberAsync(room.Id, caller.UserId, ct) is null) return;
        if (args is not [{ ValueKind: JsonValueKind.String } given, { ValueKind: JsonValueKind.String } wanted, ..] || !given.ValueEquals(room.Id) || !wanted.ValueEquals(keyId)) return;
        if (!mode.IsTest && !(await limiter.TakeAsync("e2e keys " + caller.UserId, _some)).IsAllowed) return;
        await AskAsync(room, caller.UserId, ct);
    }

    /// <summary>For all rooms whose key the caller does not have, as after a reset.</summary>
    public async Task AskEverywhereAsync(Caller caller, CancellationToken ct)
    {
        var wanted = await store.ReadAsync(db => db.Set<SubscriptionRow>().AsNoTracking().Where(s => s.UserId == caller.UserId && s.RoomKey == null)
            .Join(db.Set<RoomRow>(), s => s.RoomId, r => r.Id, (s, r) => r).Where(r => r.RoomKeyId != null).OrderBy(r => r.Id).Take(MostRooms).ToListAsync(ct), ct);
        foreach (var room in wanted) await AskAsync(room, caller.UserId, ct);
    }

    public async Task HandleAsync(MemberAdded happened, CancellationToken ct)
    {
        if (await rooms.FindAsync(happened.RoomId, ct) is { IsEncrypted: true, RoomKeyId: not null } room) await AskAsync(room, happened.UserId, ct);
    }

    private async Task AskAsync(RoomRow room, string userId, CancellationToken ct)
    {
        hub.Emit("notify-room", room.Id + "/e2e.keyRequest", [room.RoomKeyId]);
        var holders = await store.ReadAsync(db => db.Set<SubscriptionRow>().AsNoTracking().Where(s => s.RoomId == room.Id && s.UserId != userId && s.RoomKey != null)
            .OrderBy(s => s.UserId).Select(s => s.UserId).Take(MostAsked).ToListAsync(ct), ct);
        foreach (var holder in holders) hub.Emit("notify-user", holder + "/e2ekeyRequest", [room.Id, room.RoomKeyId]);
    }
}
