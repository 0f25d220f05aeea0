using System.Globalization;
using System.Text;

namespace Parley.Platform.MessageMarkup;

/// <summary>The tree as text without marks.</summary>
internal static class MarkupPlainText
{
    public static string Render(IReadOnlyList<MarkupBlock> blocks)
    {
        var text = new StringBuilder();
        for (var i = 0; i < blocks.Count; i++)
        {
            if (i > 0)
            {
                text.Append('\n');
            }

            AppendBlock(text, blocks[i]);
        }

        return text.ToString();
    }

    private static void AppendBlock(StringBuilder text, MarkupBlock block)
    {
        switch (block)
        {
            case Paragraph paragraph:
                AppendInlines(text, paragraph.Children);
                break;
            case Heading heading:
                text.Append(heading.Text);
                break;
            case UnorderedList list:
                AppendLines(text, list.Items, static (t, item) => AppendInlines(t.Append("- "), item.Children));
                break;
            case OrderedList list:
                AppendLines(text, list.Items, static (t, item) =>
                    AppendInlines(t.Append(CultureInfo.InvariantCulture, $"{item.Number ?? 0}. "), item.Children));
                break;
            case Tasks tasks:
                AppendLines(text, tasks.Items, static (t, item) =>
                    AppendInlines(t.Append(item.IsDone ? "[x] " : "[ ] "), item.Children));
                break;
            case Quote quote:
                AppendLines(text, quote.Lines, static (t, line) => AppendInlines(t.Append("> "), line.Children));
                break;
            case Code code:
                AppendLines(text, code.Lines, static (t, line) => t.Append(line));
                break;
            case Katex katex:
                text.Append(katex.Formula);
                break;
            case BigEmoji big:
                AppendInlines(text, big.Emoji);
                break;
        }
    }

    private static void AppendLines<T>(StringBuilder text, IReadOnlyList<T> lines, Action<StringBuilder, T> append)
    {
        for (var i = 0; i < lines.Count; i++)
        {
            if (i > 0)
            {
                text.Append('\n');
            }

            append(text, lines[i]);
        }
    }

    private static void AppendInlines(StringBuilder text, IReadOnlyList<MarkupInline> inlines)
    {
        for (var i = 0; i < inlines.Count; i++)
        {
            AppendInline(text, inlines[i]);
        }
    }

    private static void AppendInline(StringBuilder text, MarkupInline inline)
    {
        switch (inline)
        {
            case PlainText plain:
                text.Append(plain.Value);
                break;
            case Bold bold:
                AppendInlines(text, bold.Children);
                break;
            case Italic italic:
                AppendInlines(text, italic.Children);
                break;
            case Strike strike:
                AppendInlines(text, strike.Children);
                break;
            case InlineCode code:
                text.Append(code.Text);
                break;
            case InlineKatex katex:
                text.Append(katex.Formula);
                break;
            case Link link:
                AppendInlines(text, link.Label);
                break;
            case Image image:
                text.Append(image.Label);
                break;
            case UserMention user:
                text.Append('@').Append(user.Name);
                break;
            case ChannelMention channel:
                text.Append('#').Append(channel.Name);
                break;
            case Emoji { ShortCode: not null } emoji when emoji.ShortCode == emoji.Typed:
                text.Append(':').Append(emoji.Typed).Append(':');
                break;
            case Emoji emoji:
                text.Append(emoji.Typed);
                break;
            case Color color:
                text.Append(CultureInfo.InvariantCulture, $"#{color.Red:x2}{color.Green:x2}{color.Blue:x2}");
                break;
        }
    }
}
