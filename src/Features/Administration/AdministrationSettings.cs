using Parley.Platform.Settings;

namespace Parley.Administration;

internal static class AdministrationSettings
{
    private const string Troubleshoot = "Troubleshoot";

    /// <summary>No report is made by itself; an administrator can still ask for one.</summary>
    public static readonly Setting<bool> NoDailyStatistics = SettingOf.Bool("Troubleshoot_Disable_Statistics_Generator", Troubleshoot, false);

    /// <summary>How many lines of the log an administrator is shown at first.</summary>
    public static readonly Setting<long> LogLines = SettingOf.Int("Log_View_Limit", "Logs", 1000);

    /// <summary>0 errors and warnings, 1 what happens, 2 everything; obeyed at once. <c>LOG_LEVEL</c> of the environment counts instead where it is given.</summary>
    public static readonly Setting<string> LogLevel = SettingOf.Select("Log_Level", "Logs", "1", ["0", "1", "2"], isPublic: true);

    /// <summary>A key that somebody brought along. Nothing depends on it.</summary>
    public static readonly Setting<string> License = new("Enterprise_License", "string", "Enterprise", "") { Section = "License", IsSecret = true };

    public static readonly Setting<string> LicenseStatus = new("Enterprise_License_Status", "string", "Enterprise", "valid") { Section = "License", IsReadOnly = true };

    public static IReadOnlyList<Setting> All => [NoDailyStatistics, Statistics.SendReport.Enabled, Statistics.SendReport.Target, Nodes.RestartNode.Button, LogLines, LogLevel, License, LicenseStatus, AuditTrails.AuditEntries.KeptDays, .. AuditTrails.SyslogSettings.All, Shields.ShieldsRest.Enabled, Shields.ShieldsRest.Kinds, Shields.ShieldsRest.UserNeedsSignIn];
}
