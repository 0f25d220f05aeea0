using Parley.Platform.Audit;
using Parley.Platform.Mail;
using Parley.Platform.Operations;
using Parley.Platform.Permissions;
using Parley.Platform.Settings;
using Parley.Platform.Storage;
using Parley.Platform.Wire;

namespace Parley.Conversations.Invites;

/// <summary>Invites people to the workspace by mail.</summary>
internal sealed class InvitePeople(IStore store, IMailer mailer, MailTemplates templates, PermissionRegistry permissions)
{
    private const int Most = 100;
    private static readonly WireObject _method = new() { { "method", "sendInvitationEmail" } };

    /// <exception cref="WireError"><c>error-not-allowed</c>, <c>error-email-send-failed</c>.</exception>
    public async Task ExecuteAsync(Caller caller, IReadOnlyList<string> addresses, CancellationToken ct)
    {
        if (!permissions.Has(caller, InvitePermissions.BulkRegister)) throw WireError.NotAllowed("sendInvitationEmail");
        var valid = addresses.Select(a => a.Trim()).Where(Mail.IsAddress).Distinct(StringComparer.OrdinalIgnoreCase).ToList();
        if (valid.Count == 0) throw new WireError("error-email-send-failed", "No valid email addresses", details: _method);
        if (valid.Count > Most) throw new WireError("error-email-send-failed", $"Invite at most {Most} people at once", details: _method);
        if (!mailer.CanSend) throw new WireError("error-email-send-failed", "This workspace has no mail server or no sender address", details: _method);
        await store.WriteAsync(async unit =>
        {
            foreach (var address in valid)
                mailer.Queue(unit, templates.Compose(address, InviteMailSettings.Subject, InviteMailSettings.Body, new Dictionary<string, string?> { ["email"] = address }));
            await unit.AuditAsync(caller, "invite.mail", "workspace", "", null, null, new WireObject { { "recipients", valid.Count } }, ct);
            return true;
        }, ct);
    }
}

internal static class InviteMailSettings
{
    private const string Section = "Invitation";

    public static readonly Setting<string> Subject = MailSettings.Subject("Invitation_Subject", Section, "You are invited to [Site_Name]");

    public static readonly Setting<string> Body = MailSettings.Html("Invitation_Email", Section,
        "<h2>You are invited to [Site_Name]</h2><p>Talk with your team, in rooms and in private, at <a href=\"[Site_URL]\">[Site_URL]</a>.</p><p><a class=\"button\" href=\"[Site_URL]\">Join</a></p>");

    public static IReadOnlyList<Setting> All => [Subject, Body];
}
