using System.Buffers;
using System.Collections;
using System.Globalization;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace Parley.Platform.Wire;

/// <summary>Which spelling of dates a door writes.</summary>
public enum WireDialect
{
    /// <summary>ISO 8601 text with milliseconds and <c>Z</c>.</summary>
    Rest,

    /// <summary>EJSON: <c>{"$date":milliseconds}</c>.</summary>
    Ddp,
}

/// <summary>Writes <see cref="WireObject"/> trees and stored documents as UTF-8 JSON.</summary>
public static class WireJson
{
    public static readonly JsonWriterOptions WriterOptions = new()
    {
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
        SkipValidation = true,
    };

    public static readonly JsonSerializerOptions NodeOptions = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary>Names under which stored documents carry a date as ISO text.</summary>
    private static readonly HashSet<string> _dateNames =
    [
        "ts", "_updatedAt", "editedAt", "pinnedAt", "tlm", "dlm", "lm", "ls", "lr", "createdAt", "lastLogin", "uploadedAt",
        "_deletedAt", "expires", "archivedAt", "jitsiTimeout", "when",
    ];

    public static string Iso(DateTimeOffset time) =>
        time.UtcDateTime.ToString("yyyy-MM-ddTHH:mm:ss.fffZ", CultureInfo.InvariantCulture);

    public static byte[] ToUtf8(object? value, WireDialect dialect)
    {
        var buffer = new ArrayBufferWriter<byte>(1024);
        using (var writer = new Utf8JsonWriter(buffer, WriterOptions)) Write(writer, value, dialect);
        return buffer.WrittenSpan.ToArray();
    }

    public static string ToText(object? value, WireDialect dialect = WireDialect.Rest) => Encoding.UTF8.GetString(ToUtf8(value, dialect));

    public static void Write(Utf8JsonWriter writer, object? value, WireDialect dialect)
    {
        switch (value)
        {
            case null or WireNull: writer.WriteNullValue(); break;
            case string text: writer.WriteStringValue(text); break;
            case bool flag: writer.WriteBooleanValue(flag); break;
            case int number: writer.WriteNumberValue(number); break;
            case long number: writer.WriteNumberValue(number); break;
            case double number: WriteNumber(writer, number); break;
            case decimal number: writer.WriteNumberValue(number); break;
            case DateTimeOffset time: WriteDate(writer, time, dialect); break;
            case WireObject tree: WriteObject(writer, tree, dialect); break;
            case RawJson raw: WriteRaw(writer, raw.Utf8, dialect); break;
            case JsonElement { ValueKind: JsonValueKind.Undefined }: writer.WriteNullValue(); break;
            case JsonElement element: WriteRaw(writer, Encoding.UTF8.GetBytes(element.GetRawText()), dialect); break;
            case JsonNode node: WriteRaw(writer, Encoding.UTF8.GetBytes(node.ToJsonString(NodeOptions)), dialect); break;
            case IEnumerable list:
                writer.WriteStartArray();
                foreach (var item in list) Write(writer, item, dialect);
                writer.WriteEndArray();
                break;
            default: throw new ArgumentException($"{value.GetType()} has no wire form.", nameof(value));
        }
    }

    private static void WriteObject(Utf8JsonWriter writer, WireObject tree, WireDialect dialect)
    {
        writer.WriteStartObject();
        foreach (var (name, value) in tree)
        {
            if (value is null or JsonElement { ValueKind: JsonValueKind.Undefined }) continue;
            writer.WritePropertyName(name);
            Write(writer, value, dialect);
        }
        writer.WriteEndObject();
    }

    private static void WriteNumber(Utf8JsonWriter writer, double number)
    {
        if (number == Math.Floor(number) && Math.Abs(number) < 9e15) writer.WriteNumberValue((long)number);
        else writer.WriteNumberValue(number);
    }

    private static void WriteDate(Utf8JsonWriter writer, DateTimeOffset time, WireDialect dialect)
    {
        if (dialect == WireDialect.Rest)
        {
            writer.WriteStringValue(Iso(time));
            return;
        }
        writer.WriteStartObject();
        writer.WriteNumber("$date", time.ToUnixTimeMilliseconds());
        writer.WriteEndObject();
    }

    /// <summary>Splices stored JSON; for DDP its dates are respelled on the way.</summary>
    public static void WriteRaw(Utf8JsonWriter writer, ReadOnlyMemory<byte> json, WireDialect dialect)
    {
        if (dialect == WireDialect.Rest)
        {
            writer.WriteRawValue(json.Span, skipInputValidation: true);
            return;
        }
        CopyRespellingDates(writer, json.Span);
    }

    private static void CopyRespellingDates(Utf8JsonWriter writer, ReadOnlySpan<byte> json)
    {
        var reader = new Utf8JsonReader(json);
        var isDate = false;
        while (reader.Read())
        {
            switch (reader.TokenType)
            {
                case JsonTokenType.StartObject: writer.WriteStartObject(); break;
                case JsonTokenType.EndObject: writer.WriteEndObject(); break;
                case JsonTokenType.StartArray: writer.WriteStartArray(); break;
                case JsonTokenType.EndArray: writer.WriteEndArray(); break;
                case JsonTokenType.PropertyName:
                    isDate = IsDateName(reader);
                    if (reader.ValueIsEscaped) writer.WritePropertyName(reader.GetString()!);
                    else writer.WritePropertyName(reader.ValueSpan);
                    continue;
                case JsonTokenType.String when isDate && reader.TryGetDateTimeOffset(out var time):
                    writer.WriteStartObject();
                    writer.WriteNumber("$date"u8, time.ToUnixTimeMilliseconds());
                    writer.WriteEndObject();
                    break;
                case JsonTokenType.String:
                    if (reader.ValueIsEscaped) writer.WriteStringValue(reader.GetString());
                    else writer.WriteStringValue(reader.ValueSpan);
                    break;
                case JsonTokenType.Number: writer.WriteRawValue(reader.ValueSpan, skipInputValidation: true); break;
                case JsonTokenType.True: writer.WriteBooleanValue(true); break;
                case JsonTokenType.False: writer.WriteBooleanValue(false); break;
                case JsonTokenType.Null: writer.WriteNullValue(); break;
            }
            isDate = false;
        }
    }

    private static bool IsDateName(in Utf8JsonReader reader)
    {
        var length = reader.ValueSpan.Length;
        if (length is < 2 or > 12) return false;
        Span<char> name = stackalloc char[12];
        return Encoding.UTF8.TryGetChars(reader.ValueSpan, name, out var written)
            && _dateNames.GetAlternateLookup<ReadOnlySpan<char>>().Contains(name[..written]);
    }
}
