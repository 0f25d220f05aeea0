export const uiStrings = {
  close: "Close",
  cancel: "Cancel",
  dismiss: "Dismiss",
  presence: { online: "Online", away: "Away", busy: "Busy", offline: "Offline" },
  unreadCount: (count: number) =>
    count === 1 ? "1 unread message for you" : `${count} unread messages for you`,
  unread: "Unread",
  notices: "Notices",
  remove: (name: string) => `Remove ${name}`,
  back: "Back",
  markup: {
    code: "Code",
    copyCode: "Copy",
    copied: "Copied",
    badFormula: "This formula cannot be read.",
  },
  rooms: {
    team: "Team",
    discussion: "Discussion",
    direct: "Direct messages",
    private: "Private channel",
    channel: "Channel",
  },
} as const;
