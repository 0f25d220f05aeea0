using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using Json.Schema;
using Parley.Platform.Operations;
using Parley.Platform.Settings;

namespace Parley.Conversations.Messages;

/// <summary>Fields of their own that bots put on messages: only when switched on, and only as the administrator's JSON Schema allows (MSG-015).</summary>
internal sealed class CustomFieldRules(SettingsRegistry settings)
{
    private const int Largest = 10_000;
    private static readonly Setting<bool> _enabled = SettingOf.Bool("Message_CustomFields_Enabled", "Message", false, isPublic: true);
    private static readonly Setting<string> _schema = new("Message_CustomFields", "code", "Message", "{}") { EnabledWhen = [new("Message_CustomFields_Enabled", true)] };
    private volatile Compiled? _compiled;

    public static IReadOnlyList<Setting> Settings => [_enabled, _schema];

    /// <param name="fields">Null when the message has none, which is always right.</param>
    /// <exception cref="WireError"><c>error-custom-fields-not-enabled</c>, <c>error-invalid-custom-fields</c>.</exception>
    public void Check(JsonNode? fields)
    {
        if (fields is null) return;
        if (!settings.Get(_enabled)) throw new WireError("error-custom-fields-not-enabled", "Custom fields of messages are not switched on");
        if (fields is not JsonObject || fields.ToJsonString().Length > Largest) throw Invalid($"Custom fields must be an object of at most {Largest} characters");
        var compiled = _compiled;
        var text = settings.Get(_schema);
        if (compiled?.Text != text) _compiled = compiled = new Compiled(text, Parse(text));
        if (compiled.Schema is null) throw Invalid("The schema for custom fields is not valid JSON Schema");
        try
        {
            if (!compiled.Schema.Evaluate(fields).IsValid) throw Invalid("The custom fields do not fit the workspace's schema");
        }
        catch (Exception failure) when (failure is RegexMatchTimeoutException or JsonSchemaException or RefResolutionException)
        {
            throw Invalid("The custom fields could not be checked");
        }
    }

    private static JsonSchema? Parse(string text)
    {
        try
        {
            if (text.Trim() is "" or "{}") return JsonSchema.Empty;
            if (JsonNode.Parse(text) is not JsonObject schema) return null;
            // Whatever it says itself: an object, and of it only what is described.
            (schema["type"], schema["additionalProperties"]) = ("object", false);
            return JsonSchema.FromText(schema.ToJsonString());
        }
        catch (Exception failure) when (failure is JsonException or JsonSchemaException or ArgumentException)
        {
            return null;
        }
    }

    private static WireError Invalid(string reason) => new("error-invalid-custom-fields", reason);

    private sealed record Compiled(string Text, JsonSchema? Schema);
}
