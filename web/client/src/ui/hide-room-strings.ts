export const hideRoomStrings = {
  title: (room: string) => `Hide ${room}?`,
  text: "It leaves your list until somebody writes, or you open it again.",
  action: "Hide",
  dontAsk: "Do not ask again",
  question: "Before a room is hidden",
} as const;
