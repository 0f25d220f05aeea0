using Parley.Platform.Settings;

namespace Parley.People.Presence;

internal static class PresenceSettings
{
    public static readonly Setting<bool> AllowInvisible = SettingOf.Bool("Accounts_AllowInvisibleStatusOption", "Accounts", true, isPublic: true);

    /// <summary>Nobody is told who comes and goes; what people choose is kept.</summary>
    public static readonly Setting<bool> BroadcastDisabled = new("Presence_broadcast_disabled", "boolean", "Troubleshoot", false) { IsPublic = true, IsReadOnly = true };

    public static IReadOnlyList<Setting> All => [AllowInvisible, BroadcastDisabled];
}
