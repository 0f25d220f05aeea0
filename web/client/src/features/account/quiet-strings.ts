/* Words about being left alone, and about being told while no page is open. */
export const quietStrings = {
  group: "Do not disturb",
  title: "Leave me alone",
  help: "No sounds, no notices and no pushes, on all your devices. Mails wait until it is over.",
  lengths: {
    hour: "For an hour",
    hours: "For four hours",
    morning: "Until tomorrow at 8",
    off: "Until I turn it off",
  },
  begin: "Do not disturb me",
  until: (time: string) => `You are left alone until ${time}.`,
  untilOff: "You are left alone until you end it.",
  end: "End it now",
  hours: "Quiet hours",
  hoursHelp: "The same every day, in the time of this device.",
  from: "From",
  to: "To",
  push: "Also when no page is open",
  pushHelp: "This browser tells you even while Parley is closed.",
  pushRefused: "This browser does not let Parley notify you.",
  pushFailed: (reason: string) => `That did not work: ${reason}`,
} as const;
