using Parley.Platform.Settings;

namespace Parley.People.Registration;

internal static class RegistrationSettings
{
    private const string Group = "Accounts";
    private const string Section = "Registration";

    public static readonly Setting<bool> AnonymousWrite = SettingOf.Bool("Accounts_AllowAnonymousWrite", Group, false, isPublic: true);
    public static readonly Setting<string> Form = SettingOf.Select("Accounts_RegistrationForm", Group, "Public", ["Public", "Disabled", "Secret URL"], Section, isPublic: true);
    public static readonly Setting<string> Secret = new("Accounts_RegistrationForm_SecretURL", "string", Group, "") { Section = Section, IsSecret = true };
    public static readonly Setting<bool> RequireName = SettingOf.Bool("Accounts_RequireNameForSignUp", Group, true, Section, isPublic: true);

    /// <summary>Obeyed by clients: the form asks for the password twice, and says this where there is no form.</summary>
    public static readonly Setting<bool> RepeatPassword = SettingOf.Bool("Accounts_RequirePasswordConfirmation", Group, true, Section, isPublic: true);
    public static readonly Setting<string> ClosedNote =
        SettingOf.Text("Accounts_RegistrationForm_LinkReplacementText", Group, "Nobody can create an account here at the moment.", Section, isPublic: true);

    /// <summary>Whoever registers waits until an administrator lets them in.</summary>
    public static readonly Setting<bool> ManualApproval = SettingOf.Bool("Accounts_ManuallyApproveNewUsers", Group, false, Section, isPublic: true);

    public static readonly Setting<string> DefaultRoles = SettingOf.Text("Accounts_Registration_Users_Default_Roles", Group, "user", Section, isPublic: true);

    /// <summary>Registrations from one address within the time of <c>API_Enable_Rate_Limiter_Limit_Time_Default</c>.</summary>
    public static readonly Setting<long> CallsPerAddress = SettingOf.Int("Rate_Limiter_Limit_RegisterUser", "Rate Limiter", 1, "Feature_Limiting");

    public static IReadOnlyList<Setting> All => [CallsPerAddress, AnonymousWrite, Form, Secret, RequireName, RepeatPassword, ClosedNote, ManualApproval, DefaultRoles];

    public static string[] RolesOfNewcomers(ISettings settings) => settings.Get(DefaultRoles).Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries);
}
