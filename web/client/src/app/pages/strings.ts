export const pageStrings = {
  thread: "Thread",
  follow: "Follow thread",
  unfollow: "Stop following",
} as const;
