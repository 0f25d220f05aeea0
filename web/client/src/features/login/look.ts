export type DocumentId = "terms" | "privacy" | "legal";

/** What an administrator chose for the pages before the sign-in. */
export interface Look {
  hidesLogo?: boolean;
  hidesTitle?: boolean;
  hidesProduct?: boolean;
  /** The form stands beside the logo where there is room. */
  isBeside?: boolean;
  background?: unknown;
  darkBackground?: unknown;
  darkLogo?: unknown;
  documents?: readonly DocumentId[];
}

const texts: Record<DocumentId, string> = {
  terms: "Layout_Terms_of_Service",
  privacy: "Layout_Privacy_Policy",
  legal: "Layout_Legal_Notice",
};

export function documentText(settings: Record<string, unknown>, id: DocumentId): string {
  const text = settings[texts[id]];
  return typeof text === "string" ? text : "";
}

export function lookOf(settings: Record<string, unknown>): Look {
  return {
    hidesLogo: settings.Layout_Login_Hide_Logo === true,
    hidesTitle: settings.Layout_Login_Hide_Title === true,
    hidesProduct: settings.Layout_Login_Hide_Powered_By === true,
    isBeside: settings.Layout_Login_Template === "horizontal-template",
    background: settings.Assets_background,
    darkBackground: settings.Assets_background_dark,
    darkLogo: settings.Assets_logo_dark,
    documents: (Object.keys(texts) as DocumentId[]).filter((id) => documentText(settings, id).trim() !== ""),
  };
}
