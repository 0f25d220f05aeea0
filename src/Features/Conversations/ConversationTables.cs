using Microsoft.EntityFrameworkCore;
using Parley.Conversations.Audits;
using Parley.Conversations.Encryption;
using Parley.Conversations.Engagement;
using Parley.Conversations.Exports;
using Parley.Conversations.Imports;
using Parley.Conversations.Invites;
using Parley.Conversations.Later;
using Parley.Conversations.LossPrevention;
using Parley.Conversations.Messages;
using Parley.Conversations.MissedMail;
using Parley.Conversations.Moderation;
using Parley.Conversations.Receipts;
using Parley.Conversations.Rooms;
using Parley.Conversations.Search;
using Parley.Conversations.Sections;
using Parley.Conversations.Teams;
using Parley.Conversations.Threads;
using Parley.Conversations.WebDav;

namespace Parley.Conversations;

internal static class ConversationTables
{
    public static void Add(ModelBuilder model)
    {
        model.Entity<RoomRow>(e =>
        {
            e.ToTable("rooms");
            e.HasKey(r => r.Id);
            e.HasIndex(r => r.NameLower).IsUnique();
            e.HasIndex(r => r.DirectKey).IsUnique();
            e.HasIndex(r => r.ParentId);
            e.HasIndex(r => r.ParentMessageId).IsUnique();
            e.HasIndex(r => r.TeamId).HasFilter("team_id IS NOT NULL");
            e.HasIndex(r => new { r.Type, r.NameLower });
            e.Property(r => r.WasEncrypted).HasDefaultValue(false);
        });
        model.Entity<SubscriptionRow>(e =>
        {
            e.ToTable("subscriptions");
            e.HasKey(s => s.Id);
            e.HasIndex(s => new { s.RoomId, s.UserId }).IsUnique();
            e.HasIndex(s => s.UserId);
            e.Property(s => s.AutoTranslates).HasDefaultValue(false);
            e.Property(s => s.WantsAllMails).HasDefaultValue(false);
            e.HasIndex(s => s.RoomId, "subscriptions_all_mails").HasFilter("wants_all_mails");
            e.Property(s => s.WantsAllPushes).HasDefaultValue(false);
            e.HasIndex(s => s.RoomId, "subscriptions_all_pushes").HasFilter("wants_all_pushes");
            e.HasIndex(s => new { s.RoomId, s.TranslateTo }).HasFilter("auto_translates");
        });
        model.Entity<RemovedSubscriptionRow>(e =>
        {
            e.ToTable("removed_subscriptions");
            e.HasKey(s => s.Id);
            e.HasIndex(s => new { s.UserId, s.RemovedAt });
        });
        model.Entity<ErasureRow>(e => { e.ToTable("erasures"); e.HasKey(r => r.RoomId); });
        model.Entity<TeamRow>(e =>
        {
            e.ToTable("teams");
            e.HasKey(t => t.Id);
            e.HasIndex(t => t.NameLower).IsUnique();
            e.HasIndex(t => t.RoomId).IsUnique();
        });
        model.Entity<InviteRow>(e =>
        {
            e.ToTable("invites");
            e.HasKey(i => i.Id);
            e.HasIndex(i => new { i.RoomId, i.UserId });
        });
        model.Entity<ExportRow>(e =>
        {
            e.ToTable("exports");
            e.HasKey(x => x.Id);
            e.HasIndex(x => new { x.UserId, x.AskedAt });
            e.HasIndex(x => new { x.State, x.AskedAt });
        });
        model.Entity<MessageRow>(e =>
        {
            e.ToTable("messages");
            e.HasKey(m => m.Id);
            e.HasIndex(m => new { m.RoomId, m.At });
            // New messages are found by their time; only what was changed afterwards needs more.
            e.HasIndex(m => new { m.RoomId, m.UpdatedAt }, "changed_messages").HasFilter("updated_at <> at");
            e.HasIndex(m => new { m.ThreadId, m.At }).HasFilter("thread_id IS NOT NULL");
            e.Property(m => m.IsUnread).HasDefaultValue(false);
            e.HasIndex(m => new { m.RoomId, m.At }, "unread_messages").HasFilter("is_unread");
        });
        model.Entity<ReadMarkRow>(e =>
        {
            e.ToTable("read_marks");
            e.HasKey(r => new { r.RoomId, r.ThreadId, r.UserId, r.Until });
            e.HasIndex(r => r.UserId);
        });
        model.Entity<SearchRow>(e =>
        {
            e.ToTable("message_search");
            e.HasKey(s => s.Key);
            e.HasIndex(s => s.MessageId).IsUnique();
            e.HasOne<MessageRow>().WithMany().HasForeignKey(s => s.MessageId).OnDelete(DeleteBehavior.Cascade);
        });
        model.Entity<SearchQueueRow>(e => { e.ToTable("message_search_queue"); e.HasKey(q => q.Key); });
        model.Entity<SearchBacklogRow>(e => { e.ToTable("message_search_backlog"); e.HasKey(b => b.Id); e.Property(b => b.Id).ValueGeneratedNever(); });
        model.Entity<ReportRow>(e =>
        {
            e.ToTable("reports");
            e.HasKey(r => r.Id);
            e.HasIndex(r => new { r.DismissedAt, r.At });
            e.HasIndex(r => r.MessageId);
            e.HasIndex(r => r.AuthorId);
        });
        model.Entity<HeldMessageRow>(e =>
        {
            e.ToTable("held_messages");
            e.HasKey(h => h.Id);
            e.HasIndex(h => h.MessageId);
            e.HasIndex(h => new { h.State, h.At });
        });
        model.Entity<MissedRow>(e =>
        {
            e.ToTable("missed_mails");
            e.Property(m => m.WantsMail).HasDefaultValue(true);
            e.Property(m => m.WantsPush).HasDefaultValue(false);
            e.HasKey(m => m.Key);
            e.HasIndex(m => m.DueAt);
            e.HasIndex(m => m.UserId);
        });
        model.Entity<ReplyAddressRow>(e =>
        {
            e.ToTable("reply_addresses");
            e.HasKey(r => r.HashedToken);
            e.HasIndex(r => r.ExpiresAt);
        });
        ImportsPart.AddTables(model);
        WebDavAccountRow.AddTable(model);
        LaterTables.Add(model);
        ThreadFollowerRow.AddTable(model);
        SectionTables.Add(model);
        UserKeysRow.AddTable(model);
        model.Entity<MessageDayRow>(e =>
        {
            e.ToTable("message_days");
            e.HasKey(d => new { d.Day, d.RoomId });
            e.HasIndex(d => new { d.RoomId, d.Day });
        });
        model.Entity<ActiveHourRow>(e => { e.ToTable("active_hours"); e.HasKey(a => new { a.Hour, a.UserId }); });
        model.Entity<CountedUntilRow>(e => { e.ToTable("messages_counted"); e.HasKey(c => c.Id); e.Property(c => c.Id).ValueGeneratedNever(); });
        model.Entity<AuditRow>(e =>
        {
            e.ToTable("message_audits");
            e.HasKey(a => a.Id);
            e.HasIndex(a => a.At);
        });
        model.Entity<DeletedMessageRow>(e =>
        {
            e.ToTable("deleted_messages");
            e.HasKey(d => d.Id);
            e.HasIndex(d => new { d.RoomId, d.DeletedAt });
        });
        model.Entity<StarRow>(e =>
        {
            e.ToTable("message_stars");
            e.HasKey(s => new { s.UserId, s.MessageId });
            e.HasIndex(s => new { s.UserId, s.RoomId, s.At });
            e.HasIndex(s => s.MessageId);
        });
        model.Entity<MentionRow>(e =>
        {
            e.ToTable("message_mentions");
            e.HasKey(m => new { m.UserId, m.MessageId });
            e.HasIndex(m => new { m.UserId, m.RoomId, m.At });
            e.HasIndex(m => m.MessageId);
        });
        model.Entity<UploadRow>(e =>
        {
            e.ToTable("uploads");
            e.HasKey(u => u.Id);
            e.HasIndex(u => new { u.RoomId, u.At });
            e.HasIndex(u => u.MessageId);
        });
    }
}
