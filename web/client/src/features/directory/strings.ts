import { countOf } from "../../lib/text";

export const directoryStrings = {
  title: "Directory",
  back: "Back to conversations",
  channels: "Channels",
  people: "People",
  searchChannels: "Search channels",
  searchPeople: "Search people",
  members: (count: number) => countOf(count, "member", "members"),
  joined: "Joined",
  open: "Open",
  preview: "Preview",
  write: "Write",
  more: "Show more",
  failed: (reason: string) => `The directory could not be loaded: ${reason}`,
  tryAgain: "Try again",
  noneTitle: "Nothing found",
  noneText: "Try another word, or create the channel yourself.",
  noneEmpty: "There is nothing here yet.",
} as const;
