using Parley.Platform.Settings;

namespace Parley.People.Presence;

internal static class PresenceSettings
{
    public static readonly Setting<bool> AllowInvisible = SettingOf.Bool("Accounts_AllowInvisibleStatusOption", "Accounts", true, isPublic: true);

    /// <summary>Nobody is told who comes and goes; what people choose is kept.</summary>
    public static readonly Setting<bool> BroadcastDisabled = new("Presence_broadcast_disabled", "boolean", "Troubleshoot", false) { IsPublic = true, IsReadOnly = true };

    /// <summary>As <see cref="BroadcastDisabled"/>, switched by hand to find a fault.</summary>
    public static readonly Setting<bool> IsHalted = new("Troubleshoot_Disable_Presence_Broadcast", "boolean", "Troubleshoot", false) { EnabledWhen = [new("Presence_broadcast_disabled", false)] };

    public static IReadOnlyList<Setting> All => [AllowInvisible, BroadcastDisabled, IsHalted];
}
