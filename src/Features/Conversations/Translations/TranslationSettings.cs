using Parley.Platform.Permissions;
using Parley.Platform.Settings;

namespace Parley.Conversations.Translations;

internal static class TranslationSettings
{
    private const string Group = "Message";

    public static readonly Setting<bool> Enabled = SettingOf.Bool("AutoTranslate_Enabled", Group, false, "AutoTranslate", isPublic: true);

    public static readonly Setting<string> Provider = new("AutoTranslate_ServiceProvider", "select", Group, GoogleTranslator.Id)
    {
        Section = "AutoTranslate",
        IsPublic = true,
        Values = [GoogleTranslator.Id, DeepLTranslator.Id, MicrosoftTranslator.Id],
    };

    public static readonly Setting<string> GoogleKey = SettingOf.Text("AutoTranslate_GoogleAPIKey", Group, "", "AutoTranslate_Google");
    public static readonly Setting<string> DeepLKey = SettingOf.Text("AutoTranslate_DeepLAPIKey", Group, "", "AutoTranslate_DeepL");
    public static readonly Setting<string> MicrosoftKey = SettingOf.Text("AutoTranslate_MicrosoftAPIKey", Group, "", "AutoTranslate_Microsoft");

    public static IReadOnlyList<Setting> All => [Enabled, Provider, GoogleKey, DeepLKey, MicrosoftKey];
}

internal static class TranslationPermissions
{
    public static readonly Permission AutoTranslate = new("auto-translate", "admin");

    public static IReadOnlyList<Permission> All => [AutoTranslate];
}
