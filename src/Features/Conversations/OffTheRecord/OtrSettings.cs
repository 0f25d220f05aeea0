using Parley.Platform.Settings;

namespace Parley.Conversations.OffTheRecord;

internal static class OtrSettings
{
    /// <summary>Two people may talk in messages that are kept nowhere.</summary>
    public static readonly Setting<bool> Enabled = SettingOf.Bool("OTR_Enable", "OTR", true, isPublic: true);

    public static IReadOnlyList<Setting> All => [Enabled];
}
