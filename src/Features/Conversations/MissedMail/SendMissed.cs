using System.Globalization;
using System.Text;
using System.Text.Json.Nodes;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Parley.Conversations.Invites;
using Parley.Conversations.Messages;
using Parley.Conversations.Rooms;
using Parley.People.Contracts;
using Parley.Platform.Jobs;
using Parley.Platform.Mail;
using Parley.Platform.Settings;
using Parley.Platform.Storage;

namespace Parley.Conversations.MissedMail;

/// <summary>
/// When one message of a person is due, all that wait for them leave together: one mail for each room or thread, in order (NOT-024). Whoever
/// has read anything since is here, and gets none of what came before (NOT-023). Taking the entries and queueing the mails is one unit, so nothing is sent twice or lost.
/// </summary>
internal sealed partial class SendMissed(
    IStore store, IMailer mailer, MailTemplates templates, IMailReaders readers, IUserDirectory users, RoomStore rooms, ReplyAddresses replies, ISettings settings, JobLeases leases, TimeProvider clock, ILogger<SendMissed> log) : BackgroundService
{
    private const int MostShown = 20;
    private const int LongestText = 2000;
    private static readonly TimeSpan _pause = TimeSpan.FromSeconds(2);
    private static readonly TimeSpan _lease = TimeSpan.FromMinutes(1);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        while (true)
        {
            await Task.Delay(_pause, clock, stoppingToken);
            try
            {
                while (await DueAsync(stoppingToken) is { } userId && await leases.TryTakeAsync("missed-mail", _lease, stoppingToken)) await SendAsync(userId, stoppingToken);
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
        return store.ReadAsync(db => db.Set<MissedMailRow>().AsNoTracking().Where(m => m.DueAt <= now).OrderBy(m => m.DueAt).Select(m => (string?)m.UserId).FirstOrDefaultAsync(ct), ct);
    }

    private async Task SendAsync(string userId, CancellationToken ct)
    {
        var waiting = await store.ReadAsync(db => db.Set<MissedMailRow>().AsNoTracking().Where(m => m.UserId == userId).OrderBy(m => m.Key).ToListAsync(ct), ct);
        var reader = settings.Get(MissedMailSettings.Enabled) && mailer.CanSend ? await readers.FindAsync(userId, ct) : null;
        var mails = reader is null ? [] : await ComposeAsync(reader, await UnseenAsync(userId, waiting, ct), ct);
        var keys = waiting.ConvertAll(m => m.Key);
        await store.WriteAsync(async unit =>
        {
            var taken = 0;
            foreach (var chunk in keys.Chunk(500)) taken += await unit.Db.Set<MissedMailRow>().Where(m => chunk.Contains(m.Key)).ExecuteDeleteAsync(ct);
            if (taken < keys.Count) return false; // another node was quicker
            foreach (var (mail, reply) in mails)
            {
                mailer.Queue(unit, mail);
                if (reply is not null) unit.Db.Add(reply);
            }
            await unit.Db.SaveChangesAsync(ct);
            return true;
        }, ct);
    }

    private async Task<List<MissedMailRow>> UnseenAsync(string userId, List<MissedMailRow> waiting, CancellationToken ct)
    {
        var seen = await store.ReadAsync(db => db.Set<SubscriptionRow>().Where(s => s.UserId == userId).MaxAsync(s => s.LastSeenAt, ct), ct);
        var roomIds = waiting.Select(m => m.RoomId).Distinct().ToList();
        var joined = await store.ReadAsync(db => db.Set<SubscriptionRow>().Where(s => s.UserId == userId && roomIds.Contains(s.RoomId)).Select(s => s.RoomId).ToListAsync(ct), ct);
        return waiting.FindAll(m => joined.Contains(m.RoomId) && (seen is null || seen < m.At));
    }

    private async Task<List<(Mail Mail, ReplyAddressRow? Reply)>> ComposeAsync(MailReader reader, List<MissedMailRow> missed, CancellationToken ct)
    {
        var mails = new List<(Mail, ReplyAddressRow?)>();
        foreach (var group in missed.GroupBy(m => (m.RoomId, m.ThreadId)))
        {
            if (await rooms.FindAsync(group.Key.RoomId, ct) is not { } room) continue;
            var ids = group.Select(m => m.MessageId).ToList();
            var messages = await store.ReadAsync(db => db.Set<MessageRow>().AsNoTracking().Where(m => ids.Contains(m.Id) && !m.IsHidden && (m.Type == null || m.Type == "e2e")).OrderBy(m => m.At).Take(MostShown).ToListAsync(ct), ct);
            if (messages.Count == 0) continue;
            mails.Add(await MailOfAsync(reader, room, group.Key.ThreadId, messages, group.Any(m => m.Kind == MissedMailRow.Mention), ids.Count, ct));
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

    [LoggerMessage(EventId = 3501, Level = LogLevel.Warning, Message = "Mails about missed messages could not be made; they are tried again.")]
    private static partial void LogFailure(ILogger log, Exception failure);
}
