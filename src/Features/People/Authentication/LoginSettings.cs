using Parley.Platform.Settings;

namespace Parley.People.Authentication;

internal static class LoginSettings
{
    private const string Group = "Accounts";
    private const string Logs = "Login_Logs";

    public static readonly Setting<bool> VerifyEmail = SettingOf.Bool("Accounts_EmailVerification", Group, false, "Registration", isPublic: true);
    public static readonly Setting<bool> LogFailures = SettingOf.Bool("Login_Logs_Enabled", Group, false, Logs);
    public static readonly Setting<bool> LogUsername = SettingOf.Bool("Login_Logs_Username", Group, false, Logs);
    public static readonly Setting<bool> LogUserAgent = SettingOf.Bool("Login_Logs_UserAgent", Group, false, Logs);
    public static readonly Setting<bool> LogClientIp = SettingOf.Bool("Login_Logs_ClientIp", Group, false, Logs);
    public static readonly Setting<bool> LogForwardedFor = SettingOf.Bool("Login_Logs_ForwardedForIp", Group, false, Logs);

    public static IReadOnlyList<Setting> All => [VerifyEmail, LogFailures, LogUsername, LogUserAgent, LogClientIp, LogForwardedFor];
}
