using System.Text.Json;
using Microsoft.EntityFrameworkCore;
using Parley.Platform.Audit;
using Parley.Platform.Ids;
using Parley.Platform.Mail;
using Parley.Platform.Operations;
using Parley.Platform.Permissions;
using Parley.Platform.Secrets;
using Parley.Platform.Storage;
using Parley.Platform.Wire;

namespace Parley.Administration.Inboxes;

/// <summary>Lists, keeps and tries the mailboxes of the workspace (ADM-110, ADM-112).</summary>
internal sealed class Inboxes(IStore store, SecretBox secrets, MailProbe probe)
{
    public static readonly Permission Manage = new("manage-email-inbox", "admin");

    private const int MostInboxes = 100;
    private const int LongestText = 1000;
    private const int LongestPassword = 1000;
    private const int DefaultRetries = 10;
    private const string EveryDepartment = "All";

    public Task<(List<InboxRow> Page, int Total)> ListAsync(int offset, int count, bool isLastFirst, CancellationToken ct) => store.ReadAsync(async db =>
    {
        var all = db.Set<InboxRow>().AsNoTracking();
        var ordered = isLastFirst ? all.OrderByDescending(i => i.Name).ThenBy(i => i.Id) : all.OrderBy(i => i.Name).ThenBy(i => i.Id);
        return (await ordered.Skip(offset).Take(count).ToListAsync(ct), await all.CountAsync(ct));
    }, ct);

    public Task<InboxRow?> FindAsync(string id, CancellationToken ct) => store.ReadAsync(db => db.Set<InboxRow>().AsNoTracking().FirstOrDefaultAsync(i => i.Id == id, ct), ct);

    public Task<InboxRow?> FindByAddressAsync(string email, CancellationToken ct) => store.ReadAsync(db => db.Set<InboxRow>().AsNoTracking().FirstOrDefaultAsync(i => i.Email == email, ct), ct);

    /// <param name="given">As the wire has it; with an <c>_id</c> that inbox is changed, and a password that is empty stays as it was.</param>
    /// <exception cref="WireError"><c>invalid-params</c>, <c>error-invalid-email</c>, <c>error-invalid-email-inbox</c>, <c>error-email-inbox-in-use</c>, <c>error-too-many-inboxes</c>.</exception>
    public Task<string> SaveAsync(Caller caller, JsonElement given, CancellationToken ct)
    {
        var (active, name, email) = (given.Flag("active") ?? throw Missing("active"), Required(given, "name"), Required(given, "email").ToLowerInvariant());
        if (!Mail.IsAddress(email)) throw new WireError("error-invalid-email", "Invalid email");
        var (smtp, imap) = (ServerIn(given, "smtp"), ServerIn(given, "imap"));
        var retries = given.Get("imap")?.Get("maxRetries") is { ValueKind: JsonValueKind.Number } number && number.TryGetInt32(out var times) ? Math.Clamp(times, 0, 1000) : DefaultRetries;
        var department = Text(given, "department") is { Length: > 0 } chosen && chosen != EveryDepartment ? chosen : null;
        var id = given.Text("_id");
        return store.WriteAsync(async unit =>
        {
            var inboxes = unit.Db.Set<InboxRow>();
            if (await inboxes.AnyAsync(i => i.Email == email && i.Id != id, ct)) throw new WireError("error-email-inbox-in-use", "Another inbox has this address");
            var row = string.IsNullOrEmpty(id) ? null : await inboxes.FirstOrDefaultAsync(i => i.Id == id, ct) ?? throw new WireError("error-invalid-email-inbox", "There is no such inbox");
            var before = row is null ? null : State(row);
            if (row is null)
            {
                if (await inboxes.CountAsync(ct) >= MostInboxes) throw new WireError("error-too-many-inboxes", "Remove an inbox before you add another");
                row = new InboxRow
                {
                    Id = Id.New(),
                    Name = name,
                    Email = email,
                    SmtpServer = "",
                    SmtpUsername = "",
                    SmtpSecret = "",
                    ImapServer = "",
                    ImapUsername = "",
                    ImapSecret = "",
                    CreatedAt = unit.Now,
                    CreatedById = caller.UserId,
                    CreatedByName = caller.Username,
                    UpdatedAt = unit.Now,
                };
                unit.Db.Add(row);
            }
            (row.IsActive, row.Name, row.Email, row.Description, row.SenderInfo, row.Department, row.UpdatedAt) = (active, name, email, Text(given, "description"), Text(given, "senderInfo"), department, unit.Now);
            // A password that was kept for one server must not be sent to another that somebody names instead.
            if (smtp.Password.Length > 0 || smtp.Server != row.SmtpServer) row.SmtpSecret = secrets.SealForAll(smtp.Password, PlaceOf(row.Id, "smtp"));
            if (imap.Password.Length > 0 || imap.Server != row.ImapServer) row.ImapSecret = secrets.SealForAll(imap.Password, PlaceOf(row.Id, "imap"));
            (row.SmtpServer, row.SmtpPort, row.SmtpUsername, row.SmtpIsSecure) = (smtp.Server, smtp.Port, smtp.Username, smtp.IsSecure);
            (row.ImapServer, row.ImapPort, row.ImapUsername, row.ImapIsSecure, row.ImapMaxRetries) = (imap.Server, imap.Port, imap.Username, imap.IsSecure, retries);
            await unit.AuditAsync(caller, before is null ? "email-inbox.create" : "email-inbox.update", "email-inbox", row.Id, row.Name, before, State(row), ct);
            await unit.Db.SaveChangesAsync(ct);
            return row.Id;
        }, ct);
    }

