using System.Text.Json.Nodes;
using Parley.Conversations.Messages;
using Parley.Conversations.Rooms;
using Parley.Conversations.SlashCommands;
using Parley.People.Contracts;
using Parley.Platform.Events;
using Parley.Platform.Operations;
using Parley.Platform.Permissions;

namespace Parley.Conversations.Interactions;

/// <summary>
/// Whoever mentions people that are not in the room learns that these do not see it and, with the right to, may add them at once. Public
/// channels seldom need it: mentioned people who may enter one are in already.
/// </summary>
internal sealed class MentionApp(RoomStore rooms, JoinRoom join, MessageQueries messages, IUserDirectory users, PermissionRegistry permissions, PrivateNotes notes)
    : IBlockApp, IEventHandler<MessageSent>
{
    /// <summary>Who mentions more, such as a large team, means no single person.</summary>
    private const int MostPeople = 10;

    public string Id => "mention-core";

    public async Task HandleAsync(MessageSent happened, CancellationToken ct)
    {
        var (room, message) = (happened.Room, happened.Message);
        if (message.MentionedUserIds.Count == 0 || message.Type is not null || room.Type is not ("c" or "p")) return;
        if (await users.FindAsync(message.SenderId, ct) is not { Type: "user" } author) return;
        var outside = await OutsideAsync(room, message.MentionedUserIds, ct);
        if (outside.Count is 0 or > MostPeople) return;
        var text = $"{Names(outside)} {(outside.Count == 1 ? "is" : "are")} not in this room and will not see your message.";
        notes.Tell(author.Id, room.Id, text, message.ThreadId, await MayAddAsync(author, room, ct) ? Question(message.Id) : null);
    }

    public async Task ActAsync(BlockAction action, CancellationToken ct)
    {
        var messageId = action.Value is { ValueKind: System.Text.Json.JsonValueKind.String } value ? value.GetString()! : "";
        var message = await messages.FindRowAsync(messageId, ct);
        if (message is not { IsHidden: false } || message.UserId != action.Caller.UserId || message.RoomId != action.Room.Id) throw new WireError("error-invalid-message", "The message is gone");
        var mentioned = (MessageJson.Parse(message.Doc)["mentions"] as JsonArray ?? []).Select(m => (string?)m!["_id"]).OfType<string>().ToList();
        var outside = await OutsideAsync(action.Room, mentioned, ct);
        if (action.ActionId == "add-users")
        {
            await join.InviteAsync(action.Caller, action.Room, outside, ct);
            Replace(outside.Count == 0 ? "Everybody is here." : $"You added {Names(outside)}.");
        }
        else
        {
            Replace($"You did not add {(outside.Count == 0 ? "anybody" : Names(outside))}.");
        }

        void Replace(string text) => notes.Tell(action.Caller.UserId, action.Room.Id, text, message.ThreadId, replacedId: action.Message is null ? action.ShownId : null);
    }

    private async Task<List<UserBrief>> OutsideAsync(RoomRow room, IReadOnlyList<string> userIds, CancellationToken ct)
    {
        var outside = new List<UserBrief>();
        foreach (var id in userIds.Distinct())
        {
            if (outside.Count > MostPeople) break;
            if (await users.FindAsync(id, ct) is { IsActive: true, Type: not "app" } user && await rooms.FindMemberAsync(room.Id, id, ct) is null) outside.Add(user);
        }
        return outside;
    }

    private async Task<bool> MayAddAsync(UserBrief author, RoomRow room, CancellationToken ct)
    {
        if (room.IsArchived) return false;
        var caller = JoinRoom.CallerOf(author);
        return await permissions.HasAsync(caller, RoomPermissions.AddUserToJoinedRoom, room.Id, ct) || permissions.Has(caller, room.Type == "c" ? RoomPermissions.AddUserToAnyCRoom : RoomPermissions.AddUserToAnyPRoom);
    }

    private JsonArray Question(string messageId) =>
    [
        new JsonObject
        {
            ["type"] = "actions",
            ["appId"] = Id,
            ["blockId"] = messageId,
            ["elements"] = new JsonArray(Button("add-users", messageId, "Add to the room", "primary"), Button("dismiss", messageId, "Not now", null)),
        },
    ];

    private JsonObject Button(string actionId, string messageId, string text, string? style)
    {
        var button = new JsonObject { ["type"] = "button", ["appId"] = Id, ["actionId"] = actionId, ["value"] = messageId, ["text"] = new JsonObject { ["type"] = "plain_text", ["text"] = text } };
        if (style is not null) button["style"] = style;
        return button;
    }

    private static string Names(IEnumerable<UserBrief> people) => string.Join(", ", people.Select(p => "@" + p.Username));
}
