using Parley.Conversations.Rooms;
using Parley.Platform.Operations;
using Parley.Platform.Permissions;
using Parley.Platform.Wire;

namespace Parley.Conversations.SlashCommands;

/// <summary>A line that begins with <c>/name</c>.</summary>
/// <param name="Name">Without the slash.</param>
/// <param name="Parameters">What follows, as shown to people; a key of the clients' catalogues where it is one.</param>
/// <param name="DescriptionKey">Key of the clients' catalogues.</param>
/// <param name="Permissions">One of them is needed, in the workspace or in the room; empty means anybody.</param>
internal sealed record SlashCommand(string Name, string? Parameters, string DescriptionKey, Func<CommandCall, Task> RunAsync, params IReadOnlyList<Permission> Permissions)
{
    /// <summary>Clients may write the text themselves; bots let the server do it.</summary>
    public bool IsClientOnly { get; init; }

    public WireObject View() => new()
    {
        { "command", Name }, { "params", Parameters ?? "" }, { "description", DescriptionKey }, { "clientOnly", IsClientOnly }, { "providesPreview", false },
        { "permission", Permissions.Count switch { 0 => null, 1 => Permissions[0].Id, _ => Permissions.Select(p => p.Id).ToList() } },
    };
}

/// <summary>One use of a command.</summary>
/// <param name="Text">All that stands behind the name, trimmed.</param>
/// <param name="ThreadId">The thread it was written in.</param>
/// <param name="MessageId">Id the client chose for the message that comes of it.</param>
internal sealed record CommandCall(Caller Caller, RoomRow Room, string Text, string? ThreadId, string? MessageId, CancellationToken Aborted);

/// <summary>A family of commands.</summary>
internal interface ISlashCommands
{
    IEnumerable<SlashCommand> All { get; }
}

/// <summary>The author alone is told why a command did nothing.</summary>
internal sealed class CommandRefused(string text) : Exception(text);
