using System.Globalization;
using System.Text;
using Microsoft.EntityFrameworkCore;
using Parley.Conversations.Messages;
using Parley.Conversations.Rooms;
using Parley.People.Contracts;
using Parley.Platform.Audit;
using Parley.Platform.Mail;
using Parley.Platform.Operations;
using Parley.Platform.Permissions;
using Parley.Platform.Statistics;
using Parley.Platform.Storage;
using Parley.Platform.Wire;

namespace Parley.Conversations.Exports;

/// <summary>Sends chosen messages of a room by mail, one mail to each recipient, so that they do not learn of each other.</summary>
internal sealed class MailMessages(IStore store, RoomStore rooms, RoomAccess access, IUserDirectory users, PermissionRegistry permissions, IMailer mailer, MailTemplates templates, ReportingZone zones)
{
    private const int MostMessages = 200;
    private const int MostRecipients = 50;
    private const int LongestSubject = 200;

    /// <param name="Usernames">People whose own address is used.</param>
    /// <param name="Addresses">Further addresses.</param>
    /// <param name="Subject">Empty names the room.</param>
    public sealed record Request(string RoomId, IReadOnlyList<string> Usernames, IReadOnlyList<string> Addresses, string Subject, IReadOnlyList<string> MessageIds);

    /// <returns>The people and addresses that nothing could be sent to.</returns>
    /// <exception cref="WireError"><c>error-action-not-allowed</c>, <c>error-invalid-room</c>, <c>error-invalid-recipient</c>, <c>error-invalid-messages</c>, <c>error-email-send-failed</c>.</exception>
    public async Task<IReadOnlyList<string>> ExecuteAsync(Caller caller, Request request, CancellationToken ct)
    {
        if (!await permissions.HasAsync(caller, ExportPermissions.MailMessages, request.RoomId, ct)) throw new WireError("error-action-not-allowed", "Mailing is not allowed");
        if (await rooms.FindAsync(request.RoomId, ct) is not { } room || !await access.CanReadAsync(caller, room, ct)) throw WireError.InvalidRoom();
        if (request.Usernames.Count + request.Addresses.Count is 0 or > MostRecipients) throw new WireError("error-invalid-recipient", $"Name 1 to {MostRecipients} recipients");
        if (request.MessageIds.Count is 0 or > MostMessages) throw new WireError("error-invalid-messages", $"Choose 1 to {MostMessages} messages");
        if (!mailer.CanSend) throw new WireError("error-email-send-failed", "This workspace has no mail server or no sender address");
        var messages = await MessagesAsync(room.Id, request.MessageIds, ct);
        if (messages.Count == 0) throw new WireError("error-invalid-messages", "None of the messages is in this room");
        var (found, missing) = await RecipientsAsync(request, ct);
        if (found.Count == 0) throw new WireError("error-invalid-recipient", "None of the recipients has an address");
        var subject = request.Subject.Length is > 0 and <= LongestSubject ? request.Subject : $"{templates.SiteName}: {room.DisplayName ?? room.Name}";
        var sender = await users.FindAsync(caller.UserId, ct);
        var html = Html(messages, sender?.UtcOffset);
        await store.WriteAsync(async unit =>
        {
            foreach (var address in found) mailer.Queue(unit, new Mail(address, subject, html) { ReplyTo = Mail.IsAddress(sender?.Email) ? sender!.Email : null });
            await unit.AuditAsync(caller, "export.mail", "room", room.Id, room.Name, null, new WireObject { { "messages", messages.Count }, { "recipients", found.Count } }, ct);
            return true;
        }, ct);
        return missing;
    }

    private Task<List<MessageRow>> MessagesAsync(string roomId, IReadOnlyList<string> ids, CancellationToken ct) => store.ReadAsync(db =>
        db.Set<MessageRow>().AsNoTracking().Where(m => m.RoomId == roomId && ids.Contains(m.Id) && !m.IsHidden && m.Type != "e2e" && m.Type != "otr").OrderBy(m => m.At).ToListAsync(ct), ct);

    private async Task<(List<string> Found, List<string> Missing)> RecipientsAsync(Request request, CancellationToken ct)
    {
        var people = (await users.FindByUsernamesAsync(request.Usernames, ct)).ToDictionary(u => u.Username, StringComparer.OrdinalIgnoreCase);
        var (found, missing) = (new List<string>(), new List<string>());
        foreach (var name in request.Usernames)
        {
            if (people.GetValueOrDefault(name) is { IsActive: true, Email: { } address } && Mail.IsAddress(address)) found.Add(address);
            else missing.Add(name);
        }
        foreach (var address in request.Addresses.Select(a => a.Trim()))
        {
            if (Mail.IsAddress(address)) found.Add(address);
            else missing.Add(address);
        }
        return ([.. found.Distinct(StringComparer.OrdinalIgnoreCase)], missing);
    }

    /// <summary>Messages as they were written: nothing in them is markup of the mail.</summary>
    /// <param name="utcOffset">Of the sender, whose hours they may be.</param>
    private string Html(List<MessageRow> messages, double? utcOffset)
    {
        var html = new StringBuilder();
        foreach (var message in messages)
        {
            var doc = MessageJson.Parse(message.Doc);
            var author = Mail.Encode((string?)doc["u"]?["name"] ?? (string?)doc["u"]?["username"]);
            var time = zones.Text(message.At, utcOffset);
            html.Append(CultureInfo.InvariantCulture, $"<p><b>{author}</b> <small>{time}</small><br>{Mail.Encode(message.Text).Replace("\n", "<br>", StringComparison.Ordinal)}");
            foreach (var attachment in doc["attachments"] as System.Text.Json.Nodes.JsonArray ?? [])
            {
                if ((string?)attachment?["title"] is { Length: > 0 } title) html.Append(CultureInfo.InvariantCulture, $"<br><i>{Mail.Encode(title)}</i>");
            }
            html.Append("</p>");
        }
        return html.ToString();
    }
}
