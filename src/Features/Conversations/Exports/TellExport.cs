using Parley.Conversations.Messages;
using Parley.Conversations.Rooms;
using Parley.People.Contracts;
using Parley.Platform.Mail;
using Parley.Platform.Operations;

namespace Parley.Conversations.Exports;

/// <summary>Tells a person where their export is: in a direct message of the server's own account, and by mail where the workspace has it.</summary>
internal sealed class TellExport(CreateRoom create, SendMessage send, IUserDirectory users, ICallers callers, IMailer mailer, MailTemplates templates)
{
    private const string Bot = "rocket.cat";

    public async Task ExecuteAsync(ExportRow export, RoomRow room, CancellationToken ct)
    {
        if (await callers.FindByIdAsync(Bot, ct) is not { } bot || await users.FindAsync(export.UserId, ct) is not { } person) return;
        var direct = await create.DirectAsync(bot, [person], false, ct);
        var link = $"{templates.SiteUrl}/data-export/{export.Id}";
        var name = room.DisplayName ?? room.Name ?? "this conversation";
        await send.ExecuteAsync(bot, new(direct.Id, $"Your export of *{name}* is ready: {link}\nOnly you can open it, for seven days.", PreviewUrls: []), ct);
        if (!Mail.IsAddress(person.Email)) return;
        var html = $"<p>Your export of <b>{Mail.Encode(name)}</b> is ready.</p><p><a class=\"button\" href=\"{Mail.Encode(link)}\">Download it</a></p><p>Only you can open it, for seven days.</p>";
        await mailer.QueueAsync(new Mail(person.Email!, $"{templates.SiteName}: your export is ready", html), ct);
    }
}
