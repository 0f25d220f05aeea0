const short = (text: string) => (text.length > 80 ? `${text.slice(0, 80)}…` : text);

export const laterStoreStrings = {
  reminderTitle: "Reminder",
  reminder: (text: string) => `Reminder: ${short(text)}`,
  notSent: (text: string) => `A scheduled message was not sent: ${short(text)}`,
  failed: (reason: string) => `That did not work: ${reason}`,
} as const;
