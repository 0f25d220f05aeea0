using Cronos;
using Parley.Platform.Settings;

namespace Parley.Conversations.Retention;

/// <summary>When the retention policy runs.</summary>
internal static class RetentionSchedule
{
    private static readonly Dictionary<string, string> _byPrecision = new(StringComparer.Ordinal)
    {
        ["0"] = "*/30 * * * *",
        ["1"] = "0 * * * *",
        ["2"] = "0 */6 * * *",
        ["3"] = "0 0 * * *",
    };

    /// <summary>The first time after the given one, in UTC; an expression that cannot be read counts as every half hour.</summary>
    public static DateTimeOffset NextAfter(DateTimeOffset time, ISettings settings)
    {
        var regular = _byPrecision.GetValueOrDefault(settings.Get(RetentionSettings.Precision), _byPrecision["0"]);
        var wanted = settings.Get(RetentionSettings.UsesCron) ? settings.Get(RetentionSettings.Cron) : regular;
        return (Parse(wanted) ?? Parse(_byPrecision["0"])!).GetNextOccurrence(time, TimeZoneInfo.Utc) ?? time.AddDays(1);
    }

    private static CronExpression? Parse(string text)
    {
        var hasSeconds = text.Split(' ', StringSplitOptions.RemoveEmptyEntries).Length == 6;
        return CronExpression.TryParse(text, hasSeconds ? CronFormat.IncludeSeconds : CronFormat.Standard, out var expression) ? expression : null;
    }
}
