export const visitorStrings = {
  title: (room: string) => `#${room}`,
  signIn: "Sign in",
  invitation: "You are reading without an account.",
  talk: "Sign in to start talking",
  messages: (room: string) => `Messages in ${room}`,
  earlier: "Show earlier messages",
  empty: "Nobody has written yet.",
  closedTitle: "This room cannot be read without an account",
  closedText: "It does not exist, or it is not for everybody. Sign in to see more.",
  offline: "The server cannot be reached. It is tried again.",
  attached: (name: string) => `File: ${name}`,
} as const;
