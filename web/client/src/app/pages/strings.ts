export const pageStrings = {
  thread: "Thread",
  follow: "Follow thread",
  unfollow: "Stop following",
  widen: "Full width",
  narrow: "Beside the conversation",
  inviteTitle: "This invitation cannot be used",
  inviteExpired: "It is no longer valid, or has been used as often as it may. Ask for a new one.",
  inviteInvalid: "It does not exist, or has been taken back. Ask for a new one.",
  inviteOffline: "The server cannot be reached. Open the link again when you are online.",
  inviteHome: "Go to the inbox",
} as const;
