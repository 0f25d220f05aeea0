using System.Text.Json;
using System.Text.Json.Nodes;
using Parley.People.Contracts;
using Parley.Platform.Operations;
using Parley.Platform.Settings;

namespace Parley.People.Accounts;

internal enum JsonKind
{
    Flag,
    Number,
    Text,
    Texts,
    Any,
}

/// <summary>
/// What people may choose for themselves. Most choices start from a workspace default, which is a setting of its own;
/// values are stored only where a person chose.
/// </summary>
internal static class UserPreferences
{
    private const string Prefix = "Accounts_Default_User_Preferences_";

    private static readonly IReadOnlyList<Preference> _all =
    [
        Choice("alsoSendThreadToChannel", "default", ["default", "always", "never"]),
        Flag("autoImageLoad", true),
        Free("clockMode", JsonKind.Number),
        Flag("collapseMediaByDefault", false),
        Flag("convertAsciiEmoji", true),
        Flag("desktopNotificationRequireInteraction", false),
        Choice("desktopNotifications", "all", ["all", "mentions", "nothing"]),
        Flag("displayAvatars", true),
        Free("doNotDisturbUntil", JsonKind.Number),
        Free("dontAskAgainList", JsonKind.Any),
        Choice("emailNotificationMode", "mentions", ["nothing", "mentions"]),
        Flag("enableAutoAway", true),
        Flag("enableMobileRinging", true),
        Free("featuresPreview", JsonKind.Any),
        Free("fontSize", JsonKind.Text),
        Flag("hideFlexTab", false),
        Flag("hideRoles", false),
        Flag("hideUsernames", false),
        Free("highlights", JsonKind.Texts),
        Number("idleTimeLimit", 300),
        Free("language", JsonKind.Text),
        Free("mentionsWithSymbol", JsonKind.Flag),
        Flag("muteFocusedConversations", true),
        Choice("newMessageNotification", "chime", ["none", "chime"]),
        Choice("newRoomNotification", "door", ["none", "door"]),
        Number("notificationsSoundVolume", 100),
        Flag("notifyCalendarEvents", true),
        Flag("omnichannelTranscriptEmail", false),
        Flag("omnichannelTranscriptPDF", false),
        Choice("pushNotifications", "all", ["all", "mentions", "nothing"]),
        Free("quietHours", JsonKind.Text),
        Free("receiveLoginDetectionEmail", JsonKind.Flag),
        Flag("saveMobileBandwidth", true),
        Choice("sendOnEnter", "normal", ["normal", "alternative", "desktop"]),
        Flag("showThreadsInMainChannel", false),
        Flag("sidebarDisplayAvatar", true),
        Flag("sidebarGroupByType", true),
        Flag("sidebarShowFavorites", true),
        Flag("sidebarShowUnread", false),
        Choice("sidebarSortby", "activity", ["activity", "alphabetical"]),
        Choice("sidebarViewMode", "medium", ["extended", "medium", "condensed"]),
        Choice("themeAppearence", "auto", ["auto", "light", "dark"]),
        Flag("unreadAlert", true),
        Flag("useEmojis", true),
    ];

    private static readonly Dictionary<string, Preference> _byName = _all.ToDictionary(p => p.Name);

    public static IEnumerable<Setting> Settings => _all.Select(p => p.Default).OfType<Setting>();

    /// <summary>Every preference in force for a person with these choices.</summary>
    public static JsonObject Effective(SettingsRegistry settings, string? choices)
    {
        var effective = new JsonObject();
        var own = choices is null ? null : JsonNode.Parse(choices) as JsonObject;
        foreach (var preference in _all)
        {
            if (own?[preference.Name] is { } chosen) effective[preference.Name] = chosen.DeepClone();
            else if (preference.Default is { } fallback && settings.Find(fallback.Id) is { } state) effective[preference.Name] = JsonSerializer.SerializeToNode(state.Value);
        }
        return effective;
    }

