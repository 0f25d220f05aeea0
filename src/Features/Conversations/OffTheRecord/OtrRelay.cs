using System.Text.Json;
using Parley.Conversations.Rooms;
using Parley.People.Contracts;
using Parley.Platform.Ddp;
using Parley.Platform.Operations;
using Parley.Platform.RateLimits;
using Parley.Platform.Telemetry;
using Parley.Platform.Wire;

namespace Parley.Conversations.OffTheRecord;

/// <summary>
/// Carries the exchange of keys between the two people of a direct room: <c>{peer}/otr</c> of <c>stream-notify-user</c> with
/// <c>(type, {roomId, userId, …})</c>. Nobody can speak for another, to a stranger, or about another room.
/// </summary>
internal sealed class OtrRelay(RoomStore rooms, RoomAccess access, OtrPair pairs, StreamHub hub, IRateLimiter limiter, ServerMode mode) : IUserRelay
{
    private const int LongestKey = 1000;
    private static readonly RateLimit _some = new(60, 60_000);

    public string Kind => "otr";

    public async ValueTask RelayAsync(Caller sender, string receiverId, IReadOnlyList<JsonElement> args, CancellationToken ct)
    {
        if (args is not [{ ValueKind: JsonValueKind.String } type, { ValueKind: JsonValueKind.Object } payload, ..]) return;
        var kind = type.GetString()!;
        if (kind is not ("handshake" or "acknowledge" or "deny" or "end") || payload.Text("userId") != sender.UserId) return;
        if (await rooms.FindAsync(payload.Text("roomId") ?? "", ct) is not { } room || await pairs.OtherAsync(sender, room, ct) != receiverId) return;
        var begins = kind is "handshake" or "acknowledge";
        var key = payload.Text("publicKey");
        if (begins && (key is not { Length: > 0 and <= LongestKey } || !pairs.IsEnabled || !await MayWriteAsync(sender, room, ct))) return;
        if (!mode.IsTest && !(await limiter.TakeAsync("otr " + sender.UserId, _some)).IsAllowed) return;
        hub.Emit("notify-user", $"{receiverId}/{Kind}",
        [
            kind,
            new WireObject
            {
                { "roomId", room.Id }, { "userId", sender.UserId }, { "publicKey", begins ? key : null },
                { "refresh", kind == "handshake" && payload.Flag("refresh") == true ? true : null },
            },
        ]);
    }

    private async ValueTask<bool> MayWriteAsync(Caller sender, RoomRow room, CancellationToken ct)
    {
        try
        {
            await access.CheckMayWriteAsync(sender, room, await rooms.FindMemberAsync(room.Id, sender.UserId, ct), ct);
            return true;
        }
        catch (WireError)
        {
            return false;
        }
    }
}
