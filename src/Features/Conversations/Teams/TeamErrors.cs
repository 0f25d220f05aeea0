using Parley.Platform.Operations;

namespace Parley.Conversations.Teams;

/// <summary>Refusals as clients of the team routes compare them: the identifier is the whole text of the answer.</summary>
internal static class TeamErrors
{
    public static WireError NotFound() => Known("team-does-not-exist");

    public static WireError NameTaken() => Known("team-name-already-exists");

    public static WireError RoomNameTaken() => Known("room-name-already-exists");

    public static WireError InvalidRoom() => Known("invalid-room");

    public static WireError InvalidUser() => Known("invalid-user");

    public static WireError RoomNotOnTeam() => Known("room-not-on-team");

    public static WireError RoomNotOnThatTeam() => Known("room-not-on-that-team");

    public static WireError RoomAlreadyOnTeam() => Known("room-already-on-team");

    public static WireError NotOwnerOfRoom() => Known("error-no-owner-channel");

    public static WireError NotOnPrivateTeam() => Known("user-not-on-private-team");

    public static WireError MemberNotFound() => Known("member-does-not-exist");

    public static WireError LastOwner() => Known("last-owner-can-not-be-removed");

    public static WireError Unauthorized(string text = "unauthorized") => WireError.Plain(text, "error-unauthorized", 403);

    private static WireError Known(string code) => WireError.Plain(code, code);
}
