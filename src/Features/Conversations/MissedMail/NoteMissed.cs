using System.Text.Json;
using System.Text.Json.Nodes;
using Microsoft.EntityFrameworkCore;
using Parley.Conversations.Messages;
using Parley.Conversations.Notices;
using Parley.Conversations.Rooms;
using Parley.People.Contracts;
using Parley.Platform.Events;
using Parley.Platform.Mail;
using Parley.Platform.Settings;
using Parley.Platform.Storage;

namespace Parley.Conversations.MissedMail;

/// <summary>
/// Notes for whom a message may be worth a push or a mail: the other side of direct messages, people mentioned, followers of the thread, those
/// with a word of theirs in it, everybody where all were called, and who wants every message of the room (NOT-010, NOT-018). In large rooms only
/// these are looked at, not the whole room.
/// </summary>
internal sealed class NoteMissed(IStore store, EventDispatcher events, MissedChannels channels, RoomStore rooms, IHighlights highlights, IUserDirectory users, NoticeJudge judge, ISettings settings, MissedMailDelays delays, TimeProvider clock)
    : IEventHandler<MessageSent>, IEventHandler<NoteMissed.Due>
{
    /// <summary>A message was sent while there is a way to tell of it.</summary>
    public sealed record Due(MessageSent Sent) : IDomainEvent;

    private const int Page = 1000;

    /// <summary>In a lane of its own: what readers see live does not wait for it.</summary>
    public async Task HandleAsync(MessageSent happened, CancellationToken ct)
    {
        if (happened.Message.Type is not (null or "e2e") || settings.Get(MissedMailSettings.IsHalted) || clock.GetUtcNow() - happened.At > DesktopNotices.Oldest) return;
        if (channels.HasMail || await channels.HasPushAsync(ct)) events.Enqueue("missed " + happened.Room.Id, new Due(happened));
    }

    public async Task HandleAsync(Due due, CancellationToken ct)
    {
        var happened = due.Sent;
        // Members may have come and gone since the writer looked.
        if (await rooms.FindAsync(happened.Room.Id, ct) is not { } room) return;
        using var document = JsonDocument.Parse(happened.Json.Utf8);
        var message = NoticeMessage.Of(document.RootElement);
        var hasPush = await channels.HasPushAsync(ct);
        var (candidates, followers) = await CandidatesAsync(room, message, happened.Message, hasPush, ct);
        if (candidates.Count == 0) return;
        var reach = await channels.ReachAsync(candidates.Keys, ct);
        var people = await users.FindManyAsync([.. candidates.Keys.Where(id => reach.Devices.Contains(id) || reach.Mailboxes.Contains(id))], ct);
        var now = clock.GetUtcNow();
        var rows = new List<MissedRow>();
        foreach (var person in people)
        {
            if (delays.For(person.Status) is not { } delay) continue;
            var follows = followers.Contains(person.Id);
            var wantsPush = reach.Devices.Contains(person.Id) && (await judge.DecideAsync(NoticeChannel.Push, room, message, person, follows, ct)).IsTold;
            var wantsMail = reach.Mailboxes.Contains(person.Id) && (await judge.DecideAsync(NoticeChannel.Mail, room, message, person, follows, ct)).IsTold;
            if (!wantsPush && !wantsMail) continue;
            rows.Add(new MissedRow
            {
                UserId = person.Id,
                RoomId = room.Id,
                MessageId = message.Id,
                ThreadId = message.ThreadId,
                Kind = candidates[person.Id],
                At = happened.At,
                DueAt = now + delay,
                WantsMail = wantsMail,
                WantsPush = wantsPush,
            });
        }
        if (rows.Count == 0) return;
        await store.WriteAsync(unit =>
        {
            unit.Db.AddRange(rows);
            return unit.Db.SaveChangesAsync(ct);
        }, ct);
    }

    /// <returns>Why each of them may want to know, and who of them follows the thread.</returns>
    private async Task<(Dictionary<string, string> Found, IReadOnlySet<string> Followers)> CandidatesAsync(RoomRow room, NoticeMessage message, NewMessage sent, bool hasPush, CancellationToken ct)
    {
        var found = new Dictionary<string, string>(StringComparer.Ordinal);
        var isLarge = judge.IsLarge(room);
        IReadOnlySet<string> followers = message.ThreadId is { } rootId ? await FollowersAsync(rootId, ct) : new HashSet<string>();
        if (room.IsDirect) Add(room.DirectUserIds, MissedRow.Direct);
        Add(sent.MentionedUserIds, MissedRow.Mention);
        Add(followers, MissedRow.Mention);
        if (message.Kind is null)
        {
            foreach (var (userId, words) in await highlights.AllAsync(ct))
            {
                if (NoticeJudge.IsHighlighted(message.Text, words) && await rooms.FindMemberAsync(room.Id, userId, ct) is not null) Add([userId], MissedRow.Mention);
            }
        }
        if (message.MentionsAll && !isLarge) await AddMembersAsync(s => true, MissedRow.All);
        if (channels.HasMail) await AddMembersAsync(s => s.WantsAllMails, MissedRow.Every);
        if (hasPush && isLarge) await AddMembersAsync(s => s.WantsAllPushes, MissedRow.Every);
        if (hasPush && !isLarge) await AddMembersAsync(s => true, MissedRow.Every);
        found.Remove(message.SenderId);
        return (found, followers);

        void Add(IEnumerable<string> ids, string kind)
        {
            foreach (var id in ids) found.TryAdd(id, kind);
        }

        async Task AddMembersAsync(System.Linq.Expressions.Expression<Func<SubscriptionRow, bool>> which, string kind)
        {
            for (var after = ""; ;)
            {
                var ids = await store.ReadAsync(db => db.Set<SubscriptionRow>().AsNoTracking().Where(s => s.RoomId == room.Id && string.Compare(s.UserId, after) > 0).Where(which).OrderBy(s => s.UserId).Select(s => s.UserId).Take(Page).ToListAsync(ct), ct);
                Add(ids, kind);
                if (ids.Count < Page) return;
                after = ids[^1];
            }
        }
    }

    private async Task<IReadOnlySet<string>> FollowersAsync(string rootId, CancellationToken ct)
    {
        var doc = await store.ReadAsync(db => db.Set<MessageRow>().AsNoTracking().Where(m => m.Id == rootId).Select(m => m.Doc).FirstOrDefaultAsync(ct), ct);
        return doc is null ? new HashSet<string>() : (MessageJson.Parse(doc)["replies"] as JsonArray ?? []).Select(id => (string)id!).ToHashSet(StringComparer.Ordinal);
    }
}

/// <summary>Which ways there are at present to tell people who are not here.</summary>
internal sealed class MissedChannels(IMailer mailer, IMailReaders readers, IPushDevices devices, ISettings settings)
{
    public bool HasMail => settings.Get(MissedMailSettings.Enabled) && mailer.CanSend;

    public ValueTask<bool> HasPushAsync(CancellationToken ct) => devices.IsOnAsync(ct);

    /// <returns>Who of these people has a device, and who a confirmed address.</returns>
    public async Task<(IReadOnlySet<string> Devices, IReadOnlySet<string> Mailboxes)> ReachAsync(IReadOnlyCollection<string> userIds, CancellationToken ct)
    {
        var owners = await HasPushAsync(ct) ? await devices.OwnersAsync(userIds, ct) : new HashSet<string>();
        IReadOnlySet<string> mailboxes = HasMail ? (await readers.FindAsync(userIds, ct)).Select(reader => reader.UserId).ToHashSet(StringComparer.Ordinal) : new HashSet<string>();
        return (owners, mailboxes);
    }
}
