using Parley.Platform.Settings;

namespace Parley.People.TwoFactor;

internal static class TwoFactorSettings
{
    private const string Group = "Accounts";
    private const string Section = "Two Factor Authentication";
    private const string Prefix = "Accounts_TwoFactorAuthentication_";

    public static readonly Setting<bool> Enabled = SettingOf.Bool(Prefix + "Enabled", Group, true, Section, isPublic: true);

    /// <summary>How many steps of thirty seconds a clock may be wrong, either way.</summary>
    public static readonly Setting<long> MaxDelta = SettingOf.Int(Prefix + "MaxDelta", Group, 1, Section);

    public static readonly Setting<bool> ByTotp = SettingOf.Bool(Prefix + "By_TOTP_Enabled", Group, true, Section, isPublic: true);
    public static readonly Setting<bool> ByEmail = SettingOf.Bool(Prefix + "By_Email_Enabled", Group, true, Section, isPublic: true);
    public static readonly Setting<bool> EmailOptIn = SettingOf.Bool(Prefix + "By_Email_Auto_Opt_In", Group, true, Section);
    public static readonly Setting<long> EmailCodeSeconds = SettingOf.Int(Prefix + "By_Email_Code_Expiration", Group, 3600, Section);
    public static readonly Setting<long> RememberSeconds = SettingOf.Int(Prefix + "RememberFor", Group, 1800, Section);
    public static readonly Setting<bool> PasswordFallback = SettingOf.Bool(Prefix + "Enforce_Password_Fallback", Group, true, Section);

    public static IReadOnlyList<Setting> All => [Enabled, MaxDelta, ByTotp, ByEmail, EmailOptIn, EmailCodeSeconds, RememberSeconds, PasswordFallback];
}
