namespace Parley.Platform.MessageMarkup;

/// <summary>What the workspace allows in messages; the defaults are those of a fresh workspace.</summary>
/// <param name="Colors">Draw <c>color:#rgb</c> as a sample (setting <c>HexColorPreview_Enabled</c>).</param>
/// <param name="Emoticons">Turn <c>:)</c> and its kin into emoji.</param>
/// <param name="DollarKatex">Formulas between dollar signs (setting <c>Katex_Dollar_Syntax</c>).</param>
/// <param name="ParenthesisKatex">Formulas as <c>\(…\)</c> and <c>\[…\]</c> (setting <c>Katex_Parenthesis_Syntax</c>).</param>
/// <param name="CustomDomains">Extra host endings, such as <c>intra</c> or <c>corp.lan</c>, whose bare names become
/// links (setting <c>Message_CustomDomain_AutoLink</c>); null means none.</param>
public sealed record MarkupOptions(
    bool Colors = true,
    bool Emoticons = true,
    bool DollarKatex = false,
    bool ParenthesisKatex = true,
    IReadOnlyList<string>? CustomDomains = null)
{
    /// <summary>A fresh workspace.</summary>
    public static MarkupOptions Default { get; } = new();
}
