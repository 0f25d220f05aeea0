export const rowDialogStrings = {
  leave: "Leave",
  leaveTitle: (name: string) => `Leave ${name}?`,
  leaveText: "You no longer receive its messages. A private room can only be joined again by invitation.",
} as const;
