import type { OtrState } from "../../store/otr/seat";

/** Words of conversations off the record; they come with their first panel or dialog. */
export const otrStrings = {
  title: "Off the record",
  what: "Messages go encrypted from this page to the other one. Nobody keeps them: they are gone when either of you reloads the page.",
  files: "Files are not covered. They are sent and kept as usual.",
  start: "Start",
  again: "Ask again",
  refresh: "Refresh keys",
  end: "End",
  states: {
    establishing: "Waiting for an answer…",
    refreshing: "Agreeing on new keys…",
    established: "You are off the record.",
    offline: "The other person is offline. Both of you have to be here.",
    "timed-out": "There was no answer in time.",
    declined: "The other person does not want to talk off the record now.",
    failed: "The keys could not be agreed on.",
  } satisfies Record<OtrState, string> as Record<OtrState, string>,
  bar: "Off the record: messages are not kept. Files are.",
  manage: "Manage",
  invitation: {
    title: "Talk off the record?",
    text: (name: string) => `${name} wants to talk with you in messages that nobody keeps.`,
    accept: "Accept",
    refuse: "Not now",
  },
  ended: {
    title: "No longer off the record",
    text: (name: string) => `${name} has left the conversation off the record. What you write now is kept.`,
  },
  unreadable: {
    title: "A message could not be read",
    text: (name: string) => `It is not encrypted with the keys of you and ${name}. Refresh the keys.`,
  },
  fine: "OK",
} as const;
