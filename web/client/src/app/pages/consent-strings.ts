export const consentStrings = {
  title: (app: string) => `Let ${app} sign you in?`,
  text: "It will know your name, username and e-mail address, and can act in this workspace as you until you take that back.",
  allow: "Allow",
  deny: "Do not allow",
  other: (username: string) => `Not ${username}? Sign out`,
  problemTitle: "This sign-in cannot go on",
  unknownApp: "The program is not known to this workspace, or it is switched off.",
  badAddress: "The program asked to send you to an address that is not its own.",
} as const;
