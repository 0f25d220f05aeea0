using Parley.Conversations.Messages;
using Parley.Platform.Ddp;
using Parley.Platform.Operations;
using Parley.Platform.Permissions;
using Parley.Platform.Wire;

namespace Parley.Conversations.Rooms;

/// <summary>Methods of older clients that look up one thing of a room, and those that bring many in at once.</summary>
internal sealed class RoomLookupsDdp(RoomQueries queries, RoomStore rooms, RoomAccess access, JoinRoom join, MessageQueries messages, HistoryReader history, PermissionRegistry permissions) : IDdpDoor
{
    private const int LongestPage = 100;

    public void Map(DdpMethods methods)
    {
        methods.Add("getRoomById", RoomAsync, limit: new(10, 60_000));
        methods.Add("getRoomJoinCode", JoinCodeAsync);
        methods.Add("getTotalChannels", async call => await queries.CountAsync("c", call.Aborted));
        methods.Add("getUserMentionsByChannel", MentionsAsync);
        methods.Add("getChannelHistory", HistoryAsync);
        methods.Add("addAllUserToRoom", AddAllAsync);
        methods.Add("joinDefaultChannels", async call => { await join.EnterDefaultsAsync(call.Caller.UserId, call.Aborted); return null; });
    }

    private async Task<object?> RoomAsync(MethodCall call)
    {
        var room = await access.FindReadableAsync(call.Caller, call.RequiredText(0), call.Aborted) ?? throw WireError.NotAllowed("getRoomById");
        return await queries.ViewAsync(await rooms.ReadAsync(room.Id, call.Aborted) ?? room, call.Aborted, call.Caller.UserId);
    }

    /// <summary>Administrators only: nobody else is told the code.</summary>
    private async Task<object?> JoinCodeAsync(MethodCall call)
    {
        if (!permissions.Has(call.Caller, RoomPermissions.ViewJoinCode)) throw new WireError("error-not-authorized", "Not authorized", details: new WireObject { { "method", "getJoinCode" } });
        return (await rooms.FindAsync(call.RequiredText(0), call.Aborted))?.JoinCode is { } code ? code : false;
    }

    private async Task<object?> MentionsAsync(MethodCall call)
    {
        var asked = call.RequiredObject(0);
        var room = await access.FindReadableAsync(call.Caller, asked.Text("roomId") ?? "", call.Aborted) ?? throw WireError.InvalidRoom("getUserMentionsByChannel");
        var limit = (int)Math.Clamp(asked.Get("options")?.Number("limit") ?? 20, 1, LongestPage);
        return (await messages.MentionedAsync(room.Id, call.Caller.UserId, 0, limit, call.Aborted)).Messages;
    }

    /// <returns>False as clients expect it for rooms they may not read.</returns>
    private async Task<object?> HistoryAsync(MethodCall call)
    {
        var asked = call.RequiredObject(0);
        if (await access.FindReadableAsync(call.Caller, asked.Text("rid") ?? throw WireError.Match("Expected string in rid"), call.Aborted) is not { } room) return false;
        if (asked.Has("oldest") && asked.Date("oldest") is null) throw new WireError("error-invalid-date", "Invalid date", details: new WireObject { { "method", "getChannelHistory" } });
        return await history.PageAsync(call.Caller, room, asked, LongestPage, call.Aborted);
    }

    private async Task<object?> AddAllAsync(MethodCall call)
    {
        var room = await access.FindReadableAsync(call.Caller, call.RequiredText(0), call.Aborted) ?? throw WireError.InvalidRoom("addAllUserToRoom");
        await join.InviteAllAsync(call.Caller, room, call.Aborted);
        return true;
    }
}
