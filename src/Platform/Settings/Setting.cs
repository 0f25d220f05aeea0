using System.Globalization;
using System.Text.Json;
using Parley.Platform.Wire;

namespace Parley.Platform.Settings;

/// <summary>A switch of the workspace, declared beside the code that obeys it.</summary>
public abstract class Setting(string id, string type, string group)
{
    public string Id { get; } = id;

    /// <summary>Wire type: <c>boolean</c>, <c>string</c>, <c>int</c>, <c>select</c>, <c>multiSelect</c>, <c>code</c>, …</summary>
    public string Type { get; } = type;

    public string Group { get; } = group;

    public string? Section { get; init; }

    /// <summary>Readable without an account.</summary>
    public bool IsPublic { get; init; }

    /// <summary>Never sent to anybody once stored.</summary>
    public bool IsSecret { get; init; }

    public bool IsHidden { get; init; }

    /// <summary>Changed by the server only.</summary>
    public bool IsReadOnly { get; init; }

    /// <summary>Allowed values of a select.</summary>
    public IReadOnlyList<string>? Values { get; init; }

    public string? I18nDescription { get; init; }

    /// <summary>When it counts: clients disable its control otherwise. All must hold.</summary>
    public IReadOnlyList<SettingCondition> EnabledWhen { get; init; } = [];

    public abstract object DefaultValue { get; }

    /// <returns>Null when the JSON value does not fit the type.</returns>
    public abstract object? Read(JsonElement json);

    /// <returns>Null when the text (of an environment variable) does not fit the type.</returns>
    public abstract object? Parse(string text);
}

/// <param name="Value">A boolean, number or text that the other setting must have.</param>
public sealed record SettingCondition(string Id, object Value);

public sealed class Setting<T>(string id, string type, string group, T defaultValue) : Setting(id, type, group) where T : notnull
{
    public T Default { get; } = defaultValue;

    public override object DefaultValue => Default;

    public override object? Read(JsonElement json) => Default switch
    {
        bool => json.ValueKind is JsonValueKind.True or JsonValueKind.False ? json.GetBoolean() : null,
        long => json.ValueKind switch
        {
            JsonValueKind.Number when json.TryGetDouble(out var number) => (long)number,
            JsonValueKind.String => Parse(json.GetString()!),
            _ => null,
        },
        double => json.ValueKind switch
        {
            JsonValueKind.Number when json.TryGetDouble(out var number) && double.IsFinite(number) => number,
            JsonValueKind.String => Parse(json.GetString()!),
            _ => null,
        },
        string => json.ValueKind switch
        {
            JsonValueKind.String => Allowed(json.GetString()!),
            JsonValueKind.Number => json.GetRawText(),
            _ => null,
        },
        IReadOnlyList<string> => json.ValueKind == JsonValueKind.Array && json.EnumerateArray().All(i => i.ValueKind == JsonValueKind.String)
            ? json.EnumerateArray().Select(i => i.GetString()!).ToArray()
            : null,
        WireObject => json.ValueKind == JsonValueKind.Object ? Asset(json.Text("url"), json.Text("defaultUrl")) : null,
        _ => null,
    };

    public override object? Parse(string text) => Default switch
    {
        bool => text is "true" or "false" ? text == "true" : null,
        long => long.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var number) ? number : null,
        double => double.TryParse(text, NumberStyles.AllowLeadingSign | NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var number) ? number : null,
        string => Allowed(text),
        IReadOnlyList<string> => text.Length == 0 ? Array.Empty<string>() : text.Split(',', StringSplitOptions.TrimEntries),
        WireObject => Asset(text, null),
        _ => null,
    };

    /// <summary>An uploaded picture of the workspace: where it is, and what stands for it while there is none.</summary>
    private static WireObject Asset(string? url, string? defaultUrl) => new() { { "url", url }, { "defaultUrl", defaultUrl } };

    private string? Allowed(string text) => Values is null || Values.Contains(text) ? text : null;
}

public static class SettingOf
{
    public static Setting<bool> Bool(string id, string group, bool value, string? section = null, bool isPublic = false) =>
        new(id, "boolean", group, value) { Section = section, IsPublic = isPublic };

    public static Setting<long> Int(string id, string group, long value, string? section = null, bool isPublic = false) =>
        new(id, "int", group, value) { Section = section, IsPublic = isPublic };

    /// <summary>A number that may be a fraction; the wire knows no type of its own for it.</summary>
    public static Setting<double> Fraction(string id, string group, double value, string? section = null, bool isPublic = false) =>
        new(id, "int", group, value) { Section = section, IsPublic = isPublic };

    public static Setting<string> Text(string id, string group, string value, string? section = null, bool isPublic = false) =>
        new(id, "string", group, value) { Section = section, IsPublic = isPublic };

    public static Setting<string> Select(string id, string group, string value, string[] values, string? section = null, bool isPublic = false) =>
        new(id, "select", group, value) { Section = section, IsPublic = isPublic, Values = values };
}
