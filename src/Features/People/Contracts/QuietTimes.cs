using System.Globalization;

namespace Parley.People.Contracts;

/// <summary>When a person wants to be left alone: until a moment, and between two times of each day where they live.</summary>
/// <param name="From">Inclusive; later than <paramref name="To"/> when the night lies between. Both null for no hours.</param>
public sealed record QuietTimes(DateTimeOffset? Until, TimeOnly? From, TimeOnly? To, TimeZoneInfo Zone)
{
    private const int LongestHours = 100;

    /// <summary>Milliseconds since 1970.</summary>
    public static DateTimeOffset? MomentOf(double milliseconds) =>
        milliseconds > 0 ? DateTimeOffset.FromUnixTimeMilliseconds((long)Math.Min(milliseconds, DateTimeOffset.MaxValue.ToUnixTimeMilliseconds())) : null;

    /// <param name="hours">As in <c>22:00-07:00 Europe/Berlin</c>; null for none.</param>
    /// <returns>Null when neither says anything.</returns>
    public static QuietTimes? Of(DateTimeOffset? until, string? hours)
    {
        if (hours is { Length: <= LongestHours } && hours.Split(' ') is [{ Length: 11 } times, { Length: > 0 } zoneId] && times[5] == '-'
            && TimeOnly.TryParseExact(times[..5], "HH:mm", CultureInfo.InvariantCulture, DateTimeStyles.None, out var from) && TimeOnly.TryParseExact(times[6..], "HH:mm", CultureInfo.InvariantCulture, DateTimeStyles.None, out var to)
            && from != to && TimeZoneInfo.TryFindSystemTimeZoneById(zoneId, out var zone))
            return new(until, from, to, zone);
        return until is null ? null : new(until, null, null, TimeZoneInfo.Utc);
    }

    /// <returns>When the quiet that is now will be over; null when it is not quiet.</returns>
    public DateTimeOffset? EndOf(DateTimeOffset now)
    {
        var end = Until is { } until && until > now ? until : now;
        if (From is { } from && To is { } to)
        {
            var local = TimeZoneInfo.ConvertTime(end, Zone);
            var time = TimeOnly.FromTimeSpan(local.TimeOfDay);
            if (time.IsBetween(from, to))
            {
                var day = time < to ? local.Date : local.Date.AddDays(1);
                var wanted = day + to.ToTimeSpan();
                // A time that the clocks leave out is the one behind the gap.
                if (Zone.IsInvalidTime(wanted)) wanted = wanted.AddHours(1);
                end = new DateTimeOffset(wanted, Zone.GetUtcOffset(wanted)).ToUniversalTime();
            }
        }
        return end > now ? end : null;
    }
}
