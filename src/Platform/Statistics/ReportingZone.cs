using System.Globalization;
using Parley.Platform.Settings;

namespace Parley.Platform.Statistics;

/// <summary>In which time zone reports, exports and mails count hours and days (SET-136).</summary>
public sealed class ReportingZone(ISettings settings)
{
    private const string Group = "General";
    private const string Section = "Timezone";
    private const string Custom = "custom";
    private const string User = "user";

    /// <summary>The server's own, one that is named, or that of whoever looks.</summary>
    public static readonly Setting<string> Kind = SettingOf.Select("Default_Timezone_For_Reporting", Group, "server", ["server", Custom, User], Section);

    /// <summary>As <c>Europe/Berlin</c>; an unknown name counts as UTC.</summary>
    public static readonly Setting<string> Name = new("Default_Custom_Timezone", "timezone", Group, "") { Section = Section, EnabledWhen = [new("Default_Timezone_For_Reporting", Custom)] };

    public static IReadOnlyList<Setting> Settings => [Kind, Name];

    /// <param name="userOffset">Hours from UTC of whoever looks; null when nobody does or they never said.</param>
    public TimeZoneInfo For(double? userOffset) => settings.Get(Kind) switch
    {
        Custom => TimeZoneInfo.TryFindSystemTimeZoneById(settings.Get(Name).Trim(), out var zone) ? zone : TimeZoneInfo.Utc,
        User when userOffset is >= -14 and <= 14 => Fixed(userOffset.Value),
        _ => TimeZoneInfo.Local,
    };

    /// <summary>A moment as people of that zone write it, with the distance from UTC.</summary>
    public string Text(DateTimeOffset time, double? userOffset = null)
    {
        var local = TimeZoneInfo.ConvertTime(time, For(userOffset));
        return local.ToString("yyyy-MM-dd HH:mm ", CultureInfo.InvariantCulture) + (local.Offset == TimeSpan.Zero ? "UTC" : local.ToString("'UTC'zzz", CultureInfo.InvariantCulture));
    }

    private static TimeZoneInfo Fixed(double hours)
    {
        var offset = TimeSpan.FromMinutes(Math.Round(hours * 60));
        return offset == TimeSpan.Zero ? TimeZoneInfo.Utc : TimeZoneInfo.CreateCustomTimeZone($"UTC{hours.ToString(CultureInfo.InvariantCulture)}", offset, null, null);
    }
}
