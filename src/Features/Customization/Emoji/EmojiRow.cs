using Parley.Platform.Wire;

namespace Parley.Customization.Emoji;

/// <summary>One emoji of the workspace. Its picture is a blob under the id. Removed ones are kept as marks, so that clients that were away remove them too.</summary>
internal sealed class EmojiRow
{
    public required string Id { get; init; }
    public required string Name { get; set; }

    /// <summary>Other names, each between bars.</summary>
    public string Aliases { get; set; } = "";

    /// <summary>As told to clients, who build the picture's address from it.</summary>
    public required string Extension { get; set; }

    /// <summary>Null until a picture was uploaded.</summary>
    public string? ContentType { get; set; }

    public DateTimeOffset UpdatedAt { get; set; }
    public DateTimeOffset? RemovedAt { get; set; }

    public IReadOnlyList<string> AliasList => Aliases.Split('|', StringSplitOptions.RemoveEmptyEntries);

    public string BlobKey => "emoji/" + Id;

    public WireObject View() => new() { { "_id", Id }, { "name", Name }, { "aliases", AliasList }, { "extension", Extension }, { "_updatedAt", UpdatedAt } };
}
