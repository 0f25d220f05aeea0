/* Words of dialogs that are loaded when they are first needed. */
export const dialogStrings = {
  forward: {
    title: "Forward message",
    to: "To",
    help: "People and rooms; each gets its own copy.",
    note: "Say something about it",
    noteHelp: "Optional.",
    action: "Forward",
    cancel: "Cancel",
    done: "The message was forwarded.",
    refused: (names: string, reason: string) => `Not sent to ${names}: ${reason}`,
  },
  receipts: {
    title: "Who has read it",
    nobody: "Nobody has read it yet.",
    failed: (reason: string) => `That did not work: ${reason}`,
  },
  reactions: { title: "Reactions" },
  reportTitle: (name: string) => `Report a message of ${name}`,
  removeDiscussionText: "The discussion is deleted too, with all its messages. This cannot be undone.",
  removeTitle: "Delete this message?",
  removeText: "It disappears for everybody and cannot be brought back.",
} as const;
