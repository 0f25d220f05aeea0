namespace Parley.Conversations.Imports;

/// <summary>Steps of an import as clients know them.</summary>
internal static class ImportStep
{
    public const string Selecting = "importer_user_selection";
    public const string Started = "importer_importing_started";
    public const string Users = "importer_importing_users";
    public const string Channels = "importer_importing_channels";
    public const string Messages = "importer_importing_messages";
    public const string Done = "importer_done";
    public const string Cancelled = "importer_import_cancelled";

    public static bool IsRunning(string step) => step is Started or Users or Channels or Messages;
}

/// <summary>One file that is taken over, or was.</summary>
internal sealed class ImportRow
{
    public required string Id { get; init; }
    public required string Kind { get; init; }
    public required string UserId { get; init; }
    public required string FileName { get; init; }
    public required DateTimeOffset At { get; init; }
    public required string Step { get; set; }

    /// <summary>Of the file: how many users, rooms and messages it has.</summary>
    public int Users { get; set; }

    public int Channels { get; set; }
    public int Messages { get; set; }

    /// <summary>How many of them are to be taken, were looked at, and could not be taken.</summary>
    public int Total { get; set; }

    public int Completed { get; set; }
    public int Errors { get; set; }
}

/// <summary>A user, room or message of a file. It goes when it was taken; what could not be stays with the reason.</summary>
internal sealed class ImportItemRow
{
    public const string User = "u";
    public const string Channel = "c";
    public const string Message = "m";

    public long Key { get; init; }
    public required string ImportId { get; init; }
    public required string Kind { get; init; }

    /// <summary>How the file calls it; of a message, its room.</summary>
    public required string SourceId { get; init; }

    /// <summary>JSON of the record.</summary>
    public required string Data { get; init; }

    public string? Error { get; set; }
}

internal sealed record ImportedUser(string Username, string Email, string Name);

/// <param name="Members">Usernames; of a direct room, both.</param>
internal sealed record ImportedChannel(string Name, string Creator, bool IsPrivate, bool IsDirect, IReadOnlyList<string> Members);

internal sealed record ImportedMessage(string Username, long At, string Text);
