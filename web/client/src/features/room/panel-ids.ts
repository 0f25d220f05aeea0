/** Names of panels as addresses spell them. */
const ids = [
  "channel-settings",
  "members-list",
  "thread",
  "discussions",
  "message-search",
  "team-channels",
  "push-notifications",
  "mentions",
  "uploaded-files-list",
  "pinned-messages",
  "starred-messages",
  "auto-translate",
  "otr",
  "e2e",
  "export-messages",
  "clean-history",
] as const;

export type PanelId = (typeof ids)[number];

/** Other spellings, of links made elsewhere. */
const otherNames: Readonly<Record<string, PanelId>> = {
  "team-info": "channel-settings",
  "rocket-search": "message-search",
  autotranslate: "auto-translate",
  "user-info": "channel-settings",
  "user-info-group": "members-list",
};

export function panelOf(tab: string | undefined): PanelId | undefined {
  if (tab === undefined) return undefined;
  return otherNames[tab] ?? ids.find((id) => id === tab);
}
