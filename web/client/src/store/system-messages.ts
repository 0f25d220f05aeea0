import { parseMarkup } from "@parley/shared/markup/parse";
import { plainText } from "@parley/shared/markup/plain-text";
import type { Message } from "@parley/shared/wire/entities";
import type { Block } from "@parley/shared/wire/markup-tree";

interface About {
  text: string;
  role: string;
}

type Sentence = (about: About) => string;

const roles: Record<string, string> = { owner: "owner", moderator: "moderator", leader: "leader" };

/** What was written, in quotation marks and without its own; or another sentence when there is nothing. */
const quoted = (before: string, without: string): Sentence => {
  return ({ text }) => {
    const words = plainText(parseMarkup(text) as readonly Block[])
      .replace(/\s+/gu, " ")
      .trim();
    return words === "" ? without : `${before} “${words}”${/[.!?…]$/u.test(words) ? "" : "."}`;
  };
};

const withName = (before: string, after = ""): Sentence => {
  return ({ text }) => `${before} ${text}${after}.`;
};

/** What a system message says, after the name of the person who caused it. */
const sentences: Record<string, Sentence> = {
  // Coming and going
  uj: () => "joined the channel.",
  ul: () => "left the channel.",
  ut: () => "joined the conversation.",
  ujt: () => "joined the team.",
  ult: () => "left the team.",
  au: withName("added"),
  ru: withName("removed"),
  "added-user-to-team": withName("added", " to the team"),
  "removed-user-from-team": withName("removed", " from the team"),
  wm: () => "is here. Welcome!",

  // Teams
  "user-added-room-to-team": withName("added", " to the team"),
  "user-removed-room-from-team": withName("removed", " from the team"),
  "user-deleted-room-from-team": withName("deleted"),
  "user-converted-to-team": withName("turned", " into a team"),
  "user-converted-to-channel": withName("turned", " into a channel"),

  // Settings of the room
  r: withName("renamed the room to"),
  room_changed_topic: quoted("set the topic to", "removed the topic."),
  room_changed_description: quoted("set the description to", "removed the description."),
  room_changed_announcement: quoted("announced", "removed the announcement."),
  room_changed_privacy: ({ text }) =>
    /private/iu.test(text) ? "made the room private." : "made the room public.",
  room_changed_avatar: () => "changed the room's picture.",
  "room-set-read-only": () => "made the room read-only.",
  "room-removed-read-only": () => "let everybody write again.",
  "room-allowed-reacting": () => "allowed reactions.",
  "room-disallowed-reacting": () => "stopped reactions.",
  "room-archived": () => "archived the room.",
  "room-unarchived": () => "took the room out of the archive.",
  room_e2e_enabled: () => "turned end-to-end encryption on.",
  room_e2e_disabled: () => "turned end-to-end encryption off.",

  // Rights
  "user-muted": withName("muted"),
  "user-unmuted": ({ text }) => `let ${text} write again.`,
  mute_unmute: () => "changed who may write.",
  "subscription-role-added": ({ text, role }) => `made ${text} ${role}.`,
  "subscription-role-removed": ({ text, role }) => `took the role of ${role} from ${text}.`,
  "new-owner": ({ text }) => `made ${text} owner.`,
  "owner-removed": ({ text }) => `took the role of owner from ${text}.`,
  "new-moderator": ({ text }) => `made ${text} moderator.`,
  "moderator-removed": ({ text }) => `took the role of moderator from ${text}.`,
  "new-leader": ({ text }) => `made ${text} leader.`,
  "leader-removed": ({ text }) => `took the role of leader from ${text}.`,

  // Messages
  rm: () => "wrote a message that was removed.",
  message_pinned: () => "pinned a message.",
  message_pinned_e2e: () => "pinned a message.",
  "discussion-created": () => "started a discussion.",
  command: withName("ran"),
  e2e: () => "sent an encrypted message. It cannot be read on this device.",

  // Off the record
  otr: () => "wrote off the record.",
  "otr-ack": () => "wrote off the record.",
  user_joined_otr: () => "joined the conversation off the record.",
  user_requested_otr_key_refresh: () => "asked for new keys.",
  user_key_refreshed_successfully: () => "has new keys.",

  // Calls
  videoconf: () => "started a call.",
  jitsi_call_started: () => "started a call.",
  "voip-call-started": () => "started a phone call.",
  "voip-call-declined": () => "declined the phone call.",
  "voip-call-on-hold": () => "put the phone call on hold.",
  "voip-call-unhold": () => "went on with the phone call.",
  "voip-call-ended": () => "ended the phone call.",
  "voip-call-ended-unexpectedly": () => "lost the phone call.",
  "voip-call-duration": ({ text }) => (text === "" ? "ended the phone call." : text),
  "voip-call-wrapup": quoted("noted", "finished the phone call without a note."),

  // Customers
  "livechat-started": () => "started the chat.",
  "livechat-close": quoted("closed the chat:", "closed the chat."),
  livechat_navigation_history: () => "opened another page.",
  livechat_transcript_history: () => "asked for a copy of the chat.",
  livechat_transfer_history: () => "passed the chat on.",
  livechat_transfer_history_fallback: () => "passed the chat on to another department.",
  livechat_video_call: () => "asked for a video call.",
  livechat_webrtc_video_call: () => "started a video call.",
  omnichannel_placed_chat_on_hold: () => "put the chat on hold.",
  omnichannel_on_hold_chat_resumed: () => "went on with the chat.",
  omnichannel_priority_change_history: () => "changed the priority of the chat.",
  omnichannel_sla_change_history: () => "changed the promised answer time of the chat.",
};

export const systemKinds: readonly string[] = Object.keys(sentences);

/** Kinds that look like ordinary messages. */
const plainKinds: ReadonlySet<string> = new Set(["discussion-created", "e2e", "otr", "otr-ack"]);

/** Said between two, kept nowhere: neither by the server nor on this device (MSG-084). */
export function isOffTheRecord({ kind }: Pick<Message, "kind">): boolean {
  return kind === "otr" || kind === "otr-ack";
}

export function isSystemMessage(message: Pick<Message, "kind">): boolean {
  return message.kind !== undefined && !plainKinds.has(message.kind);
}

/** The sentence of a system message without its first word, the person's name; of unknown kinds the text itself. */
export function systemSentence(message: Pick<Message, "kind" | "text" | "role">): string {
  const role = message.role ?? "";
  return sentences[message.kind ?? ""]?.({ text: message.text, role: roles[role] ?? role }) ?? message.text;
}
