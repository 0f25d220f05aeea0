import type { Message } from "@parley/shared/wire/entities";

/** The loaded stretch of one room or thread: ids in reading order. Immutable. */
export interface Timeline {
  ids: readonly string[];
  hasOlder: boolean;
  /** True after a jump into the past: arrivals are not appended until the present is reached. */
  hasNewer: boolean;
  isLoaded: boolean;
}

export const emptyTimeline: Timeline = { ids: [], hasOlder: true, hasNewer: false, isLoaded: false };

export type FindMessage = (id: string) => Message | undefined;

/** Unconfirmed messages come last, in the order they were written; others by server time. */
export function compareMessages(a: Message, b: Message): number {
  const aWaits = a.delivery === undefined ? 0 : 1;
  const bWaits = b.delivery === undefined ? 0 : 1;
  if (aWaits !== bWaits) return aWaits - bWaits;
  if (a.sentAt !== b.sentAt) return a.sentAt - b.sentAt;
  return a.id < b.id ? -1 : a.id > b.id ? 1 : 0;
}

/** Adds messages where they belong; ids already present move if their time has changed. */
export function insertMessages(
  timeline: Timeline,
  messages: readonly Message[],
  find: FindMessage,
): Timeline {
  if (messages.length === 0) return timeline;
  const last = lastConfirmed(timeline, find);
  const only = messages[0];
  if (
    messages.length === 1 &&
    only !== undefined &&
    timeline.ids.includes(only.id) &&
    isInPlace(timeline, only, find)
  ) {
    return timeline;
  }
  const added = new Set(messages.map((message) => message.id));
  const isAppend =
    (last === undefined || messages.every((message) => compareMessages(last, message) < 0)) &&
    !timeline.ids.some((id) => added.has(id)) &&
    messages.length === 1 &&
    only !== undefined &&
    compareMessages(lastOf(timeline, find) ?? only, only) <= 0;
  if (isAppend && only !== undefined) return { ...timeline, ids: [...timeline.ids, only.id] };

  const byId = new Map<string, Message>();
  for (const id of timeline.ids) {
    const message = find(id);
    if (message !== undefined) byId.set(id, message);
  }
  for (const message of messages) byId.set(message.id, message);
  const ids = [...byId.values()].sort(compareMessages).map((message) => message.id);
  return sameIds(ids, timeline.ids) ? timeline : { ...timeline, ids };
}

export function removeMessage(timeline: Timeline, id: string): Timeline {
  return timeline.ids.includes(id)
    ? { ...timeline, ids: timeline.ids.filter((other) => other !== id) }
    : timeline;
}

/** In the room's own timeline: everything but replies kept in their thread. */
export function belongsToRoom(message: Message): boolean {
  return message.threadId === undefined || message.alsoInRoom;
}

function lastConfirmed(timeline: Timeline, find: FindMessage): Message | undefined {
  for (let index = timeline.ids.length - 1; index >= 0; index -= 1) {
    const message = find(timeline.ids[index] ?? "");
    if (message !== undefined && message.delivery === undefined) return message;
  }
  return undefined;
}

function lastOf(timeline: Timeline, find: FindMessage): Message | undefined {
  const id = timeline.ids.at(-1);
  return id === undefined ? undefined : find(id);
}

function isInPlace(timeline: Timeline, message: Message, find: FindMessage): boolean {
  const index = timeline.ids.indexOf(message.id);
  const before = find(timeline.ids[index - 1] ?? "");
  const after = find(timeline.ids[index + 1] ?? "");
  return (
    (before === undefined || compareMessages(before, message) < 0) &&
    (after === undefined || compareMessages(message, after) < 0)
  );
}

function sameIds(a: readonly string[], b: readonly string[]): boolean {
  return a.length === b.length && a.every((id, index) => id === b[index]);
}
