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
  report: {
    text: "The moderators see it and your name. The person reported does not.",
    reason: "What is wrong?",
    action: "Report",
    sent: "The moderators have been told.",
    failed: (reason: string) => `That did not work: ${reason}`,
  },
  rooms: {
    team: "Team",
    discussion: "Discussion",
    direct: "Direct messages",
    private: "Private channel",
    channel: "Channel",
  },
} as const;
