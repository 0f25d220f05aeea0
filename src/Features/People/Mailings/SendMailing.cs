using System.Globalization;
using System.Text.Json;
using Microsoft.EntityFrameworkCore;
using MimeKit;
using Parley.People.AccountMail;
using Parley.People.Accounts;
using Parley.Platform.Audit;
using Parley.Platform.Mail;
using Parley.Platform.Operations;
using Parley.Platform.Permissions;
using Parley.Platform.Storage;
using Parley.Platform.Wire;

namespace Parley.People.Mailings;

internal static class MailingPermissions
{
    /// <summary>Opens the page; <see cref="Send"/> is what sending needs.</summary>
    public static readonly Permission Access = new("access-mailer", "admin");

    public static readonly Permission Send = new("send-mail", "admin");

    public static IReadOnlyList<Permission> All => [Access, Send];
}

/// <summary>An administrator writes to all members, or to those of a query (ADM-114 to ADM-116).</summary>
internal sealed class SendMailing(IStore store, PermissionRegistry permissions, IMailer mailer, MailTemplates templates)
{
    private const int Page = 200;
    private const int LongestBody = 200_000;

    /// <param name="IsDryRun">Only the sender gets it, as it would look for the first reader.</param>
    /// <param name="Filter">Conditions on accounts as <c>users.list</c> takes them; undefined for all.</param>
    public sealed record Request(string From, string Subject, string Body, bool IsDryRun, JsonElement Filter);

    /// <returns>How many mails were queued.</returns>
    /// <exception cref="WireError"><c>error-not-allowed</c>, <c>error-invalid-from-address</c>, <c>error-missing-unsubscribe-link</c>, <c>error-email-send-failed</c>, <c>error-invalid-query</c>.</exception>
    public async Task<int> ExecuteAsync(Caller caller, Request request, CancellationToken ct)
    {
        if (!permissions.Has(caller, MailingPermissions.Send)) throw WireError.NotAllowed("Mailer.sendMail");
        if (request.From.Any(char.IsControl) || !MailboxAddress.TryParse(request.From, out var sender) || !Mail.IsAddress(sender.Address))
            throw new WireError("error-invalid-from-address", "Invalid from address", details: new WireObject { { "function", "Mailer.sendMail" } });
        if (!request.Body.Contains("[unsubscribe]", StringComparison.Ordinal))
            throw new WireError("error-missing-unsubscribe-link", "You must provide the [unsubscribe] link.", details: new WireObject { { "function", "Mailer.sendMail" } });
        if (request.Body.Length > LongestBody) throw new WireError("error-message-size-exceeded", "The mail is too long");
        if (!mailer.CanSend) throw new WireError("error-email-send-failed", "Error trying to send email: this workspace has no mail server");
        if (!request.IsDryRun) await store.WriteAsync(async unit =>
        {
            await unit.AuditAsync(caller, "mailing.send", "mailing", "", request.Subject, null, new WireObject { { "from", request.From }, { "subject", request.Subject } }, ct);
            return true;
        }, ct);
        var (after, count) = ("", 0);
        while (true)
        {
            var page = await store.ReadAsync(db => UserQueries.Filter(db.Set<UserRow>().AsNoTracking(), request.Filter, seesAll: true)
                .Where(u => u.IsActive && u.Type == "user" && u.Email != null && !u.RefusesMailings && string.Compare(u.Id, after) > 0).OrderBy(u => u.Id).Take(Page).ToListAsync(ct), ct);
            if (request.IsDryRun) return page.Count == 0 ? 0 : await QueueAsync(page.Take(1), request, sender.Address, ct);
            count += await QueueAsync(page, request, null, ct);
            if (page.Count < Page) return count;
            after = page[^1].Id;
        }
    }

    /// <param name="onlyTo">Gets the mails instead of their readers.</param>
    private Task<int> QueueAsync(IEnumerable<UserRow> readers, Request request, string? onlyTo, CancellationToken ct) => store.WriteAsync(async unit =>
    {
        var count = 0;
        foreach (var reader in readers)
        {
            if (!Mail.IsAddress(onlyTo ?? reader.Email)) continue;
            var link = UnsubscribeUrl(reader);
            var values = AccountMails.ValuesOf(reader);
            values["unsubscribe"] = link;
            mailer.Queue(unit, templates.Compose(onlyTo ?? reader.Email!, request.Subject, request.Body, values) with { From = request.From, UnsubscribeUrl = link });
            count++;
        }
        await unit.Db.SaveChangesAsync(ct);
        return count;
    }, ct);

    private string UnsubscribeUrl(UserRow reader) =>
        $"{templates.SiteUrl}/mailer/unsubscribe/{Uri.EscapeDataString(reader.Id)}/{reader.CreatedAt.ToUnixTimeMilliseconds().ToString(CultureInfo.InvariantCulture)}";
}

/// <summary>Whoever opens the link of a mailing gets no more of them (ADM-117).</summary>
internal sealed class Unsubscribe(IStore store)
{
    /// <param name="createdAt">When the account was made, in milliseconds, as the link has it.</param>
    /// <returns>False for a link that fits no account.</returns>
    public async Task<bool> ExecuteAsync(string userId, string createdAt, CancellationToken ct)
    {
        if (!long.TryParse(createdAt, CultureInfo.InvariantCulture, out var ms) || ms is < 0 or > 253_402_300_799_999) return false;
        var at = DateTimeOffset.FromUnixTimeMilliseconds(ms);
        return await store.WriteAsync(unit => unit.Db.Set<UserRow>().Where(u => u.Id == userId && u.CreatedAt == at).ExecuteUpdateAsync(s => s.SetProperty(u => u.RefusesMailings, true), ct), ct) == 1;
    }
}
