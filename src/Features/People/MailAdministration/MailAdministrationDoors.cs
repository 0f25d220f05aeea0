using Parley.People.Accounts;
using Parley.Platform.Ddp;
using Parley.Platform.Mail;
using Parley.Platform.Operations;
using Parley.Platform.Permissions;
using Parley.Platform.Rest;
using Parley.Platform.Settings;
using Parley.Platform.Wire;

namespace Parley.People.MailAdministration;

internal static class MailAdministrationPermissions
{
    public static readonly Permission TestOptions = new("test-admin-options", "admin");

    public static IReadOnlyList<Permission> All => [TestOptions];
}

internal static class MailAdministrationSettings
{
    /// <summary>A button: its value is the method it calls.</summary>
    public static readonly Setting<string> Test = new("SMTP_Test_Button", "action", "Email", "sendSMTPTestEmail") { Section = "SMTP" };
}

/// <summary>An administrator sees whether the mail server takes what the workspace sends.</summary>
internal sealed class TestMail(IMailer mailer, MailTemplates templates, UserQueries users, PermissionRegistry permissions)
{
    /// <returns>The address it went to.</returns>
    /// <exception cref="WireError"><c>error-not-authorized</c>, <c>error-invalid-email</c> for an account without an address, <c>error-email-send-failed</c>.</exception>
    public async Task<string> ExecuteAsync(Caller caller, CancellationToken ct)
    {
        if (!permissions.Has(caller, MailAdministrationPermissions.TestOptions)) throw new WireError("error-not-authorized", "Not authorized", details: new WireObject { { "method", "sendSMTPTestEmail" } });
        var user = await users.GetAsync(caller.UserId, null, ct);
        if (user.Email is not { } address) throw new WireError("error-invalid-email", "Your account has no e-mail address", details: new WireObject { { "method", "sendSMTPTestEmail" } });
        await mailer.SendNowAsync(templates.Compose(address, "[Site_Name]: test mail", "<p>The mail settings of <strong>[Site_Name]</strong> work.</p>", new Dictionary<string, string?>()), ct);
        return address;
    }
}

/// <summary><c>smtp.check</c>.</summary>
internal sealed class MailAdministrationRest(IMailer mailer) : IRestDoor
{
    public void Map(RestRoutes routes) => routes.Get("smtp.check", _ => Task.FromResult(RestResult.Ok(new WireObject { { "isSMTPConfigured", mailer.CanSend } })));
}

/// <summary><c>sendSMTPTestEmail</c>.</summary>
internal sealed class MailAdministrationDdp(TestMail test) : IDdpDoor
{
    public void Map(DdpMethods methods) => methods.Add("sendSMTPTestEmail", async call =>
        new WireObject { { "message", "Your_mail_was_sent_to_s" }, { "params", new[] { await test.ExecuteAsync(call.Caller, call.Aborted) } } }, limit: new(1, 1_000));
}
