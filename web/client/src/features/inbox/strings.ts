export const inboxStrings = {
  title: "Inbox",
  unread: "Unread",
  markAll: "Mark all as read",
  caughtUp: "All caught up",
  caughtUpText: "New messages, mentions and threads show up here.",
  browse: "Browse channels",
  you: "You",
  newThreads: "New replies in threads",
} as const;
