using System.Text.Json;
using System.Text.Json.Nodes;
using Parley.Platform.Operations;

namespace Parley.Integrations;

/// <summary>A payload in the forms that services send, as the one form that posts take (INT-017, INT-020, INT-022).</summary>
internal static class WebhookMessage
{
    private static readonly string[] _kept = ["tmid", "tshow", "customFields", "blocks"];

    public static JsonObject Of(JsonObject payload, IntegrationOptions defaults)
    {
        var message = new JsonObject { ["text"] = Text(payload, "text", "msg") ?? "", ["groupable"] = Flag(payload, "groupable") ?? false };
        if (payload["attachments"] is JsonArray { Count: > 0 } attachments) message["attachments"] = attachments.DeepClone();
        if ((Flag(payload, "parseUrls") ?? (message["attachments"] is null ? null : false)) is { } parses) message["parseUrls"] = parses;
        foreach (var name in _kept)
        {
            if (payload[name] is { } value && message[name] is null) message[name] = value.DeepClone();
        }
        if ((Text(payload, "alias", "username") ?? defaults.Alias) is { Length: > 0 } alias) message["alias"] = alias;
        // The payload's own picture goes before both of the webhook.
        if (Text(payload, "icon_url", "avatar") is { } picture) message["avatar"] = picture;
        else if (Text(payload, "icon_emoji", "emoji") is { } emoji) message["emoji"] = emoji;
        else if (defaults.Avatar is { Length: > 0 }) message["avatar"] = defaults.Avatar;
        else if (defaults.Emoji is { Length: > 0 }) message["emoji"] = defaults.Emoji;
        return message;
    }

    /// <summary>Whether there is anything to see in it.</summary>
    public static bool IsEmpty(JsonObject message) => string.IsNullOrWhiteSpace((string?)message["text"]) && message["attachments"] is not JsonArray { Count: > 0 };

    /// <summary>Somebody for whom the webhook speaks: its alias and picture are shown although the person may not choose any.</summary>
    public static Caller Speaker(Caller person) => person.Roles.Contains("bot") ? person : person with { Roles = [.. person.Roles, "bot"] };

    /// <summary>The targets that a payload names; none for none.</summary>
    public static List<string> Targets(JsonObject payload)
    {
        foreach (var name in new[] { "channel", "roomId" })
        {
            if (Text(payload, name) is { } one) return [.. one.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries).Take(50)];
            if (payload[name] is JsonArray { Count: > 0 } many) return [.. many.OfType<JsonValue>().Where(v => v.GetValueKind() == JsonValueKind.String).Select(v => (string)v!).Take(50)];
        }
        return [];
    }

    private static string? Text(JsonObject payload, params ReadOnlySpan<string> names)
    {
        foreach (var name in names)
        {
            if (payload[name] is not JsonValue value) continue;
            var text = value.GetValueKind() switch { JsonValueKind.String => (string)value!, JsonValueKind.Number => value.ToJsonString(), _ => null };
            if (text is { Length: > 0 }) return text;
        }
        return null;
    }

    private static bool? Flag(JsonObject payload, string name) => payload[name]?.GetValueKind() switch { JsonValueKind.True => true, JsonValueKind.False => false, _ => null };
}
