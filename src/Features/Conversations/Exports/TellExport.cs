using Parley.Conversations.Messages;
using Parley.Conversations.Rooms;
using Parley.People.Contracts;
using Parley.Platform.Mail;
using Parley.Platform.Operations;
using Parley.Platform.Storage;

namespace Parley.Conversations.Exports;

/// <summary>Tells a person where the file is that they asked for: in a direct message of the server's own account, and by mail where mail is set up (ROOM-077, ACC-066).</summary>
internal sealed class TellExport(IStore store, IMailer mailer, MailTemplates templates, IPersonalData people, CreateRoom create, SendMessage send, IUserDirectory users, ICallers callers)
{
    private const string Bot = "rocket.cat";
    private const string Subject = "[Site_Name]: your export of [room] is ready";
    private const string Body = "<p>Your export of <strong>[room]</strong> is ready.</p><p><a class=\"button\" href=\"[url]\">Download it</a></p><p>Only you can open it, for seven days.</p>";

    public async Task OwnDataAsync(ExportRow export, CancellationToken ct)
    {
        await people.TellAsync(export.UserId, UrlOf(export), ct);
        await WriteAsync(export, "your data", ct);
    }

    public async Task RoomAsync(ExportRow export, RoomRow room, CancellationToken ct)
    {
        var name = room.DisplayName ?? room.Name ?? "this conversation";
        await MailAsync(export, name, ct);
        await WriteAsync(export, $"*{name}*", ct);
    }

    private string UrlOf(ExportRow export) => $"{templates.SiteUrl}/data-export/{export.Id}";

    private async Task MailAsync(ExportRow export, string room, CancellationToken ct)
    {
        if (!mailer.CanSend || await users.FindAsync(export.UserId, ct) is not { Email: { } address } || !Mail.IsAddress(address)) return;
        var mail = templates.Compose(address, Subject, Body, new Dictionary<string, string?> { ["room"] = room, ["url"] = UrlOf(export) });
        await store.WriteAsync(async unit =>
        {
            mailer.Queue(unit, mail);
            return await unit.Db.SaveChangesAsync(ct);
        }, ct);
    }

    private async Task WriteAsync(ExportRow export, string what, CancellationToken ct)
    {
        if (await callers.FindByIdAsync(Bot, ct) is not { } bot || await users.FindAsync(export.UserId, ct) is not { } person) return;
        var direct = await create.DirectAsync(bot, [person], false, ct);
        await send.ExecuteAsync(bot, new(direct.Id, $"Your export of {what} is ready: {UrlOf(export)}\nOnly you can open it, for seven days.", PreviewUrls: []), ct);
    }
}
