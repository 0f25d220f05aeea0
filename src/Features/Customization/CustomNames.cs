using System.Text.Json;
using Parley.Platform.Operations;
using Parley.Platform.Wire;

namespace Parley.Customization;

/// <summary>Names that administrators give, and the filters clients send about them.</summary>
internal static class CustomNames
{
    private const int Longest = 100;
    private const string RefusedInEmoji = " \t\n\r,:><&\"'/\\()";
    private const string RefusedInText = "><&\"'";

    /// <exception cref="WireError"><c>error-the-field-is-required</c>, <c>error-input-is-not-a-valid-field</c>.</exception>
    public static string ReadText(string? name, string field) => Read(name, field, RefusedInText);

    /// <exception cref="WireError"><c>error-the-field-is-required</c>, <c>error-input-is-not-a-valid-field</c>.</exception>
    public static string ReadEmoji(string? name, string field) => Read(name, field, RefusedInEmoji);

    /// <summary>The part of a name that a filter asks for: <c>{"name":{"$regex":"part"}}</c> or <c>{"name":"whole"}</c>. Patterns are taken as text.</summary>
    public static Func<string, bool> Filter(JsonElement query)
    {
        if (query.Get("name") is not { } wanted) return static _ => true;
        if (wanted.ValueKind == JsonValueKind.String && wanted.GetString() is { } whole) return name => name == whole;
        if (wanted.Text("$regex") is not { Length: > 0 } part) return static _ => true;
        var text = part.Replace("\\", "", StringComparison.Ordinal);
        return name => name.Contains(text, StringComparison.OrdinalIgnoreCase);
    }

    private static string Read(string? name, string field, string refused)
    {
        var text = name?.Trim() ?? "";
        if (text.Length == 0) throw new WireError("error-the-field-is-required", $"The field {field} is required", details: new WireObject { { "field", field } });
        if (text.Length > Longest || text.AsSpan().ContainsAny(refused) || text.Any(char.IsControl))
            throw new WireError("error-input-is-not-a-valid-field", $"{text} is not a valid {field}", details: new WireObject { { "input", text }, { "field", field } });
        return text;
    }
}