    /// <returns>False when there is none.</returns>
    public Task<bool> RemoveAsync(Caller caller, string id, CancellationToken ct) => store.WriteAsync(async unit =>
    {
        if (await unit.Db.Set<InboxRow>().FirstOrDefaultAsync(i => i.Id == id, ct) is not { } row) return false;
        unit.Db.Remove(row);
        await unit.AuditAsync(caller, "email-inbox.delete", "email-inbox", row.Id, row.Name, State(row), null, ct);
        await unit.Db.SaveChangesAsync(ct);
        return true;
    }, ct);

    /// <summary>Signs in to the mailbox, then sends a mail through its server.</summary>
    /// <param name="recipient">The administrator's own address.</param>
    /// <returns>False when there is no such inbox.</returns>
    /// <exception cref="WireError"><c>error-email-send-failed</c> with what the server said, <c>error-invalid-email</c>.</exception>
    public async Task<bool> TryAsync(string id, string? recipient, CancellationToken ct)
    {
        if (await FindAsync(id, ct) is not { } row) return false;
        if (!Mail.IsAddress(recipient)) throw new WireError("error-invalid-email", "Your account has no address that a mail could be sent to");
        var problem = await probe.SendAsync(new(row.SmtpServer, row.SmtpPort, row.SmtpUsername, secrets.TryOpen(row.SmtpSecret, PlaceOf(row.Id, "smtp")) ?? "", row.SmtpIsSecure), (row.Name, row.Email), recipient!,
            $"Test of {row.Name}", "This mail shows that mails can be sent through this inbox.", ct);
        if (problem is not null) throw new WireError("error-email-send-failed", "Sending failed: " + problem);
        problem = await probe.OpenAsync(new(row.ImapServer, row.ImapPort, row.ImapUsername, secrets.TryOpen(row.ImapSecret, PlaceOf(row.Id, "imap")) ?? "", row.ImapIsSecure), ct);
        if (problem is not null) throw new WireError("error-email-send-failed", "The mail was sent, but the mailbox could not be read: " + problem);
        return true;
    }

    private static string PlaceOf(string id, string part) => $"email inbox {id} {part}";

    private static WireObject State(InboxRow row) => new() { { "name", row.Name }, { "email", row.Email }, { "active", row.IsActive }, { "smtp", $"{row.SmtpUsername}@{row.SmtpServer}:{row.SmtpPort}" }, { "imap", $"{row.ImapUsername}@{row.ImapServer}:{row.ImapPort}" } };

    private static MailServerOptions ServerIn(JsonElement given, string part)
    {
        if (given.Get(part) is not { ValueKind: JsonValueKind.Object } server) throw Missing(part);
        var port = server.Get("port") is { ValueKind: JsonValueKind.Number } number && number.TryGetInt32(out var p) && p is > 0 and < 65536 ? p : throw Missing(part + ".port");
        var host = Required(server, "server", part);
        if (Uri.CheckHostName(host) == UriHostNameType.Unknown) throw WireError.InvalidParams($"\"{part}.server\" must be the name of a server");
        var password = server.Text("password") ?? throw Missing(part + ".password");
        if (password.Length > LongestPassword) throw WireError.InvalidParams($"\"{part}.password\" is too long");
        return new(host, port, Required(server, "username", part), password, server.Flag("secure") ?? throw Missing(part + ".secure"));
    }

    private static string Required(JsonElement given, string name, string? part = null)
    {
        var path = part is null ? name : $"{part}.{name}";
        if (given.Text(name)?.Trim() is not { Length: > 0 } text) throw Missing(path);
        return text.Length <= LongestText ? text : throw WireError.InvalidParams($"\"{path}\" is too long");
    }

    private static string? Text(JsonElement given, string name) => given.Text(name)?.Trim() is not { Length: > 0 } text ? null : text.Length <= LongestText ? text : throw WireError.InvalidParams($"\"{name}\" is too long");

    private static WireError Missing(string name) => WireError.InvalidParams($"\"{name}\" is missing or has the wrong type");
}
