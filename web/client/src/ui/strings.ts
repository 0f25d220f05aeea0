import { countOf } from "../lib/text";

export const uiStrings = {
  failed: (reason: string) => `That did not work: ${reason}`,
  close: "Close",
  cancel: "Cancel",
  dismiss: "Dismiss",
  presence: { online: "Online", away: "Away", busy: "Busy", offline: "Offline" },
  unreadCount: (count: number) =>
    count === 1 ? "1 unread message for you" : `${count} unread messages for you`,
  unread: "Unread",
  notices: "Notices",
  table: {
    failed: "This list could not be loaded",
    tryAgain: "Try again",
    actions: "Actions",
    shown: (count: number, total: number) =>
      count < total
        ? `${count.toLocaleString("en")} of ${countOf(total, "entry", "entries")}`
        : countOf(total, "entry", "entries"),
    more: "Show more",
  },
  remove: (name: string) => `Remove ${name}`,
  back: "Back",
  passwordRules: {
    title: "The password needs",
    rule: {
      minLength: (count: number) => `at least ${countOf(count, "character", "characters")}`,
      maxLength: (count: number) => `at most ${countOf(count, "character", "characters")}`,
      forbidRepeatingCharacters: () => "no repeated characters",
      forbidRepeatingCharactersCount: (count: number) => `no character more than ${count} times in a row`,
      mustContainAtLeastOneLowercase: () => "a small letter",
      mustContainAtLeastOneUppercase: () => "a capital letter",
      mustContainAtLeastOneNumber: () => "a digit",
      mustContainAtLeastOneSpecialCharacter: () => "a character that is no letter and no digit",
    },
    met: "fulfilled",
    unmet: "not fulfilled",
  },
  fields: {
    missing: () => "Fill in this field.",
    short: (shortest: number) => `Use at least ${countOf(shortest, "character", "characters")}.`,
  },
  factor: {
    title: "Confirm that it is you",
    text: {
      totp: "Open your authenticator app and enter the six digits it shows. A backup code works too.",
      email: "We sent a code to your email address. It is valid for a short time.",
      password: "Enter your password once more.",
    },
    code: "Code",
    password: "Your password",
    wrong: "That was not right. Try again.",
    sendAgain: "Send a new code",
    sentAgain: "A code is on its way to your email address.",
    notSent: "The code could not be sent.",
    instead: {
      totp: "Use the app",
      email: "Send me an email",
      password: "Use my password",
    },
    go: "Confirm",
  },
  newWindow: "Opens in a new window",
  markup: {
    code: "Code",
    copyCode: "Copy",
    copied: "Copied",
    badFormula: "This formula cannot be read.",
  },
  report: {
    text: "The moderators see it and your name. The person reported does not.",
    reason: "What is wrong?",
    action: "Report",
    sent: "The moderators have been told.",
    failed: (reason: string) => `That did not work: ${reason}`,
  },
  rooms: {
    team: "Team",
    discussion: "Discussion",
    direct: "Direct messages",
    private: "Private channel",
    channel: "Channel",
  },
} as const;
