export const laterStrings = {
  times: {
    hour: "In an hour",
    evening: "This evening",
    tomorrow: "Tomorrow morning",
    monday: "Monday morning",
  },
  otherTime: "Another time",
  past: "Choose a time in the future.",
  cancel: "Cancel",
  remindTitle: "Remind me",
  remind: "Remind me",
  remindText: "The message is saved in your inbox under Later, and you are reminded of it then.",
  reminderSet: (time: string) => `You will be reminded on ${time}.`,
  scheduleTitle: "Send later",
  schedule: "Schedule",
  scheduleText:
    "You find it in your inbox under Drafts until it is sent. The time is yours, not the reader's.",
  scheduled: (time: string) => `Will be sent on ${time}.`,
  changeTitle: "Change the scheduled message",
  message: "Message",
  save: "Save",
} as const;
