using System.Text.Json.Nodes;
using Microsoft.EntityFrameworkCore;
using Parley.Conversations.Messages;
using Parley.Conversations.Rooms;
using Parley.People.Contracts;
using Parley.Platform.Events;
using Parley.Platform.Mail;
using Parley.Platform.Settings;
using Parley.Platform.Storage;

namespace Parley.Conversations.MissedMail;

/// <summary>
/// Notes for whom a message may be worth a mail: the other side of direct messages, people mentioned, followers of the thread, everybody
/// where all were called, and who wants every message of the room (NOT-018). Only these are looked at, not the whole room.
/// </summary>
internal sealed class NoteMissed(IStore store, EventDispatcher events, IMailer mailer, IMailReaders readers, IUserDirectory users, ISettings settings, MissedMailDelays delays, TimeProvider clock)
    : IEventHandler<MessageSent>, IEventHandler<NoteMissed.Due>
{
    /// <summary>A message was sent while mails are on.</summary>
    public sealed record Due(MessageSent Sent) : IDomainEvent;

    private const int MostAtOnce = 1000;

    /// <summary>In a lane of its own: what readers see live does not wait for it.</summary>
    public Task HandleAsync(MessageSent happened, CancellationToken ct)
    {
        if (happened.Message.Type is null or "e2e" && settings.Get(MissedMailSettings.Enabled) && !settings.Get(MissedMailSettings.IsHalted) && mailer.CanSend) events.Enqueue("missed " + happened.Room.Id, new Due(happened));
        return Task.CompletedTask;
    }

    public async Task HandleAsync(Due due, CancellationToken ct)
    {
        var happened = due.Sent;
        var (room, message) = (happened.Room, happened.Message);
        var candidates = await CandidatesAsync(room, message, ct);
        if (candidates.Count == 0) return;
        var wanted = await WantedAsync(room, message, candidates, ct);
        if (wanted.Count == 0) return;
        var people = await readers.FindAsync(wanted.Keys, ct);
        var now = clock.GetUtcNow();
        var rows = new List<MissedMailRow>();
        foreach (var person in people)
        {
            if (delays.For(person.Presence) is not { } delay) continue;
            rows.Add(new MissedMailRow
            {
                UserId = person.UserId,
                RoomId = room.Id,
                MessageId = message.Id,
                ThreadId = message.ThreadId,
                Kind = wanted[person.UserId],
                At = happened.At,
                DueAt = now + delay,
            });
        }
        if (rows.Count == 0) return;
        await store.WriteAsync(unit =>
        {
            unit.Db.AddRange(rows);
            return unit.Db.SaveChangesAsync(ct);
        }, ct);
    }

    /// <returns>Why each of them may want to know.</returns>
    private async Task<Dictionary<string, string>> CandidatesAsync(RoomRow room, NewMessage message, CancellationToken ct)
    {
        var found = new Dictionary<string, string>(StringComparer.Ordinal);
        if (room.IsDirect) Add(room.DirectUserIds, MissedMailRow.Direct);
        Add(message.MentionedUserIds, MissedMailRow.Mention);
        if (message.ThreadId is { } rootId) Add(await FollowersAsync(rootId, ct), MissedMailRow.Mention);
        if (message.MentionsGroup) Add(await MembersAsync(s => s.RoomId == room.Id, ct), MissedMailRow.All);
        Add(await MembersAsync(s => s.RoomId == room.Id && s.WantsAllMails, ct), MissedMailRow.Every);
        found.Remove(message.SenderId);
        return found;

        void Add(IEnumerable<string> ids, string kind)
        {
            foreach (var id in ids) found.TryAdd(id, kind);
        }
    }

    private Task<List<string>> MembersAsync(System.Linq.Expressions.Expression<Func<SubscriptionRow, bool>> which, CancellationToken ct) =>
        store.ReadAsync(db => db.Set<SubscriptionRow>().AsNoTracking().Where(which).Select(s => s.UserId).Take(MostAtOnce).ToListAsync(ct), ct);

    private async Task<List<string>> FollowersAsync(string rootId, CancellationToken ct)
    {
        var doc = await store.ReadAsync(db => db.Set<MessageRow>().AsNoTracking().Where(m => m.Id == rootId).Select(m => m.Doc).FirstOrDefaultAsync(ct), ct);
        return doc is null ? [] : [.. (MessageJson.Parse(doc)["replies"] as JsonArray ?? []).Select(id => (string)id!)];
    }

    /// <summary>Members who have not said otherwise, for the room or for all rooms.</summary>
    private async Task<Dictionary<string, string>> WantedAsync(RoomRow room, NewMessage message, Dictionary<string, string> candidates, CancellationToken ct)
    {
        var wanted = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var ids in candidates.Keys.Chunk(500))
        {
            var members = await store.ReadAsync(db => db.Set<SubscriptionRow>().AsNoTracking().Where(s => s.RoomId == room.Id && ids.Contains(s.UserId))
                .Select(s => new { s.UserId, s.Notifications, s.Ignored }).ToListAsync(ct), ct);
            foreach (var member in members)
            {
                var choices = member.Notifications is { } json ? JsonNode.Parse(json) as JsonObject : null;
                if (member.Ignored.Contains($"|{message.SenderId}|", StringComparison.Ordinal) || IsOn(choices, "disableNotifications")) continue;
                if (candidates[member.UserId] == MissedMailRow.All && IsOn(choices, "muteGroupMentions")) continue;
                var mode = (string?)choices?["emailNotifications"] ?? (await users.FindAsync(member.UserId, ct))?.Notifications?.Mail ?? settings.Get(MissedMailSettings.DefaultMode);
                if (mode != "nothing") wanted[member.UserId] = candidates[member.UserId];
            }
        }
        return wanted;
    }

    private static bool IsOn(JsonObject? choices, string name) => choices?[name] is JsonValue value && value.TryGetValue(out bool isOn) && isOn;
}
