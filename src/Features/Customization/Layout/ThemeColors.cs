using System.Text;
using System.Text.RegularExpressions;
using Parley.Platform.Settings;

namespace Parley.Customization.Layout;

/// <summary>Colours of the older theme: each that is set is a variable of the same name in <c>/theme.css</c>, for rules of style that were written for it (SET-142).</summary>
internal static partial class ThemeColors
{
    private static readonly string[] _names =
    [
        "color-error", "color-error-light", "color-alert", "color-alert-light", "color-success", "color-success-light", "color-button-primary", "color-button-primary-light", "color-alert-message-primary",
        "color-alert-message-primary-background", "color-alert-message-secondary", "color-alert-message-secondary-background", "color-alert-message-warning", "color-alert-message-warning-background",
        "color-primary", "color-primary-background", "color-primary-darkest", "color-primary-dark", "color-primary-light", "color-primary-light-medium", "color-primary-lightest", "color-content", "color-link-active",
    ];

    /// <summary>Empty leaves the variable alone. A colour, or the name of another variable.</summary>
    public static readonly IReadOnlyList<(string Variable, Setting<string> Setting)> All = [.. _names.Select(name => ("--rc-" + name, new Setting<string>("theme-color-rc-" + name, "color", "Layout", "") { Section = "Colors", IsPublic = true }))];

    public static string Css(ISettings settings)
    {
        var rules = new StringBuilder();
        foreach (var (variable, setting) in All)
        {
            if (Value(settings.Get(setting).Trim()) is { } value) rules.Append("  ").Append(variable).Append(": ").Append(value).Append(";\n");
        }
        return rules.Length == 0 ? "" : $":root {{\n{rules}}}\n";
    }

    /// <returns>Null for what is neither a colour nor a name: nothing else may end the rule.</returns>
    private static string? Value(string text) => Color().IsMatch(text) ? text : Name().IsMatch(text) ? $"var(--{text.TrimStart('-')})" : null;

    [GeneratedRegex(@"^(#[0-9a-fA-F]{3,8}|transparent|(rgb|rgba|hsl|hsla)\([0-9.,%/ ]{1,60}\)|var\(--[A-Za-z0-9-]{1,80}\))$")]
    private static partial Regex Color();

    [GeneratedRegex("^[A-Za-z-][A-Za-z0-9-]{0,80}$")]
    private static partial Regex Name();
}
