using Microsoft.EntityFrameworkCore;
using Parley.Conversations.Messages;
using Parley.Conversations.Rooms;
using Parley.People.Contracts;
using Parley.Platform.Settings;
using Parley.Platform.Storage;

namespace Parley.Conversations.SlashCommands;

/// <summary>Commands about people (MSG-080, MSG-081): invite, kick, mute, message, and one's own status.</summary>
internal sealed class PeopleCommands(
    JoinRoom join, LeaveRoom leave, SetRoomRole roles, CreateRoom create, SendMessage send, RoomStore rooms, RoomAccess access, IUserDirectory users,
    IStatusTexts statuses, IStore store, SettingsRegistry settings, PrivateNotes notes) : ISlashCommands
{
    private const string Help = """
        *Keys*
        Open search: `Ctrl K` or `Command K`
        Edit the last message: `Up`
        New line: `Shift Enter`
        Mark the room as read: `Esc`
        Mark all rooms as read: `Shift Esc`
        """;

    public IEnumerable<SlashCommand> All =>
    [
        new("invite", "@username", "Invite_user_to_join_channel", InviteAsync, RoomPermissions.AddUserToJoinedRoom),
        new("invite-all-to", "#room", "Invite_user_to_join_channel_all_to", call => InviteAllAsync(call, isTo: true),
            RoomPermissions.AddUserToJoinedRoom, RoomPermissions.AddUserToAnyCRoom, RoomPermissions.AddUserToAnyPRoom),
        new("invite-all-from", "#room", "Invite_user_to_join_channel_all_from", call => InviteAllAsync(call, isTo: false), RoomPermissions.AddUserToJoinedRoom),
        new("kick", "@username", "Remove_someone_from_room", async call => await leave.KickAsync(call.Caller, call.Room, async () => await NamedAsync(call), call.Aborted), RoomPermissions.RemoveUser),
        new("mute", "@username", "Mute_someone_in_room", async call => await roles.MuteAsync(call.Caller, call.Room, async () => await NamedAsync(call), true, call.Aborted), RoomPermissions.MuteUser),
        new("unmute", "@username", "Unmute_someone_in_room", async call => await roles.MuteAsync(call.Caller, call.Room, async () => await NamedAsync(call), false, call.Aborted), RoomPermissions.MuteUser),
        new("msg", "@username <message>", "Direct_message_someone", MessageAsync, RoomPermissions.CreateD),
        new("status", "Slash_Status_Params", "Slash_Status_Description", StatusAsync),
        new("help", null, "Show_the_keyboard_shortcut_list", HelpAsync),
    ];

    private async Task InviteAsync(CommandCall call)
    {
        var names = call.Text.Split([' ', ','], StringSplitOptions.RemoveEmptyEntries).Select(n => n.TrimStart('@')).Where(n => n.Length > 0).Distinct(StringComparer.OrdinalIgnoreCase).ToList();
        if (names.Count == 0) throw new CommandRefused("Write whom to invite: /invite @name");
        var found = await users.FindByUsernamesAsync(names, call.Aborted);
        var missing = names.Where(n => !found.Any(u => string.Equals(u.Username, n, StringComparison.OrdinalIgnoreCase))).ToList();
        foreach (var name in missing) Tell(call, $"Nobody here is called @{name}.");
        var fresh = new List<UserBrief>();
        foreach (var user in found)
        {
            if (await rooms.FindMemberAsync(call.Room.Id, user.Id, call.Aborted) is null) fresh.Add(user);
            else Tell(call, $"@{user.Username} is already here.");
        }
        if (fresh.Count > 0) await join.InviteAsync(call.Caller, call.Room, fresh, call.Aborted);
    }

    private async Task InviteAllAsync(CommandCall call, bool isTo)
    {
        var name = call.Text.Split(' ')[0].TrimStart('#');
        var named = name.Length == 0 ? null : await rooms.FindByNameAsync(name, call.Aborted);
        if (named is null || await rooms.FindMemberAsync(named.Id, call.Caller.UserId, call.Aborted) is null || !await access.CanReadAsync(call.Caller, named, call.Aborted))
            throw new CommandRefused(name.Length == 0 ? "Write the name of the channel: #name" : $"You are in no channel called #{name}.");
        var (source, target) = isTo ? (call.Room, named) : (named, call.Room);
        if (await rooms.FindMemberAsync(source.Id, call.Caller.UserId, call.Aborted) is null) throw new CommandRefused("You are not in that room.");
        var limit = (int)settings.Get(RoomSettings.UserLimit);
        var ids = await store.ReadAsync(db => db.Set<SubscriptionRow>().Where(s => s.RoomId == source.Id).OrderBy(s => s.CreatedAt).Select(s => s.UserId).Take(limit + 1).ToListAsync(call.Aborted), call.Aborted);
        if (ids.Count > limit) throw new CommandRefused($"More than {limit} people cannot be invited at once.");
        await join.InviteAsync(call.Caller, target, await users.FindManyAsync(ids, call.Aborted), call.Aborted);
        Tell(call, $"Everybody from #{source.Name} is in #{target.Name} now.");
    }

    private async Task MessageAsync(CommandCall call)
    {
        var split = call.Text.IndexOf(' ', StringComparison.Ordinal);
        if (split < 0) throw new CommandRefused("Write to whom and what: /msg @name your message");
        var other = await FindAsync(call, call.Text[..split]);
        var direct = await create.DirectAsync(call.Caller, [other], false, call.Aborted);
        await send.ExecuteAsync(call.Caller, new(direct.Id, call.Text[(split + 1)..].Trim(), call.MessageId), call.Aborted);
    }

    private async Task StatusAsync(CommandCall call)
    {
        await statuses.SetAsync(call.Caller.UserId, call.Text, call.Aborted);
        Tell(call, call.Text.Length == 0 ? "Your status is empty now." : "Your status is set.");
    }

    private Task HelpAsync(CommandCall call)
    {
        Tell(call, Help);
        return Task.CompletedTask;
    }

    private Task<UserBrief> NamedAsync(CommandCall call) => FindAsync(call, call.Text.Split(' ')[0]);

    private async Task<UserBrief> FindAsync(CommandCall call, string name)
    {
        var username = name.TrimStart('@');
        if (username.Length == 0) throw new CommandRefused("Write whom you mean: @name");
        return await users.FindByUsernameAsync(username, call.Aborted) ?? throw new CommandRefused($"Nobody here is called @{username}.");
    }

    private void Tell(CommandCall call, string text) => notes.Tell(call.Caller.UserId, call.Room.Id, text, call.ThreadId);
}
