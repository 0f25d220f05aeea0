using System.Text.Json;
using System.Text.Json.Serialization;
using Parley.Platform.Operations;
using Parley.Platform.Wire;

namespace Parley.Conversations.Retention;

/// <summary>What a room says about how long its messages are kept, as the wire spells it.</summary>
/// <param name="Enabled">Null leaves it to the workspace.</param>
/// <param name="OverrideGlobal">The following count instead of the workspace's policy.</param>
/// <param name="MaxAge">In days; parts of a day are allowed.</param>
internal sealed record RetentionChoice(
    [property: JsonPropertyName("enabled")] bool? Enabled = null,
    [property: JsonPropertyName("overrideGlobal")] bool OverrideGlobal = false,
    [property: JsonPropertyName("maxAge")] double? MaxAge = null,
    [property: JsonPropertyName("excludePinned")] bool ExcludePinned = false,
    [property: JsonPropertyName("filesOnly")] bool FilesOnly = false,
    [property: JsonPropertyName("ignoreThreads")] bool IgnoreThreads = false)
{
    private const string Prefix = "retention";
    private const double LongestDays = 36_500;
    private static readonly JsonSerializerOptions _json = new() { DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull };

    /// <summary>The members of <c>saveRoomSettings</c> that belong here.</summary>
    public static IReadOnlyList<string> Keys { get; } =
        ["retentionEnabled", "retentionOverrideGlobal", "retentionMaxAge", "retentionExcludePinned", "retentionFilesOnly", "retentionIgnoreThreads"];

    public static RetentionChoice Read(string? json) => json is null ? new() : JsonSerializer.Deserialize<RetentionChoice>(json, _json) ?? new();

    public string Write() => JsonSerializer.Serialize(this, _json);

    public static bool IsIn(JsonElement changes) => Keys.Any(key => changes.Has(key));

    /// <exception cref="WireError"><c>error-invalid-settings</c> for an age that is no number of days.</exception>
    public RetentionChoice With(JsonElement changes) => this with
    {
        Enabled = changes.Flag(Prefix + nameof(Enabled)) ?? Enabled,
        OverrideGlobal = changes.Flag(Prefix + nameof(OverrideGlobal)) ?? OverrideGlobal,
        MaxAge = DaysIn(changes) ?? MaxAge,
        ExcludePinned = changes.Flag(Prefix + nameof(ExcludePinned)) ?? ExcludePinned,
        FilesOnly = changes.Flag(Prefix + nameof(FilesOnly)) ?? FilesOnly,
        IgnoreThreads = changes.Flag(Prefix + nameof(IgnoreThreads)) ?? IgnoreThreads,
    };

    private static double? DaysIn(JsonElement changes)
    {
        if (changes.Get(Prefix + nameof(MaxAge)) is not { } value) return null;
        return value.ValueKind == JsonValueKind.Number && value.TryGetDouble(out var days) && days is > 0 and <= LongestDays
            ? days
            : throw new WireError("error-invalid-settings", "The age must be a number of days above zero", details: new WireObject { { "method", "saveRoomSettings" } });
    }
}
