using Microsoft.EntityFrameworkCore;
using Parley.People.Accounts;
using Parley.Platform.Mail;
using Parley.Platform.Settings;
using Parley.Platform.Storage;

namespace Parley.People.AccountMail;

/// <summary>The mails people get about their accounts. Each is queued in the unit of what it tells about; an account without an address gets none.</summary>
internal sealed class AccountMails(IMailer mailer, MailTemplates templates, ISettings settings)
{
    private const int MostApprovers = 50;

    public bool CanSend => mailer.CanSend;

    public void Welcome(WriteUnit unit, UserRow user, string password) =>
        Send(unit, user, AccountMailSettings.WelcomeSubject, AccountMailSettings.Welcome, ("password", password));

    /// <summary>Once somebody's own account has all it needs. Whoever waits for approval or must confirm an address gets other mails.</summary>
    public void Enrollment(WriteUnit unit, UserRow user)
    {
        if (user is not { IsActive: true, Email: { } address } || settings.Get(AccountMailSettings.Enrollment).Length == 0) return;
        SendTo(unit, address, user, AccountMailSettings.EnrollmentSubject, AccountMailSettings.Enrollment);
    }

    public void NewPassword(WriteUnit unit, UserRow user, string password) =>
        Send(unit, user, AccountMailSettings.PasswordChangedSubject, AccountMailSettings.PasswordChanged, ("password", password));

    public void ResetLink(WriteUnit unit, UserRow user, string token) =>
        Send(unit, user, AccountMailSettings.ResetSubject, AccountMailSettings.Reset, ("Forgot_Password_Url", $"{templates.SiteUrl}/reset-password/{token}"));

    public void VerifyLink(WriteUnit unit, UserRow user, string token) =>
        Send(unit, user, AccountMailSettings.VerifySubject, AccountMailSettings.Verify, ("Verification_Url", $"{templates.SiteUrl}/verify-email/{token}"));

    /// <summary>To the address that is used no longer.</summary>
    public void AddressChanged(WriteUnit unit, UserRow user, string oldAddress) =>
        SendTo(unit, oldAddress, user, AccountMailSettings.EmailChangedSubject, AccountMailSettings.EmailChanged);

    public void Activation(WriteUnit unit, UserRow user, bool isActive)
    {
        if (!settings.Get(isActive ? AccountMailSettings.TellActivation : AccountMailSettings.TellDeactivation) || user.Email is not { } address || !Mail.IsAddress(address)) return;
        mailer.Queue(unit, isActive
            ? templates.Compose(address, "[Site_Name]: your account is active", "<p>Hello [name],</p><p>your account <strong>[username]</strong> is active: you can <a href=\"[Site_URL]\">sign in</a>.</p>", ValuesOf(user))
            : templates.Compose(address, "[Site_Name]: your account was deactivated", "<p>Hello [name],</p><p>your account <strong>[username]</strong> was deactivated by an administrator.</p>", ValuesOf(user)));
    }

    /// <summary>Tells administrators that somebody waits to be let in, and why they want to be.</summary>
    public async Task ApprovalAsync(WriteUnit unit, UserRow user, CancellationToken ct)
    {
        if (!mailer.CanSend) return;
        var admins = await unit.Db.Set<UserRow>().AsNoTracking().Where(u => u.IsActive && u.Email != null && u.Roles.Contains("|admin|")).OrderBy(u => u.CreatedAt).Take(MostApprovers).ToListAsync(ct);
        var values = ValuesOf(user);
        values["reason"] = user.Reason;
        values["admin_url"] = $"{templates.SiteUrl}/admin/users";
        foreach (var admin in admins)
        {
            mailer.Queue(unit, templates.Compose(admin.Email!, "[Site_Name]: [username] waits for approval",
                "<p><strong>[name]</strong> ([username], [email]) has registered and waits for approval.</p><p>Reason: [reason]</p><p><a class=\"button\" href=\"[admin_url]\">Open the accounts</a></p>", values));
        }
    }

    internal static Dictionary<string, string?> ValuesOf(UserRow user)
    {
        var name = user.Name is { Length: > 0 } given ? given : user.Username ?? "";
        var space = name.IndexOf(' ', StringComparison.Ordinal);
        return new()
        {
            ["name"] = name,
            ["fname"] = space < 0 ? name : name[..space],
            ["lname"] = space < 0 ? "" : name[(space + 1)..],
            ["username"] = user.Username,
            ["email"] = user.Email,
        };
    }

    private void Send(WriteUnit unit, UserRow user, Setting<string> subject, Setting<string> body, (string Name, string Value) more)
    {
        if (user.Email is { } address) SendTo(unit, address, user, subject, body, more);
    }

    private void SendTo(WriteUnit unit, string address, UserRow user, Setting<string> subject, Setting<string> body, (string Name, string Value)? more = null)
    {
        if (!Mail.IsAddress(address)) return;
        var values = ValuesOf(user);
        if (more is { } given) values[given.Name] = given.Value;
        mailer.Queue(unit, templates.Compose(address, subject, body, values));
    }
}
