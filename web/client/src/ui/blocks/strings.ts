export const blockStrings = {
  noAnswer: "No answer yet. Try again in a moment.",
  failed: (reason: string) => `That did not work: ${reason}`,
  more: "More choices",
  choose: "Choose",
  text: "Text",
  date: "Date",
  time: "Time",
  scale: "Scale",
  choices: "Choices",
};
