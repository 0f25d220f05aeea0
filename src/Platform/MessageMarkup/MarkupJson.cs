using System.Text.Json;

namespace Parley.Platform.MessageMarkup;

/// <summary>The wire shape of the tree.</summary>
internal static class MarkupJson
{
    private static readonly JsonEncodedText Type = JsonEncodedText.Encode("type");
    private static readonly JsonEncodedText Value = JsonEncodedText.Encode("value");
    private static readonly JsonEncodedText Label = JsonEncodedText.Encode("label");
    private static readonly JsonEncodedText Source = JsonEncodedText.Encode("src");
    private static readonly JsonEncodedText PlainTextType = JsonEncodedText.Encode("PLAIN_TEXT");
    private static readonly JsonEncodedText ParagraphType = JsonEncodedText.Encode("PARAGRAPH");

    public static void WriteBlocks(Utf8JsonWriter writer, IReadOnlyList<MarkupBlock> blocks)
    {
        writer.WriteStartArray();
        for (var i = 0; i < blocks.Count; i++)
        {
            WriteBlock(writer, blocks[i]);
        }

        writer.WriteEndArray();
    }

    private static void WriteBlock(Utf8JsonWriter writer, MarkupBlock block)
    {
        writer.WriteStartObject();
        switch (block)
        {
            case Paragraph paragraph:
                writer.WriteString(Type, ParagraphType);
                WriteInlines(writer, Value, paragraph.Children);
                break;
            case Heading heading:
                writer.WriteString(Type, "HEADING"u8);
                writer.WriteNumber("level"u8, heading.Level);
                writer.WriteStartArray(Value);
                WritePlain(writer, heading.Text);
                writer.WriteEndArray();
                break;
            case UnorderedList list:
                writer.WriteString(Type, "UNORDERED_LIST"u8);
                WriteItems(writer, list.Items);
                break;
            case OrderedList list:
                writer.WriteString(Type, "ORDERED_LIST"u8);
                WriteItems(writer, list.Items);
                break;
            case Tasks tasks:
                WriteTasks(writer, tasks.Items);
                break;
            case Quote quote:
                writer.WriteString(Type, "QUOTE"u8);
                writer.WritePropertyName(Value);
                WriteBlocks(writer, quote.Lines);
                break;
            case Code code:
                WriteCode(writer, code);
                break;
            case Katex katex:
                writer.WriteString(Type, "KATEX"u8);
                writer.WriteString(Value, katex.Formula);
                break;
            case BigEmoji big:
                writer.WriteString(Type, "BIG_EMOJI"u8);
                WriteInlines(writer, Value, big.Emoji);
                break;
            default:
                writer.WriteString(Type, "LINE_BREAK"u8);
                break;
        }

        writer.WriteEndObject();
    }

    private static void WriteItems(Utf8JsonWriter writer, IReadOnlyList<ListItem> items)
    {
        writer.WriteStartArray(Value);
        for (var i = 0; i < items.Count; i++)
        {
            writer.WriteStartObject();
            writer.WriteString(Type, "LIST_ITEM"u8);
            WriteInlines(writer, Value, items[i].Children);
            if (items[i].Number is { } number)
            {
                writer.WriteNumber("number"u8, number);
            }

            writer.WriteEndObject();
        }

        writer.WriteEndArray();
    }

    private static void WriteTasks(Utf8JsonWriter writer, IReadOnlyList<TaskItem> items)
    {
        writer.WriteString(Type, "TASKS"u8);
        writer.WriteStartArray(Value);
        for (var i = 0; i < items.Count; i++)
        {
            writer.WriteStartObject();
            writer.WriteString(Type, "TASK"u8);
            writer.WriteBoolean("status"u8, items[i].IsDone);
            WriteInlines(writer, Value, items[i].Children);
            writer.WriteEndObject();
        }

        writer.WriteEndArray();
    }

    private static void WriteCode(Utf8JsonWriter writer, Code code)
    {
        writer.WriteString(Type, "CODE"u8);
        writer.WriteString("language"u8, code.Language);
        writer.WriteStartArray(Value);
        for (var i = 0; i < code.Lines.Count; i++)
        {
            writer.WriteStartObject();
            writer.WriteString(Type, "CODE_LINE"u8);
            writer.WritePropertyName(Value);
            WritePlain(writer, code.Lines[i]);
            writer.WriteEndObject();
        }

        writer.WriteEndArray();
    }

