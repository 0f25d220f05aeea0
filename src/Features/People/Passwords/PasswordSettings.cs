using Parley.Platform.Settings;

namespace Parley.People.Passwords;

internal static class PasswordSettings
{
    private const string Group = "Accounts";

    public static readonly Setting<bool> AllowReset = SettingOf.Bool("Accounts_PasswordReset", Group, true, "Registration", isPublic: true);

    /// <summary>Whether accounts without a password of their own may get one.</summary>
    public static readonly Setting<bool> AllowForOthers = SettingOf.Bool("Accounts_AllowPasswordChangeForOAuthUsers", Group, true, isPublic: true);

    public static readonly Setting<bool> KeepHistory = SettingOf.Bool("Accounts_Password_History_Enabled", Group, false, "Password_History");
    public static readonly Setting<long> HistoryAmount = SettingOf.Int("Accounts_Password_History_Amount", Group, 5, "Password_History");

    public static IReadOnlyList<Setting> All => [AllowReset, AllowForOthers, KeepHistory, HistoryAmount, .. PasswordPolicy.Settings];
}
