using Microsoft.EntityFrameworkCore;

namespace Parley.Conversations.Sections;

/// <summary>A heading in the list of rooms.</summary>
internal sealed class SectionRow
{
    /// <summary>Owner of what everybody sees.</summary>
    public const string Everybody = "";

    public required string Id { get; init; }

    /// <summary>Whose it is; <see cref="Everybody"/> for a shared one.</summary>
    public required string OwnerId { get; init; }

    public required string Name { get; set; }

    /// <summary>Smaller ones come first.</summary>
    public required int Position { get; set; }
}

/// <summary>Where a room stands for its owner, or for everybody who put it nowhere else.</summary>
internal sealed class SectionRoomRow
{
    public required string OwnerId { get; init; }
    public required string RoomId { get; init; }
    public required string SectionId { get; set; }
}

internal static class SectionTables
{
    public static void Add(ModelBuilder model)
    {
        model.Entity<SectionRow>(e =>
        {
            e.ToTable("sidebar_sections");
            e.HasKey(s => s.Id);
            e.HasIndex(s => s.OwnerId);
        });
        model.Entity<SectionRoomRow>(e =>
        {
            e.ToTable("sidebar_section_rooms");
            e.HasKey(s => new { s.OwnerId, s.RoomId });
            e.HasIndex(s => s.SectionId);
            e.HasIndex(s => s.RoomId);
        });
    }
}
