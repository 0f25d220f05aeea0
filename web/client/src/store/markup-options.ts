import type { MarkupOptions } from "@parley/shared/markup/tree";

/** How this workspace reads messages, from its public settings. The same choices as the server makes. */
export function markupOptions(settings: Record<string, unknown>): MarkupOptions {
  const domains = settings.Message_CustomDomain_AutoLink;
  const hasFormulas = settings.Katex_Enabled !== false;
  return {
    colors: settings.HexColorPreview_Enabled !== false,
    emoticons: true,
    katex: {
      dollarSyntax: hasFormulas && settings.Katex_Dollar_Syntax === true,
      parenthesisSyntax: hasFormulas && settings.Katex_Parenthesis_Syntax !== false,
    },
    customDomains:
      typeof domains === "string"
        ? domains
            .split(",")
            .map((d) => d.trim())
            .filter(Boolean)
        : [],
  };
}
