using System.Globalization;
using System.Text;
using System.Text.Json.Nodes;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Parley.Conversations.Invites;
using Parley.Conversations.Messages;
using Parley.Conversations.Notices;
using Parley.Conversations.Rooms;
using Parley.People.Contracts;
using Parley.Platform.Jobs;
using Parley.Platform.Mail;
using Parley.Platform.Settings;
using Parley.Platform.Storage;

namespace Parley.Conversations.MissedMail;

/// <summary>
/// When one message of a person is due, all that wait for them leave together, in order: a push for each, one mail for each room or thread (NOT-024). Whoever
/// has read anything since is here, and gets none of what came before (NOT-023). While somebody works at a client, their other devices stay silent (NOT-026).
/// Taking the entries and queueing pushes and mails is one unit, so nothing is sent twice or lost.
/// </summary>
internal sealed partial class SendMissed(
    IStore store, IMailer mailer, MailTemplates templates, IMailReaders readers, IUserDirectory users, RoomStore rooms, ReplyAddresses replies, MissedChannels channels, IPushDevices devices, PushContent pushes, MissedMailDelays delays, ISettings settings, JobLeases leases, TimeProvider clock, ILogger<SendMissed> log) : BackgroundService
{
    private const int MostShown = 20;
    private const int LongestText = 2000;

    /// <summary>What has waited so long for somebody who is here tells them nothing new.</summary>
    private static readonly TimeSpan _longestHold = TimeSpan.FromHours(24);
    private static readonly TimeSpan _lease = TimeSpan.FromMinutes(1);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        while (true)
        {
            await Task.Delay(delays.Pause, clock, stoppingToken);
            try
            {
                while (await DueAsync(stoppingToken) is { } userId && await leases.TryTakeAsync("missed-mail", _lease, stoppingToken)) await SendAsync(userId, stoppingToken);
            }
            catch (TakenByOthersException)
            {
            }
            catch (Exception failure) when (!stoppingToken.IsCancellationRequested) // what waits stays and is tried again
            {
                LogFailure(log, failure);
            }
        }
    }

    private Task<string?> DueAsync(CancellationToken ct)
    {
        var now = clock.GetUtcNow();
        return store.ReadAsync(db => db.Set<MissedRow>().AsNoTracking().Where(m => m.DueAt <= now).OrderBy(m => m.DueAt).Select(m => (string?)m.UserId).FirstOrDefaultAsync(ct), ct);
    }

    private async Task SendAsync(string userId, CancellationToken ct)
    {
        var now = clock.GetUtcNow();
        var user = await users.FindAsync(userId, ct);
        var waiting = await store.ReadAsync(db => db.Set<MissedRow>().AsNoTracking().Where(m => m.UserId == userId).OrderBy(m => m.Key).ToListAsync(ct), ct);
        if (user is { Status: "online" } && waiting.Exists(m => now - m.At < _longestHold))
        {
            var read = waiting.Except(await UnseenAsync(userId, waiting, ct)).Select(m => m.Key).ToList();
            await HoldAsync(userId, now + delays.NextLook, read, mailsAlone: false, ct);
            return;
        }
        // In quiet times no device makes a sound, and mails wait until the end.
        if (user?.Notifications?.Quiet?.EndOf(now) is { } quietEnd)
        {
            await HoldAsync(userId, now + delays.NextLook < quietEnd ? now + delays.NextLook : quietEnd, [], mailsAlone: true, ct);
            return;
        }
        var unseen = user is { IsActive: true } && !settings.Get(MissedMailSettings.IsHalted) ? await UnseenAsync(userId, waiting, ct) : [];
        var reader = channels.HasMail ? await readers.FindAsync(userId, ct) : null;
        var mails = reader is null ? [] : await ComposeAsync(reader, unseen.FindAll(m => m.WantsMail), ct);
        var notes = user is not null && await channels.HasPushAsync(ct) ? await pushes.ForAsync(user, unseen.FindAll(m => m.WantsPush), ct) : [];
        var keys = waiting.ConvertAll(m => m.Key);
        await store.WriteAsync(async unit =>
        {
            var taken = 0;
            foreach (var chunk in keys.Chunk(500)) taken += await unit.Db.Set<MissedRow>().Where(m => chunk.Contains(m.Key)).ExecuteDeleteAsync(ct);
            if (taken < keys.Count) throw new TakenByOthersException();
            foreach (var (mail, reply) in mails)
            {
                mailer.Queue(unit, mail);
                if (reply is not null) unit.Db.Add(reply);
            }
            foreach (var note in notes) await devices.QueueAsync(unit, userId, note, ct);
            await unit.Db.SaveChangesAsync(ct);
            return true;
        }, ct);
    }

    /// <param name="done">Keys of what has been read.</param>
    /// <param name="mailsAlone">Pushes are given up.</param>
    private Task HoldAsync(string userId, DateTimeOffset until, List<long> done, bool mailsAlone, CancellationToken ct) => store.WriteAsync(async unit =>
    {
        foreach (var chunk in done.Chunk(500)) await unit.Db.Set<MissedRow>().Where(m => chunk.Contains(m.Key)).ExecuteDeleteAsync(ct);
        if (mailsAlone) await unit.Db.Set<MissedRow>().Where(m => m.UserId == userId && !m.WantsMail).ExecuteDeleteAsync(ct);
        return await unit.Db.Set<MissedRow>().Where(m => m.UserId == userId).ExecuteUpdateAsync(s => s.SetProperty(m => m.DueAt, until).SetProperty(m => m.WantsPush, m => m.WantsPush && !mailsAlone), ct);
    }, ct);

    private async Task<List<MissedRow>> UnseenAsync(string userId, List<MissedRow> waiting, CancellationToken ct)
    {
        var seen = await store.ReadAsync(db => db.Set<SubscriptionRow>().Where(s => s.UserId == userId).MaxAsync(s => s.LastSeenAt, ct), ct);
        var roomIds = waiting.Select(m => m.RoomId).Distinct().ToList();
        var joined = await store.ReadAsync(db => db.Set<SubscriptionRow>().Where(s => s.UserId == userId && roomIds.Contains(s.RoomId)).Select(s => s.RoomId).ToListAsync(ct), ct);
        return waiting.FindAll(m => joined.Contains(m.RoomId) && (seen is null || seen < m.At));
    }

    private async Task<List<(Mail Mail, ReplyAddressRow? Reply)>> ComposeAsync(MailReader reader, List<MissedRow> missed, CancellationToken ct)
    {
        var mails = new List<(Mail, ReplyAddressRow?)>();
        foreach (var group in missed.GroupBy(m => (m.RoomId, m.ThreadId)))
        {
            if (await rooms.FindAsync(group.Key.RoomId, ct) is not { } room) continue;
            var ids = group.Select(m => m.MessageId).ToList();
            var messages = await store.ReadAsync(db => db.Set<MessageRow>().AsNoTracking().Where(m => ids.Contains(m.Id) && !m.IsHidden && (m.Type == null || m.Type == "e2e")).OrderBy(m => m.At).Take(MostShown).ToListAsync(ct), ct);
            if (messages.Count == 0) continue;
            mails.Add(await MailOfAsync(reader, room, group.Key.ThreadId, messages, group.Any(m => m.Kind == MissedRow.Mention), ids.Count, ct));
        }
        return mails;
    }

    private async Task<(Mail, ReplyAddressRow?)> MailOfAsync(MailReader reader, RoomRow room, string? threadId, List<MessageRow> messages, bool isPersonal, int count, CancellationToken ct)
    {
        var last = messages[^1];
        var author = await users.FindAsync(last.UserId, ct);
        var values = new Dictionary<string, string?> { ["user"] = author?.Name ?? author?.Username, ["room"] = room.DisplayName ?? room.Name };
        var subject = room.IsDirect ? MissedMailSettings.Direct : isPersonal ? MissedMailSettings.Mention : MissedMailSettings.MentionAll;
        var link = Link(room, last);
        var html = new StringBuilder();
        foreach (var message in messages) html.Append(HtmlOf(message));
        if (count > messages.Count) html.Append(CultureInfo.InvariantCulture, $"<p>{count - messages.Count} further messages</p>");
        html.Append(CultureInfo.InvariantCulture, $"<p><a class=\"button\" href=\"{Mail.Encode(link)}\">Open</a></p>");
        var (address, reply) = replies.Issue(reader.UserId, room.Id, threadId, clock.GetUtcNow());
        if (address is not null) html.Append(templates.FillHtml(settings.Get(DirectReplySettings.Footer), values));
        html.Append(CultureInfo.InvariantCulture, $"<p class=\"foot\">You can choose which messages are mailed to you in your <a href=\"{Mail.Encode(templates.SiteUrl)}/account/preferences\">preferences</a>.</p>");
        var sender = settings.Get(MissedMailSettings.AnswersSender) && author is not null ? (await readers.FindAsync(author.Id, ct))?.Address : null;
        return (new Mail(reader.Address, templates.FillSubject(settings.Get(subject), values), html.ToString()) { ReplyTo = address ?? sender }, reply);
    }

    private string HtmlOf(MessageRow message)
    {
        var doc = MessageJson.Parse(message.Doc);
        var author = Mail.Encode((string?)doc["alias"] ?? (string?)doc["u"]?["name"] ?? (string?)doc["u"]?["username"]);
        if (message.Type == "e2e") return $"<p><b>{author}</b> sent an encrypted message.</p>";
        if (!settings.Get(MissedMailSettings.ShowsMessage)) return $"<p><b>{author}</b> sent a message.</p>";
        var text = message.Text.Length > LongestText ? message.Text[..LongestText] + " …" : message.Text;
        var html = new StringBuilder($"<p><b>{author}</b><br>{Mail.Encode(text).Replace("\n", "<br>", StringComparison.Ordinal)}");
        foreach (var attachment in doc["attachments"] as JsonArray ?? [])
        {
            foreach (var name in new[] { "title", "description" })
            {
                if (attachment?[name] is JsonValue value && value.TryGetValue(out string? words) && words.Length > 0) html.Append(CultureInfo.InvariantCulture, $"<br><i>{Mail.Encode(words)}</i>");
            }
        }
        return html.Append("</p>").ToString();
    }

    private string Link(RoomRow room, MessageRow message)
    {
        var path = room.Type switch { "d" => "direct/" + room.Id, "p" => "group/" + Uri.EscapeDataString(room.Name ?? room.Id), _ => "channel/" + Uri.EscapeDataString(room.Name ?? room.Id) };
        path = message.ThreadId is { } threadId ? $"{path}/thread/{threadId}?msg={message.Id}" : $"{path}?msg={message.Id}";
        if (!settings.Get(MissedMailSettings.UsesDeepLink) || settings.Get(InviteSettings.DeepLinkUrl) is not { Length: > 0 } page) return $"{templates.SiteUrl}/{path}";
        return InviteSettings.DeepLink(page, "room", templates.SiteUrl, path) + "&rid=" + room.Id;
    }

    /// <summary>Another node was quicker; the unit is undone.</summary>
    private sealed class TakenByOthersException : Exception;

    [LoggerMessage(EventId = 3501, Level = LogLevel.Warning, Message = "Pushes and mails about missed messages could not be made; they are tried again.")]
    private static partial void LogFailure(ILogger log, Exception failure);
}
