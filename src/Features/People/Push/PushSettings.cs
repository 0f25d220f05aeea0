using Parley.Platform.Settings;

namespace Parley.People.Push;

/// <summary>Who carries pushes to phones, and what they may hold (NOT-031, NOT-033). All of it counts at once.</summary>
internal static class PushSettings
{
    private const string Group = "Push";
    private const string Keys = "Certificates_and_Keys";
    private const string Privacy = "Privacy";

    public static readonly Setting<bool> Enabled = SettingOf.Bool("Push_enable", Group, true, isPublic: true);

    /// <summary>Pushes to phones go through gateways where one is named; else with keys of one's own.</summary>
    public static readonly Setting<bool> UsesGateway = new("Push_enable_gateway", "boolean", Group, true) { EnabledWhen = [new(Enabled.Id, true)] };

    /// <summary>One address a line; the next is tried where one fails.</summary>
    public static readonly Setting<string> Gateways = new("Push_gateway", "string", Group, "") { EnabledWhen = [new(Enabled.Id, true), new("Push_enable_gateway", true)] };

    /// <summary>Off uses Apple's sandbox with the keys for development.</summary>
    public static readonly Setting<bool> Production = new("Push_production", "boolean", Group, true) { IsPublic = true, EnabledWhen = [new(Enabled.Id, true)] };

    /// <summary>A button: its value is the method it calls.</summary>
    public static readonly Setting<string> Test = new("Push_test_push", "action", Group, "push_test") { EnabledWhen = [new(Enabled.Id, true)] };

    public static readonly ApnsKeys Apns = ApnsKeys.Named("Push_apn_");
    public static readonly ApnsKeys ApnsForDevelopment = ApnsKeys.Named("Push_apn_dev_");

    /// <summary>The service account's file, as Google gives it.</summary>
    public static readonly Setting<string> GoogleAccount = new("Push_gcm_api_key", "code", Group, "") { Section = Keys, IsSecret = true };

    /// <summary>Empty for the project of the service account.</summary>
    public static readonly Setting<string> GoogleProject = SettingOf.Text("Push_gcm_project_number", Group, "", Keys, isPublic: true);

    public static readonly Setting<bool> ShowsNames = SettingOf.Bool("Push_show_username_room", Group, true, Privacy, isPublic: true);
    public static readonly Setting<bool> ShowsMessage = SettingOf.Bool("Push_show_message", Group, true, Privacy, isPublic: true);

    /// <summary>A push holds the id of the message alone; the app fetches the rest from here.</summary>
    public static readonly Setting<bool> IdOnly = SettingOf.Bool("Push_request_content_from_server", Group, true, Privacy);

    public static IReadOnlyList<Setting> All => [Enabled, UsesGateway, Gateways, Production, Test, .. Apns.All, .. ApnsForDevelopment.All, GoogleAccount, GoogleProject, ShowsNames, ShowsMessage, IdOnly];

    /// <summary>Apple takes a certificate with its key, or a key with its id and the team's.</summary>
    internal sealed record ApnsKeys(Setting<string> Key, Setting<string> Certificate, Setting<string> Passphrase, Setting<string> KeyId, Setting<string> TeamId)
    {
        public IEnumerable<Setting> All => [Key, Certificate, Passphrase, KeyId, TeamId];

        public static ApnsKeys Named(string prefix) => new(
            new(prefix + "key", "code", Group, "") { Section = Keys, IsSecret = true }, new(prefix + "cert", "code", Group, "") { Section = Keys, IsSecret = true },
            new(prefix + "passphrase", "password", Group, "") { Section = Keys, IsSecret = true }, SettingOf.Text(prefix + "key_id", Group, "", Keys), SettingOf.Text(prefix + "team_id", Group, "", Keys));
    }
}
