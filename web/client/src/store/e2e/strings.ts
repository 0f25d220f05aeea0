import type { E2eNotice, E2eState } from "./seat";

/** Words about encrypted rooms; they come with the first of them. */
export const e2eStrings = {
  title: "End-to-end encryption",
  region: "Your encryption password",
  notices: {
    save: [
      "Save your encryption password. Without it you cannot read encrypted messages on other devices.",
      "Show password",
    ],
    enter: ["Enter your encryption password to read encrypted messages on this device.", "Enter password"],
    wrong: ["That was not your encryption password. Encrypted messages stay locked here.", "Try again"],
    failed: ["Your encryption keys could not be loaded.", "Try again"],
  } satisfies Record<E2eNotice, readonly [string, string]>,
  later: "Later",
  save: {
    title: "Save your encryption password",
    text: "Your messages in encrypted rooms can be read only with a key of yours. This password protects it. The workspace does not know it and cannot restore it.",
    where: "You need it when you sign in on another device, and after you sign out. Keep it in a safe place.",
    password: "Your encryption password",
    copy: "Copy",
    copied: "Copied.",
    change: "You can choose another one in your account, under Security.",
    done: "I have saved it",
  },
  enter: {
    title: "Enter your encryption password",
    text: "It was shown to you on the device where you first used this workspace, or you have chosen it since. It is not the password you sign in with.",
    password: "Encryption password",
    wrong: "This is not the right password. Mind capital letters and blanks.",
    lost: "If it is lost, reset your key in your account, under Security.",
    cancel: "Not now",
    unlock: "Unlock",
  },
  states: {
    locked: ["Messages here are locked until you enter your encryption password.", "Enter password"],
    creating: ["The key of this room is being made…", undefined],
    waiting: [
      "Waiting for the key of this room. It comes as soon as another member who has it is online.",
      "Ask again",
    ],
    ready: ["", undefined],
    failed: ["The key of this room cannot be used on this device.", "Try again"],
    insecure: [
      "This page is not secure. Open the workspace under https to read and write encrypted messages.",
      undefined,
    ],
  } satisfies Record<E2eState, readonly [string, string | undefined]> as Record<
    E2eState,
    readonly [string, string | undefined]
  >,
  panel: {
    on: "Messages in this room are encrypted on your device. Only members can read them, not even the workspace can.",
    paused: "New messages are not encrypted. Those from before stay readable for members who have the key.",
    off: "Messages in this room are not encrypted.",
    ready: "This device has the key of this room.",
    whatTitle: "Good to know",
    what: [
      "Files, their names and descriptions, reactions, and who writes when are not encrypted.",
      "New members get the key from members who are online, and can then read earlier messages too.",
      "The key stays the same when somebody leaves.",
      "Commands that begin with a slash go to the workspace as they are.",
      "Bots and integrations cannot read messages, search works on your device only, and mentions do not count.",
    ],
    turnOn: "Turn on encryption",
    turnOff: "Turn off encryption",
    mayNot: "Owners of the room can change this.",
  },
  account: {
    title: "Encryption password",
    lead: "It protects the key with which your devices read encrypted messages. Nobody can restore it for you.",
    locked: "Enter your present encryption password on this device first.",
    next: "New encryption password",
    nextHelp: "Letters, digits, blanks and signs of a plain keyboard, without accents.",
    repeat: "New encryption password once more",
    differs: "The two are not the same.",
    notPlain:
      "Use letters without accents, digits, blanks and signs only: other devices would spell it otherwise.",
    short: "Use at least 8 characters.",
    same: "Choose another one than the password you sign in with.",
    change: "Change encryption password",
    changed: "Your encryption password was changed. Other devices ask for it when you sign in there.",
    resetTitle: "Encryption key",
    resetLead:
      "Resetting makes a new key and a new password at your next sign-in. You are signed out everywhere. Earlier encrypted messages stay locked until a member of each room is online and hands you its key.",
    reset: "Reset encryption key",
    resetAsk: "Reset your encryption key?",
    resetText:
      "All your sessions and access tokens end, here too. Rooms where nobody else has the key stay unreadable for good.",
    failed: (reason: string) => `That did not work: ${reason}`,
  },
} as const;
