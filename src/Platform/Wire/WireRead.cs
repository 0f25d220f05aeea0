using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using System.Text.Json;

namespace Parley.Platform.Wire;

/// <summary>Reads hostile JSON without exceptions: a value of another type reads as absent.</summary>
public static class WireRead
{
    public static bool Has(this JsonElement element, string name) =>
        element.ValueKind == JsonValueKind.Object && element.TryGetProperty(name, out var value) && value.ValueKind != JsonValueKind.Null;

    public static JsonElement? Get(this JsonElement element, string name) =>
        element.ValueKind == JsonValueKind.Object && element.TryGetProperty(name, out var value) && value.ValueKind != JsonValueKind.Null
            ? value
            : null;

    public static string? Text(this JsonElement element, string name) =>
        element.Get(name) is { ValueKind: JsonValueKind.String } value ? value.GetString() : null;

    /// <summary>True, false, or the texts and numbers that clients send for them.</summary>
    public static bool? Flag(this JsonElement element, string name) => element.Get(name)?.AsFlag();

    public static bool? AsFlag(this JsonElement value) => value.ValueKind switch
    {
        JsonValueKind.True => true,
        JsonValueKind.False => false,
        JsonValueKind.String => value.GetString() switch { "true" or "1" => true, "false" or "0" => false, _ => null },
        JsonValueKind.Number => value.TryGetDouble(out var n) ? n != 0 : null,
        _ => null,
    };

    public static long? Number(this JsonElement element, string name) => element.Get(name) switch
    {
        { ValueKind: JsonValueKind.Number } value when value.TryGetDouble(out var n) && n is > -9e15 and < 9e15 => (long)n,
        { ValueKind: JsonValueKind.String } value when long.TryParse(value.GetString(), NumberStyles.Integer, CultureInfo.InvariantCulture, out var n) => n,
        _ => null,
    };

    public static DateTimeOffset? Date(this JsonElement element, string name) => element.Get(name)?.AsDate();

    /// <summary>ISO text, <c>{"$date":ms}</c> or milliseconds.</summary>
    public static DateTimeOffset? AsDate(this JsonElement value)
    {
        if (value.ValueKind == JsonValueKind.Object) return value.Get("$date")?.AsDate();
        if (value.ValueKind == JsonValueKind.Number && value.TryGetDouble(out var ms)) return FromMilliseconds(ms);
        return value.ValueKind == JsonValueKind.String ? ParseDate(value.GetString()) : null;
    }

    public static DateTimeOffset? ParseDate(string? text) =>
        DateTimeOffset.TryParse(text, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal | DateTimeStyles.AdjustToUniversal, out var time)
            ? time
            : null;

    private static DateTimeOffset? FromMilliseconds(double ms) =>
        ms is >= -62135596800000 and <= 253402300799999 ? DateTimeOffset.FromUnixTimeMilliseconds((long)ms) : null;

    /// <summary>The strings of a list; null when the member is absent or holds anything else.</summary>
    public static List<string>? Texts(this JsonElement element, string name) => element.Get(name)?.AsTexts();

    public static List<string>? AsTexts(this JsonElement value)
    {
        if (value.ValueKind != JsonValueKind.Array) return null;
        var texts = new List<string>(value.GetArrayLength());
        foreach (var item in value.EnumerateArray())
        {
            if (item.ValueKind != JsonValueKind.String) return null;
            texts.Add(item.GetString()!);
        }
        return texts;
    }

    /// <summary>Whether a text in it holds the character zero, which no database keeps as text and nobody types.</summary>
    public static bool HasNul(JsonElement value)
    {
        if (value.ValueKind == JsonValueKind.Undefined) return false;
        var rest = System.Runtime.InteropServices.JsonMarshal.GetRawUtf8Value(value);
        var escape = "\\u0000"u8;
        while (rest.IndexOf(escape) is >= 0 and var at)
        {
            var before = at;
            while (before > 0 && rest[before - 1] == (byte)'\\') before--;
            // An even number of reverse strokes before it are strokes themselves.
            if ((at - before) % 2 == 0) return true;
            rest = rest[(at + escape.Length)..];
        }
        return false;
    }

    public static bool TryParse(string text, [NotNullWhen(true)] out JsonElement? element)
    {
        try
        {
            using var document = JsonDocument.Parse(text);
            element = document.RootElement.Clone();
            return true;
        }
        catch (JsonException)
        {
            element = null;
            return false;
        }
    }
}
