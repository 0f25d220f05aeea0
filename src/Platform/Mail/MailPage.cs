using System.Text;
using AngleSharp.Dom;
using AngleSharp.Html.Dom;
using AngleSharp.Html.Parser;
using Parley.Platform.Settings;

namespace Parley.Platform.Mail;

/// <summary>The whole page of a mail: the workspace's style, header and footer around a body, and the same as plain text.</summary>
internal sealed class MailPage(ISettings settings, MailTemplates templates)
{
    private static readonly Dictionary<string, string?> _none = [];
    private static readonly HashSet<string> _blocks = new(StringComparer.OrdinalIgnoreCase)
    {
        "p", "div", "h1", "h2", "h3", "h4", "h5", "h6", "ul", "ol", "li", "table", "tr", "blockquote", "pre", "hr", "section", "header", "footer",
    };

    public string Wrap(string body)
    {
        var style = settings.Get(MailSettings.Style).Replace("</", "", StringComparison.Ordinal);
        var (header, footer) = (templates.FillHtml(settings.Get(MailSettings.Header), _none), templates.FillHtml(settings.Get(MailSettings.Footer), _none));
        return Inlined($"<!doctype html>\n<html>\n<head>\n<meta charset=\"utf-8\">\n<style>\n{style}\n</style>\n</head>\n<body>\n{header}\n{body}\n{footer}\n</body>\n</html>\n");
    }

    /// <summary>Many mail programs read only the style that stands at each element. A template that links to a style elsewhere does without: nothing is fetched.</summary>
    private static string Inlined(string page)
    {
        var document = new HtmlParser().ParseDocument(page);
        foreach (var link in document.QuerySelectorAll("link").ToList()) link.Remove();
        using var mover = new PreMailer.Net.PreMailer(document.DocumentElement.OuterHtml);
        return mover.MoveCssInline(removeStyleElements: false).Html;
    }

    /// <summary>What the page says, with the address of each link behind it.</summary>
    public static string TextOf(string html)
    {
        var text = new StringBuilder();
        if (new HtmlParser().ParseDocument(html).Body is { } body) Write(body, text);
        var lines = text.ToString().Split('\n').Select(line => line.Trim());
        var result = new StringBuilder();
        var isGap = true;
        foreach (var line in lines)
        {
            if (line.Length == 0 && isGap) continue;
            isGap = line.Length == 0;
            result.Append(line).Append('\n');
        }
        return result.ToString().TrimEnd() + "\n";
    }

    private static void Write(INode node, StringBuilder text)
    {
        foreach (var child in node.ChildNodes)
        {
            if (child is IText words)
            {
                text.Append(string.Join(' ', words.Data.Split((char[])['\n', '\r', '\t'], StringSplitOptions.None)));
                continue;
            }
            if (child is not IElement element || element.LocalName is "style" or "script" or "head") continue;
            if (element.LocalName == "br") text.Append('\n');
            var isBlock = _blocks.Contains(element.LocalName);
            if (isBlock) text.Append(element.LocalName is "li" or "tr" ? "\n" : "\n\n");
            if (element.LocalName == "li") text.Append("- ");
            var start = text.Length;
            Write(element, text);
            if (element is IHtmlAnchorElement && element.GetAttribute("href") is { Length: > 0 } address && !text.ToString(start, text.Length - start).Contains(address, StringComparison.Ordinal))
                text.Append(" (").Append(address).Append(')');
            if (isBlock) text.Append('\n');
        }
    }
}
