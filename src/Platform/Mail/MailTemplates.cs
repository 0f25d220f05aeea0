using System.Text;
using System.Text.RegularExpressions;
using Parley.Platform.Settings;

namespace Parley.Platform.Mail;

/// <summary>
/// Fills <c>[placeholders]</c>, which older templates write <c>__so__</c>. What is put in is data: HTML shows it as it is, a subject gets it on one line, and a value that looks
/// like a placeholder stays what it is, because each template is read once.
/// </summary>
public sealed partial class MailTemplates(ISettings settings)
{
    /// <summary>Declared by People.</summary>
    private static readonly Setting<string> _siteName = SettingOf.Text("Site_Name", "General", "Parley");

    private static readonly Setting<string> _siteUrl = SettingOf.Text("Site_Url", "General", "http://localhost:3000");

    public string SiteUrl => settings.Get(_siteUrl).TrimEnd('/');

    public string SiteName => settings.Get(_siteName);

    /// <param name="values">By placeholder; null becomes empty. <c>Site_Name</c> and <c>Site_URL</c> are known without.</param>
    public Mail Compose(string to, Setting<string> subject, Setting<string> body, IReadOnlyDictionary<string, string?> values) =>
        Compose(to, settings.Get(subject), settings.Get(body), values);

    public Mail Compose(string to, string subject, string body, IReadOnlyDictionary<string, string?> values) =>
        new(to, FillSubject(subject, values), FillHtml(body, values));

    public string FillHtml(string template, IReadOnlyDictionary<string, string?> values) => Fill(template, values, Mail.Encode);

    public string FillSubject(string template, IReadOnlyDictionary<string, string?> values) => OneLine(Fill(template, values, static value => value ?? ""));

    /// <summary>Without line ends and other controls: nothing can end the header it stands in.</summary>
    public static string OneLine(string text)
    {
        var line = new StringBuilder(text.Length);
        foreach (var c in text) line.Append(char.IsControl(c) || c is '\u2028' or '\u2029' ? ' ' : c);
        return line.ToString().Trim();
    }

    private string Fill(string template, IReadOnlyDictionary<string, string?> values, Func<string?, string> encode) => Placeholder().Replace(template, match =>
    {
        var name = match.Groups[1].Success ? match.Groups[1].Value : match.Groups[2].Value;
        if (values.TryGetValue(name, out var value)) return encode(value);
        return name switch
        {
            "Site_Name" => encode(SiteName),
            "Site_URL" => encode(SiteUrl),
            "Site_URL_Slash" => encode(SiteUrl + "/"),
            _ => match.Value,
        };
    });

    [GeneratedRegex(@"\[([A-Za-z][A-Za-z0-9_]{0,60})\]|__([A-Za-z][A-Za-z0-9]*(?:_[A-Za-z0-9]+){0,6})__")]
    private static partial Regex Placeholder();
}
