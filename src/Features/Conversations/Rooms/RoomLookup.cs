using System.Text.Json;
using Parley.People.Contracts;
using Parley.Platform.Operations;
using Parley.Platform.Rest;
using Parley.Platform.Wire;

namespace Parley.Conversations.Rooms;

/// <summary>Finds the room and the person that a request names, in the forms clients send.</summary>
internal sealed class RoomLookup(RoomStore rooms, RoomAccess access, IUserDirectory users)
{
    /// <param name="type"><c>c</c>, <c>p</c>, <c>d</c>, or null for any.</param>
    /// <param name="toEnter">Rooms too that the caller may enter but not look into before.</param>
    /// <exception cref="WireError"><c>error-roomid-param-not-provided</c>, <c>error-room-not-found</c>, <c>error-room-archived</c>.</exception>
    public async Task<RoomRow> FindAsync(RestCall call, string? type, bool refusesArchived = true, bool toEnter = false)
    {
        var id = call.Text("roomId");
        var name = call.Text("roomName");
        if (string.IsNullOrEmpty(id) && string.IsNullOrEmpty(name))
            throw new WireError(type == "p" ? "error-room-param-not-provided" : "error-roomid-param-not-provided", "The parameter \"roomId\" or \"roomName\" is required");
        var ct = call.Aborted;
        var room = string.IsNullOrEmpty(id) ? await rooms.FindByNameAsync(name!.TrimStart('#'), ct) : await rooms.FindAsync(id, ct);
        if (room is null || (type is not null && room.Type != type)) throw NotFound(type);
        if (type == "p" && await rooms.FindMemberAsync(room.Id, call.Caller.UserId, ct) is null) throw NotFound(type);
        if (type != "p" && !await access.CanReadAsync(call.MaybeCaller, room, ct) && !(toEnter && await access.CanEnterAsync(call.Caller, room, ct))) throw NotFound(type);
        if (refusesArchived && room.IsArchived) throw new WireError("error-room-archived", $"The {(type == "p" ? "private group" : "channel")}, {room.Name}, is archived");
        return room;
    }

    /// <summary>The person named by <c>userId</c>, <c>username</c> or <c>user</c>.</summary>
    /// <exception cref="WireError"><c>error-user-param-not-provided</c>, <c>error-invalid-user</c>.</exception>
    public async Task<UserBrief> FindUserAsync(RestCall call)
    {
        var id = call.Text("userId");
        var name = call.Text("username") ?? call.Text("user");
        if (string.IsNullOrEmpty(id) && string.IsNullOrEmpty(name)) throw new WireError("error-user-param-not-provided", "The required \"userId\" or \"username\" param was not provided");
        var user = string.IsNullOrEmpty(id) ? await users.FindByUsernameAsync(name!, call.Aborted) : await users.FindAsync(id, call.Aborted);
        return user ?? throw new WireError("error-invalid-user", "The required \"userId\" or \"username\" param provided does not match any users");
    }

    /// <summary>Several people: <c>userIds</c>, <c>usernames</c>, or one in any single form.</summary>
    public async Task<IReadOnlyList<UserBrief>> FindUsersAsync(RestCall call)
    {
        if (call.Body.Texts("userIds") is { } ids) return await users.FindManyAsync(ids, call.Aborted);
        if (call.Body.Texts("usernames") is { } names) return await users.FindByUsernamesAsync(names, call.Aborted);
        return [await FindUserAsync(call)];
    }

    private static WireError NotFound(string? type) => type == "p"
        ? new WireError("error-room-not-found", "The required \"roomId\" or \"roomName\" param provided does not match any group")
        : WireError.RoomNotFound();
}
