using Parley.Platform.Wire;

namespace Parley.Customization.Sounds;

/// <summary>One sound of the workspace; its bytes are a blob under the id.</summary>
internal sealed class SoundRow
{
    public required string Id { get; init; }
    public required string Name { get; set; }
    public required string Extension { get; set; }

    /// <summary>Null until a sound was uploaded.</summary>
    public string? ContentType { get; set; }

    public DateTimeOffset UpdatedAt { get; set; }

    public string BlobKey => "sounds/" + Id;

    public WireObject View() => new() { { "_id", Id }, { "name", Name }, { "extension", Extension }, { "_updatedAt", UpdatedAt } };
}
