using System.Text.Json;
using Parley.Conversations.ReadState;
using Parley.Conversations.Rooms;
using Parley.People.Contracts;
using Parley.Platform.Wire;

namespace Parley.Conversations.SlashCommands;

/// <summary>Commands about rooms (MSG-079): create, join, hide, leave, archive, topic.</summary>
internal sealed class RoomCommands(CreateRoom create, JoinRoom join, LeaveRoom leave, EditRoom edit, OwnSubscription own, RoomStore rooms, RoomAccess access, IUserDirectory users) : ISlashCommands
{
    public IEnumerable<SlashCommand> All =>
    [
        new("create", "#channel", "Create_A_New_Channel", CreateAsync, RoomPermissions.CreateC, RoomPermissions.CreateP),
        new("join", "#channel", "Join_the_given_channel", JoinAsync, RoomPermissions.ViewCRoom),
        new("leave", null, "Leave_the_current_channel", LeaveAsync, RoomPermissions.LeaveC, RoomPermissions.LeaveP),
        new("part", null, "Leave_the_current_channel", LeaveAsync, RoomPermissions.LeaveC, RoomPermissions.LeaveP),
        new("hide", "#room", "Hide_room", HideAsync),
        new("archive", "#channel", "Archive", call => ArchiveAsync(call, true), RoomPermissions.ArchiveRoom),
        new("unarchive", "#channel", "Unarchive", call => ArchiveAsync(call, false), RoomPermissions.UnarchiveRoom),
        new("topic", "Slash_Topic_Params", "Slash_Topic_Description", TopicAsync, RoomPermissions.EditRoom),
    ];

    private async Task CreateAsync(CommandCall call)
    {
        var words = call.Text.Split(' ', StringSplitOptions.RemoveEmptyEntries);
        var isPrivate = words.Length > 1 && words[^1] == "private";
        var name = (isPrivate ? words[..^1] : words).FirstOrDefault()?.TrimStart('#');
        if (string.IsNullOrEmpty(name)) throw new CommandRefused("Write the name of the new channel: /create #name");
        await create.ExecuteAsync(call.Caller, new(isPrivate ? "p" : "c", name, [], false, default, default), call.Aborted);
    }

    private async Task JoinAsync(CommandCall call)
    {
        var room = await NamedAsync(call) ?? throw new CommandRefused("Write the name of the channel: /join #name");
        if (!await join.ExecuteAsync(call.Caller, room, null, call.Aborted)) throw new CommandRefused($"You are already in #{room.Name}.");
    }

    private Task LeaveAsync(CommandCall call) => leave.ExecuteAsync(call.Caller, call.Room, call.Aborted);

    private async Task HideAsync(CommandCall call)
    {
        var room = call.Room;
        if (call.Text.StartsWith('@'))
        {
            var other = await users.FindByUsernameAsync(call.Text[1..], call.Aborted) ?? throw new CommandRefused($"Nobody here is called {call.Text}.");
            room = await rooms.FindDirectAsync([call.Caller.UserId, other.Id], call.Aborted) ?? throw new CommandRefused($"You have no direct messages with {call.Text}.");
        }
        else if (call.Text.Length > 0)
        {
            room = await NamedAsync(call);
        }
        if (await rooms.FindMemberAsync(room!.Id, call.Caller.UserId, call.Aborted) is null) throw new CommandRefused("You are not in that room.");
        await own.HideAsync(call.Caller, room.Id, call.Aborted);
    }

    private async Task ArchiveAsync(CommandCall call, bool isArchived)
    {
        var room = await NamedAsync(call) ?? call.Room;
        if (room.IsArchived == isArchived) throw new CommandRefused(isArchived ? $"#{room.Name} is already archived." : $"#{room.Name} is not archived.");
        await edit.ArchiveAsync(call.Caller, room, isArchived, call.Aborted);
    }

    private async Task TopicAsync(CommandCall call)
    {
        using var changes = JsonDocument.Parse(WireJson.ToUtf8(new WireObject { { "roomTopic", call.Text } }, WireDialect.Rest));
        await edit.SaveAsync(call.Caller, call.Room, changes.RootElement, call.Aborted);
    }

    /// <summary>The room that the text names.</summary>
    /// <returns>Null without a text.</returns>
    /// <exception cref="CommandRefused">Also for rooms the caller may not know of.</exception>
    private async Task<RoomRow?> NamedAsync(CommandCall call)
    {
        var name = call.Text.Split(' ')[0].TrimStart('#');
        if (name.Length == 0) return null;
        var room = await rooms.FindByNameAsync(name, call.Aborted);
        return room is not null && await access.CanReadAsync(call.Caller, room, call.Aborted) ? room : throw new CommandRefused($"There is no channel called #{name}.");
    }
}
