using Parley.Platform.Settings;

namespace Parley.Conversations.Retention;

internal static class RetentionSettings
{
    private const string Group = "RetentionPolicy";
    private const string Policy = "Global Policy";

    public static readonly Setting<bool> Enabled = SettingOf.Bool("RetentionPolicy_Enabled", Group, false, isPublic: true);

    /// <summary>Every half hour, hour, six hours or day.</summary>
    public static readonly Setting<string> Precision = SettingOf.Select("RetentionPolicy_Precision", Group, "0", ["0", "1", "2", "3"], isPublic: true);

    public static readonly Setting<bool> UsesCron = SettingOf.Bool("RetentionPolicy_Advanced_Precision", Group, false, isPublic: true);

    /// <summary>Five fields, or six with seconds first.</summary>
    public static readonly Setting<string> Cron = SettingOf.Text("RetentionPolicy_Advanced_Precision_Cron", Group, "*/30 * * * *", isPublic: true);

    public static readonly Setting<bool> Channels = SettingOf.Bool("RetentionPolicy_AppliesToChannels", Group, false, Policy, isPublic: true);
    public static readonly Setting<long> DaysOfChannels = SettingOf.Int("RetentionPolicy_MaxAge_Channels", Group, 30, Policy, isPublic: true);
    public static readonly Setting<bool> Groups = SettingOf.Bool("RetentionPolicy_AppliesToGroups", Group, false, Policy, isPublic: true);
    public static readonly Setting<long> DaysOfGroups = SettingOf.Int("RetentionPolicy_MaxAge_Groups", Group, 30, Policy, isPublic: true);
    public static readonly Setting<bool> Directs = SettingOf.Bool("RetentionPolicy_AppliesToDMs", Group, false, Policy, isPublic: true);
    public static readonly Setting<long> DaysOfDirects = SettingOf.Int("RetentionPolicy_MaxAge_DMs", Group, 30, Policy, isPublic: true);
    public static readonly Setting<bool> KeepsPinned = SettingOf.Bool("RetentionPolicy_DoNotPrunePinned", Group, false, Policy, isPublic: true);
    public static readonly Setting<bool> FilesOnly = SettingOf.Bool("RetentionPolicy_FilesOnly", Group, false, Policy, isPublic: true);
    public static readonly Setting<bool> KeepsDiscussions = SettingOf.Bool("RetentionPolicy_DoNotPruneDiscussion", Group, true, Policy, isPublic: true);
    public static readonly Setting<bool> KeepsThreads = SettingOf.Bool("RetentionPolicy_DoNotPruneThreads", Group, true, Policy, isPublic: true);

    public static IReadOnlyList<Setting> All =>
    [
        Enabled, Precision, UsesCron, Cron, Channels, DaysOfChannels, Groups, DaysOfGroups, Directs, DaysOfDirects, KeepsPinned, FilesOnly,
        KeepsDiscussions, KeepsThreads,
    ];
}