    /// <summary>How the person wants to be told, as far as they chose.</summary>
    public static NotificationChoices? Notifications(string? choices)
    {
        if (choices is null || JsonNode.Parse(choices) is not JsonObject own) return null;
        var (desktop, mobile, mail) = (TextOf(own, "desktopNotifications"), TextOf(own, "pushNotifications"), TextOf(own, "emailNotificationMode"));
        IReadOnlyList<string>? highlights = own["highlights"] is JsonArray { Count: > 0 } words ? [.. words.OfType<JsonValue>().Select(w => w.TryGetValue<string>(out var word) ? word.Trim() : "").Where(w => w.Length > 0)] : null;
        var until = own["doNotDisturbUntil"] is JsonValue given && given.TryGetValue<double>(out var number) ? QuietTimes.MomentOf(number) : null;
        var quiet = QuietTimes.Of(until, TextOf(own, "quietHours"));
        return desktop is null && mobile is null && mail is null && highlights is null && quiet is null ? null : new(desktop, mobile, mail, highlights) { Quiet = quiet };
    }

    private static string? TextOf(JsonObject own, string name) => own[name] is JsonValue value && value.TryGetValue<string>(out var text) && text != "default" ? text : null;

    /// <summary>What the person chose; nothing else.</summary>
    public static JsonObject Chosen(string? choices) => (choices is null ? null : JsonNode.Parse(choices) as JsonObject) ?? [];

    /// <summary>Checks the changes and lays them over the stored choices.</summary>
    /// <exception cref="WireError"><c>invalid-params</c> for an unknown name or a value of the wrong type.</exception>
    public static string Merge(string? choices, JsonElement changes)
    {
        var own = (choices is null ? null : JsonNode.Parse(choices) as JsonObject) ?? [];
        foreach (var change in changes.EnumerateObject())
        {
            if (!_byName.TryGetValue(change.Name, out var preference)) throw WireError.InvalidParams($"must NOT have additional properties: {change.Name}");
            if (change.Value.ValueKind == JsonValueKind.Null)
            {
                own.Remove(change.Name);
                continue;
            }
            if (!Fits(preference.Kind, change.Value)) throw WireError.InvalidParams($"/data/{change.Name} has the wrong type");
            if (change.Name == "quietHours" && change.Value.GetString() is { Length: > 0 } hours && QuietTimes.Of(null, hours) is null) throw WireError.InvalidParams("/data/quietHours is two times and a time zone, such as 22:00-07:00 Europe/Berlin");
            own[change.Name] = JsonNode.Parse(change.Value.GetRawText());
        }
        if (own["idleTimeLimit"] is { } idle && idle.GetValue<double>() < 60)
            throw new WireError("invalid-idle-time-limit-value", "The idle time must be at least 60 seconds");
        return own.ToJsonString();
    }

    private static bool Fits(JsonKind kind, JsonElement value) => kind switch
    {
        JsonKind.Flag => value.ValueKind is JsonValueKind.True or JsonValueKind.False,
        JsonKind.Number => value.ValueKind == JsonValueKind.Number,
        JsonKind.Text => value.ValueKind == JsonValueKind.String,
        JsonKind.Texts => value.ValueKind == JsonValueKind.Array && value.EnumerateArray().All(i => i.ValueKind == JsonValueKind.String),
        _ => true,
    };

    private static Preference Flag(string name, bool value) => new(name, JsonKind.Flag, Declare("boolean", name, value));

    private static Preference Number(string name, long value) => new(name, JsonKind.Number, Declare("int", name, value));

    private static Preference Text(string name, string value) => new(name, JsonKind.Text, Declare("string", name, value));

    private static Preference Choice(string name, string value, string[] values) =>
        new(name, JsonKind.Text, new Setting<string>(Prefix + name, "select", "Accounts", value) { Section = "Default User Preferences", IsPublic = true, Values = values });

    private static Preference Free(string name, JsonKind kind) => new(name, kind, null);

    private static Setting<T> Declare<T>(string type, string name, T value) where T : notnull =>
        new(Prefix + name, type, "Accounts", value) { Section = "Default User Preferences", IsPublic = true };

    private sealed record Preference(string Name, JsonKind Kind, Setting? Default);
}
