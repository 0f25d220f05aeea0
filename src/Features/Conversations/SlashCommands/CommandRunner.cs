using Microsoft.EntityFrameworkCore;
using Parley.Conversations.Messages;
using Parley.Conversations.Rooms;
using Parley.Platform.Operations;
using Parley.Platform.Permissions;
using Parley.Platform.Storage;
using Parley.Platform.Wire;

namespace Parley.Conversations.SlashCommands;

/// <summary>Runs slash commands (MSG-077). What goes wrong is told to the author alone, in the room, and stored nowhere.</summary>
internal sealed class CommandRunner(IEnumerable<ISlashCommands> families, RoomAccess access, PermissionRegistry permissions, IStore store, PrivateNotes notes)
{
    private const int LongestText = 10_000;

    private readonly Dictionary<string, SlashCommand> _commands = families.SelectMany(f => f.All).ToDictionary(c => c.Name, StringComparer.Ordinal);

    public IReadOnlyCollection<SlashCommand> All => _commands.Values;

    public SlashCommand? Find(string name) => _commands.GetValueOrDefault(name.ToLowerInvariant());

    /// <exception cref="WireError"><c>error-invalid-command</c>, <c>error-room-not-found</c>, <c>error-invalid-thread</c>.</exception>
    public async Task ExecuteAsync(Caller caller, string name, string text, string roomId, string? threadId, string? messageId, CancellationToken ct)
    {
        var command = Find(name) ?? throw new WireError("error-invalid-command", "Invalid Command Provided", details: new WireObject { { "method", "slashCommand" } });
        if (text.Length > LongestText) throw new WireError("error-message-size-exceeded", "The command is too long");
        var room = await access.GetReadableAsync(caller, roomId, ct);
        if (threadId is not null && !await IsMessageOfAsync(threadId, room.Id, ct)) throw new WireError("error-invalid-thread", "Invalid thread.");
        try
        {
            if (!await MayRunAsync(caller, command, room.Id, ct)) throw new CommandRefused($"You are not allowed to use /{command.Name} here.");
            await command.RunAsync(new(caller, room, text.Trim(), threadId, messageId, ct));
        }
        catch (CommandRefused refusal)
        {
            notes.Tell(caller.UserId, room.Id, refusal.Message, threadId);
        }
        catch (WireError refusal)
        {
            notes.Tell(caller.UserId, room.Id, refusal.Reason ?? refusal.Code, threadId);
        }
    }

    private async Task<bool> MayRunAsync(Caller caller, SlashCommand command, string roomId, CancellationToken ct)
    {
        if (command.Permissions.Count == 0) return true;
        foreach (var permission in command.Permissions)
        {
            if (await permissions.HasAsync(caller, permission, roomId, ct)) return true;
        }
        return false;
    }

    private Task<bool> IsMessageOfAsync(string messageId, string roomId, CancellationToken ct) =>
        store.ReadAsync(db => db.Set<MessageRow>().AnyAsync(m => m.Id == messageId && m.RoomId == roomId && !m.IsHidden, ct), ct);
}
