using Parley.Platform.Mail;
using Parley.Platform.Settings;

namespace Parley.People.AccountMail;

/// <summary>
/// What the mails about accounts say. Besides those of the workspace the placeholders are <c>[name]</c>, <c>[fname]</c>, <c>[lname]</c>, <c>[username]</c>,
/// <c>[email]</c> and those that stand in the default text.
/// </summary>
internal static class AccountMailSettings
{
    public static readonly Setting<string> WelcomeSubject = MailSettings.Subject("Accounts_UserAddedEmail_Subject", "Registration_via_Admin", "Welcome to [Site_Name]");
    public static readonly Setting<string> Welcome = MailSettings.Html("Accounts_UserAddedEmail_Email", "Registration_via_Admin",
        "<p>Hello [name],</p><p>an account was made for you at [Site_Name].</p><ul><li>E-mail: [email]</li><li>Username: [username]</li><li>Password: [password]</li></ul>"
        + "<p><a class=\"button\" href=\"[Site_URL]\">Sign in</a></p>");

    public static readonly Setting<string> EnrollmentSubject = MailSettings.Subject("Accounts_Enrollment_Email_Subject", "Registration", "Welcome to [Site_Name]");

    /// <summary>To whoever made their own account. Empty sends none.</summary>
    public static readonly Setting<string> Enrollment = MailSettings.Html("Accounts_Enrollment_Email", "Registration",
        "<p>Hello [name],</p><p>your account <strong>[username]</strong> at [Site_Name] is ready.</p><p><a class=\"button\" href=\"[Site_URL]\">Open [Site_Name]</a></p>");

    public static readonly Setting<string> VerifySubject = MailSettings.Subject("Verification_Email_Subject", "Verification", "[Site_Name]: confirm your address");
    public static readonly Setting<string> Verify = MailSettings.Html("Verification_Email", "Verification",
        "<p>Hello [name],</p><p>confirm that <strong>[email]</strong> is yours.</p><p><a class=\"button\" href=\"[Verification_Url]\">Confirm the address</a></p>"
        + "<p>The link is good for three days. If you have no account at [Site_Name], do nothing.</p>");

    public static readonly Setting<string> ResetSubject = MailSettings.Subject("Forgot_Password_Email_Subject", "Forgot_password_section", "[Site_Name]: choose a new password");
    public static readonly Setting<string> Reset = MailSettings.Html("Forgot_Password_Email", "Forgot_password_section",
        "<p>Hello [name],</p><p>somebody asked for a new password of your account at [Site_Name].</p><p><a class=\"button\" href=\"[Forgot_Password_Url]\">Choose a new password</a></p>"
        + "<p>The link is good once, within three days. If it was not you, do nothing.</p>");

    public static readonly Setting<string> EmailChangedSubject = MailSettings.Subject("Email_Changed_Email_Subject", "Email_changed_section", "[Site_Name]: the address of your account was changed");
    public static readonly Setting<string> EmailChanged = MailSettings.Html("Email_Changed_Email", "Email_changed_section",
        "<p>Hello [name],</p><p>your account <strong>[username]</strong> at [Site_Name] now uses the address <strong>[email]</strong>.</p><p>If it was not you, write to your administrators.</p>");

    public static readonly Setting<string> PasswordChangedSubject = MailSettings.Subject("Password_Changed_Email_Subject", "Password_changed_section", "[Site_Name]: your new password");
    public static readonly Setting<string> PasswordChanged = MailSettings.Html("Password_Changed_Email", "Password_changed_section",
        "<p>Hello [name],</p><p>an administrator gave your account <strong>[username]</strong> a password for the next sign-in: <strong>[password]</strong></p>"
        + "<p>You will choose your own then.</p><p><a class=\"button\" href=\"[Site_URL]\">Sign in</a></p>");

    public static readonly Setting<bool> TellActivation = SettingOf.Bool("Accounts_Send_Email_When_Activating", "Accounts", true, "Registration");
    public static readonly Setting<bool> TellDeactivation = SettingOf.Bool("Accounts_Send_Email_When_Deactivating", "Accounts", true, "Registration");

    public static IReadOnlyList<Setting> All =>
    [
        WelcomeSubject, Welcome, EnrollmentSubject, Enrollment, VerifySubject, Verify, ResetSubject, Reset, EmailChangedSubject, EmailChanged, PasswordChangedSubject, PasswordChanged, TellActivation, TellDeactivation,
    ];
}
