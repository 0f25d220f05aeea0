using Microsoft.EntityFrameworkCore;
using Parley.Platform.Wire;

namespace Parley.Conversations.Later;

/// <summary>A message that one person wants to come back to.</summary>
internal sealed class SavedMessageRow
{
    public required string UserId { get; init; }
    public required string MessageId { get; init; }
    public required string RoomId { get; init; }
    public required DateTimeOffset SavedAt { get; init; }

    /// <summary>When to remind; null for never, or when it was done.</summary>
    public DateTimeOffset? RemindAt { get; set; }

    /// <summary>The devices were told. Who was away finds it in the list.</summary>
    public bool IsReminded { get; set; }

    /// <summary>When the person was done with it; null while it waits.</summary>
    public DateTimeOffset? DoneAt { get; set; }

    public WireObject View() => new() { { "messageId", MessageId }, { "rid", RoomId }, { "savedAt", SavedAt }, { "remindAt", RemindAt }, { "reminded", IsReminded }, { "doneAt", DoneAt } };
}

/// <summary>A message that is sent at a time its writer chose.</summary>
internal sealed class ScheduledMessageRow
{
    /// <summary>The id that the message gets, so that sending it twice is harmless.</summary>
    public required string Id { get; init; }

    public required string UserId { get; init; }
    public required string RoomId { get; init; }
    public string? ThreadId { get; init; }
    public bool IsShownInRoom { get; init; }
    public required string Text { get; set; }
    public required DateTimeOffset SendAt { get; set; }
    public required DateTimeOffset CreatedAt { get; init; }

    /// <summary>Wire code of what kept it from being sent; null while it waits.</summary>
    public string? Failure { get; set; }

    public WireObject View() => new()
    {
        { "_id", Id }, { "rid", RoomId }, { "tmid", ThreadId }, { "tshow", IsShownInRoom ? true : null }, { "msg", Text }, { "sendAt", SendAt }, { "createdAt", CreatedAt }, { "error", Failure },
    };
}

/// <summary>A text that was begun and not sent.</summary>
internal sealed class DraftRow
{
    public required string UserId { get; init; }
    public required string RoomId { get; init; }

    /// <summary>The thread it was begun in; empty for the room itself.</summary>
    public required string ThreadId { get; init; }

    public required string Text { get; set; }
    public required DateTimeOffset UpdatedAt { get; set; }

    public WireObject View() => new() { { "rid", RoomId }, { "tmid", ThreadId.Length > 0 ? ThreadId : null }, { "msg", Text }, { "_updatedAt", UpdatedAt } };
}

internal static class LaterTables
{
    public static void Add(ModelBuilder model)
    {
        model.Entity<SavedMessageRow>(e =>
        {
            e.ToTable("saved_messages");
            e.HasKey(s => new { s.UserId, s.MessageId });
            e.HasIndex(s => s.MessageId);
            e.HasIndex(s => s.RoomId);
            e.HasIndex(s => s.RemindAt).HasFilter("remind_at IS NOT NULL AND NOT is_reminded");
            e.Property(s => s.IsReminded).HasDefaultValue(false);
        });
        model.Entity<ScheduledMessageRow>(e =>
        {
            e.ToTable("scheduled_messages");
            e.HasKey(s => s.Id);
            e.HasIndex(s => new { s.UserId, s.SendAt });
            e.HasIndex(s => s.RoomId);
            e.HasIndex(s => s.SendAt).HasFilter("failure IS NULL");
            e.Property(s => s.IsShownInRoom).HasDefaultValue(false);
        });
        model.Entity<DraftRow>(e =>
        {
            e.ToTable("drafts");
            e.HasKey(d => new { d.UserId, d.RoomId, d.ThreadId });
            e.HasIndex(d => d.RoomId);
        });
    }
}
