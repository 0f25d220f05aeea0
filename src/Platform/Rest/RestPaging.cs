using System.Globalization;
using System.Text.Json;
using Parley.Platform.Operations;
using Parley.Platform.Permissions;
using Parley.Platform.Settings;
using Parley.Platform.Wire;

namespace Parley.Platform.Rest;

public static class RestSettings
{
    private const string Group = "General";
    private const string Section = "REST API";

    public static readonly Setting<long> DefaultCount = SettingOf.Int("API_Default_Count", Group, 50, Section);
    public static readonly Setting<long> UpperCountLimit = SettingOf.Int("API_Upper_Count_Limit", Group, 100, Section);
    public static readonly Setting<bool> AllowInfiniteCount = SettingOf.Bool("API_Allow_Infinite_Count", Group, true, Section);
    public static readonly Setting<bool> EnableRateLimiter = SettingOf.Bool("API_Enable_Rate_Limiter", "Rate Limiter", true, "API Rate Limiter");
    public static readonly Setting<long> RateLimiterDefaultCalls =
        SettingOf.Int("API_Enable_Rate_Limiter_Limit_Calls_Default", "Rate Limiter", 10, "API Rate Limiter");
    public static readonly Setting<long> RateLimiterDefaultMs =
        SettingOf.Int("API_Enable_Rate_Limiter_Limit_Time_Default", "Rate Limiter", 60000, "API Rate Limiter");
    public static readonly Setting<bool> EnableCors = SettingOf.Bool("API_Enable_CORS", Group, false, Section);
    public static readonly Setting<string> CorsOrigin = SettingOf.Text("API_CORS_Origin", Group, "*", Section);

    public static IReadOnlyList<Setting> All =>
        [DefaultCount, UpperCountLimit, AllowInfiniteCount, EnableRateLimiter, RateLimiterDefaultCalls, RateLimiterDefaultMs, EnableCors, CorsOrigin];
}

public static class RestPermissions
{
    /// <summary>Limits of routes and methods do not count for them (SET-204).</summary>
    public static readonly Permission BypassLimits = new("api-bypass-rate-limit", "admin", "bot", "app");

    public static IReadOnlyList<Permission> All => [BypassLimits];
}

/// <summary>Reads <c>count</c>, <c>offset</c>, <c>sort</c>, <c>query</c> within the workspace's limits.</summary>
public sealed class RestPaging(ISettings settings)
{
    public Page Read(RestCall call)
    {
        var offset = ReadNumber(call.Query("offset")) ?? 0;
        var count = ReadNumber(call.Query("count")) ?? settings.Get(RestSettings.DefaultCount);
        var upper = settings.Get(RestSettings.UpperCountLimit);
        if (count > upper) count = upper;
        if (count <= 0) count = count == 0 && settings.Get(RestSettings.AllowInfiniteCount) ? int.MaxValue : settings.Get(RestSettings.DefaultCount);
        return new((int)Math.Clamp(offset, 0, int.MaxValue), (int)count, ReadSort(call.Query("sort")), ReadQuery(call.Query("query")));
    }

    private static long? ReadNumber(string? text) =>
        double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var number) && double.IsFinite(number) ? (long)Math.Clamp(number, -1, int.MaxValue) : null;

    private static List<(string, bool)> ReadSort(string? text)
    {
        if (string.IsNullOrEmpty(text)) return [];
        if (!WireRead.TryParse(text, out var json) || json.Value.ValueKind != JsonValueKind.Object)
            throw new WireError("error-invalid-sort", $"Invalid sort parameter provided: \"{text}\"");
        var sort = new List<(string, bool)>();
        foreach (var member in json.Value.EnumerateObject())
        {
            if (member.Value.ValueKind != JsonValueKind.Number || member.Value.GetDouble() is not (1 or -1))
                throw new WireError("error-invalid-sort-parameter", $"Invalid sort parameter provided: \"{member.Name}\"");
            sort.Add((member.Name, member.Value.GetDouble() < 0));
        }
        return sort;
    }

    private static JsonElement ReadQuery(string? text)
    {
        if (string.IsNullOrEmpty(text)) return default;
        if (!WireRead.TryParse(text, out var json) || json.Value.ValueKind != JsonValueKind.Object)
            throw new WireError("error-invalid-query", $"Invalid query parameter provided: \"{text}\"");
        return json.Value;
    }
}
