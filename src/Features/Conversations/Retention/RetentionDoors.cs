using System.Text.Json;
using Parley.Conversations.Rooms;
using Parley.People.Contracts;
using Parley.Platform.Ddp;
using Parley.Platform.Events;
using Parley.Platform.Operations;
using Parley.Platform.Permissions;
using Parley.Platform.Rest;
using Parley.Platform.Wire;

namespace Parley.Conversations.Retention;

internal static class RetentionPermissions
{
    public static readonly Permission CleanHistory = new("clean-channel-history", "admin");

    public static IReadOnlyList<Permission> All => [CleanHistory];
}

/// <summary><c>rooms.cleanHistory</c>.</summary>
internal sealed class RetentionRest(PruneMessages prune, RoomStore rooms, RoomAccess access, PermissionRegistry permissions) : IRestDoor
{
    public void Map(RestRoutes routes) => routes.Post("rooms.cleanHistory", CleanAsync).Takes(
        "roomId", "roomName", "latest!", "oldest!", "inclusive:boolean", "limit:number", "excludePinned:boolean", "filesOnly:boolean", "ignoreThreads:boolean", "ignoreDiscussion:boolean", "users:array");

    private async Task<RestResult> CleanAsync(RestCall call)
    {
        var body = call.Body;
        if (body.Text("roomId") is not { Length: > 0 } && body.Text("roomName") is not { Length: > 0 }) throw new WireError("error-roomid-param-not-provided", "The parameter \"roomId\" or \"roomName\" is required");
        var id = body.Text("roomId") is { Length: > 0 } given ? given : (await rooms.FindByNameAsync(body.Text("roomName")!, call.Aborted))?.Id;
        var room = await access.FindKnownAsync(call.Caller, id ?? "", call.Aborted, RetentionPermissions.CleanHistory)
            ?? throw (permissions.Has(call.Caller, RetentionPermissions.CleanHistory) ? WireError.RoomNotFound() : WireError.NotAllowed("cleanRoomHistory"));
        if (!body.Has("latest")) return RestResult.Failure("Body parameter \"latest\" is required.");
        if (!body.Has("oldest")) return RestResult.Failure("Body parameter \"oldest\" is required.");
        var count = await prune.ExecuteAsync(call.Caller, room.Id, PruneArguments.Range(body, isInclusive: false), body.Texts("users") ?? [], call.Aborted);
        return RestResult.Ok(new WireObject { { "_id", room.Id }, { "count", count } });
    }
}

/// <summary><c>cleanRoomHistory</c>.</summary>
internal sealed class RetentionDdp(PruneMessages prune) : IDdpDoor
{
    public void Map(DdpMethods methods) => methods.Add("cleanRoomHistory", CleanAsync);

    private async Task<object?> CleanAsync(MethodCall call)
    {
        var given = call.RequiredObject(0);
        var roomId = given.Text("roomId") ?? throw WireError.Match("Expected string in roomId");
        return await prune.ExecuteAsync(call.Caller, roomId, PruneArguments.Range(given, isInclusive: true), given.Texts("fromUsers") ?? [], call.Aborted);
    }
}

internal static class PruneArguments
{
    /// <param name="isInclusive">What absent members mean differs: the method takes the edges along and leaves discussions, the route neither.</param>
    public static PruneMessages.Range Range(JsonElement given, bool isInclusive) => new(
        given.Date("oldest") ?? throw WireError.Match("Expected date in oldest"),
        given.Date("latest") ?? throw WireError.Match("Expected date in latest"),
        given.Flag("inclusive") ?? isInclusive,
        (int)Math.Clamp(given.Number("limit") ?? 0, 0, int.MaxValue),
        given.Flag("excludePinned") ?? false,
        given.Flag("filesOnly") ?? false,
        given.Flag("ignoreThreads") ?? false,
        given.Flag("ignoreDiscussion") ?? isInclusive);
}

/// <summary>Open clients drop what was pruned.</summary>
internal sealed class PruneEvents(StreamHub hub, IUserDirectory users) : IEventHandler<MessagesPruned>
{
    public async Task HandleAsync(MessagesPruned happened, CancellationToken ct)
    {
        var authors = happened.Range.UserIds is { Count: > 0 } ids ? await users.FindManyAsync([.. ids], ct) : [];
        hub.Emit("notify-room", happened.RoomId + "/deleteMessageBulk",
        [
            new WireObject
            {
                { "rid", happened.RoomId }, { "excludePinned", happened.Range.ExcludesPinned }, { "ignoreDiscussion", happened.Range.KeepsDiscussions },
                { "ts", new WireObject { { "$gte", happened.First }, { "$lte", happened.Last } } }, { "users", authors.Select(u => u.Username).ToList() }, { "ids", happened.Ids },
            },
        ]);
    }
}
