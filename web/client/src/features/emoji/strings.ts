export const emojiStrings = {
  label: "Emoji",
  search: "Search emoji",
  recent: "Recently used",
  custom: "This workspace",
  groups: {
    0: "Smileys",
    1: "People",
    3: "Animals and nature",
    4: "Food and drink",
    5: "Travel and places",
    6: "Activities",
    7: "Objects",
    8: "Symbols",
    9: "Flags",
  } as Record<number, string>,
  none: (text: string) => `No emoji for “${text}”.`,
} as const;
