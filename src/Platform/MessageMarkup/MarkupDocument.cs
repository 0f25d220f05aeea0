using System.Buffers;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;

namespace Parley.Platform.MessageMarkup;

/// <summary>The parsed text of a message.</summary>
/// <param name="Blocks">In order of the text; empty for an empty text.</param>
public sealed record MarkupDocument(IReadOnlyList<MarkupBlock> Blocks)
{
    private static readonly JsonWriterOptions Json = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary>Writes the array that messages carry as <c>md</c>.</summary>
    public void WriteTo(Utf8JsonWriter writer) => MarkupJson.WriteBlocks(writer, Blocks);

    /// <summary>The array that messages carry as <c>md</c>, as JSON text.</summary>
    public string ToJson()
    {
        var buffer = new ArrayBufferWriter<byte>(512);
        using (var writer = new Utf8JsonWriter(buffer, Json))
        {
            WriteTo(writer);
        }

        return Encoding.UTF8.GetString(buffer.WrittenSpan);
    }

    /// <summary>The text without marks, for notifications and previews; lines are separated by <c>\n</c>.</summary>
    public string ToPlainText() => MarkupPlainText.Render(Blocks);
}