    private static void WriteInlines(Utf8JsonWriter writer, JsonEncodedText name, IReadOnlyList<MarkupInline> inlines)
    {
        writer.WriteStartArray(name);
        for (var i = 0; i < inlines.Count; i++)
        {
            WriteInline(writer, inlines[i]);
        }

        writer.WriteEndArray();
    }

    private static void WriteInline(Utf8JsonWriter writer, MarkupInline inline)
    {
        switch (inline)
        {
            case PlainText text:
                WritePlain(writer, text.Value);
                return;
            case Bold bold:
                WriteMarked(writer, "BOLD"u8, bold.Children);
                return;
            case Italic italic:
                WriteMarked(writer, "ITALIC"u8, italic.Children);
                return;
            case Strike strike:
                WriteMarked(writer, "STRIKE"u8, strike.Children);
                return;
            case InlineCode code:
                WriteNamed(writer, "INLINE_CODE"u8, code.Text);
                return;
            case UserMention user:
                WriteNamed(writer, "MENTION_USER"u8, user.Name);
                return;
            case ChannelMention channel:
                WriteNamed(writer, "MENTION_CHANNEL"u8, channel.Name);
                return;
        }

        writer.WriteStartObject();
        switch (inline)
        {
            case Link link:
                writer.WriteString(Type, "LINK"u8);
                WriteStartTarget(writer, link.Source);
                WriteInlines(writer, Label, link.Label);
                writer.WriteEndObject();
                break;
            case Image image:
                writer.WriteString(Type, "IMAGE"u8);
                WriteStartTarget(writer, image.Source);
                writer.WritePropertyName(Label);
                WritePlain(writer, image.Label);
                writer.WriteEndObject();
                break;
            case Emoji emoji:
                WriteEmoji(writer, emoji);
                break;
            case Color color:
                writer.WriteString(Type, "COLOR"u8);
                writer.WriteStartObject(Value);
                writer.WriteNumber("r"u8, color.Red);
                writer.WriteNumber("g"u8, color.Green);
                writer.WriteNumber("b"u8, color.Blue);
                writer.WriteNumber("a"u8, color.Alpha);
                writer.WriteEndObject();
                break;
            case InlineKatex katex:
                writer.WriteString(Type, "INLINE_KATEX"u8);
                writer.WriteString(Value, katex.Formula);
                break;
        }

        writer.WriteEndObject();
    }

    private static void WriteEmoji(Utf8JsonWriter writer, Emoji emoji)
    {
        writer.WriteString(Type, "EMOJI"u8);
        if (emoji.ShortCode is null)
        {
            writer.WriteString("unicode"u8, emoji.Typed);
            return;
        }

        writer.WritePropertyName(Value);
        WritePlain(writer, emoji.Typed);
        writer.WriteString("shortCode"u8, emoji.ShortCode);
    }

    private static void WriteStartTarget(Utf8JsonWriter writer, string source)
    {
        writer.WriteStartObject(Value);
        writer.WritePropertyName(Source);
        WritePlain(writer, source);
    }

    private static void WriteMarked(Utf8JsonWriter writer, ReadOnlySpan<byte> type, IReadOnlyList<MarkupInline> children)
    {
        writer.WriteStartObject();
        writer.WriteString(Type, type);
        WriteInlines(writer, Value, children);
        writer.WriteEndObject();
    }

    private static void WriteNamed(Utf8JsonWriter writer, ReadOnlySpan<byte> type, string text)
    {
        writer.WriteStartObject();
        writer.WriteString(Type, type);
        writer.WritePropertyName(Value);
        WritePlain(writer, text);
        writer.WriteEndObject();
    }

    private static void WritePlain(Utf8JsonWriter writer, string text)
    {
        writer.WriteStartObject();
        writer.WriteString(Type, PlainTextType);
        writer.WriteString(Value, text);
        writer.WriteEndObject();
    }
}
