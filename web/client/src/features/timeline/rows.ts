import type { Message } from "@parley/shared/wire/entities";
import { isSameDay } from "../../lib/dates";
import type { FindMessage } from "../../store/timeline";

export type Row =
  | { kind: "foreword"; key: string }
  | { kind: "loading"; key: string }
  | { kind: "day"; key: string; time: number }
  | { kind: "unread"; key: string }
  | { kind: "message"; key: string; id: string; startsRun: boolean };

export interface RowOptions {
  hasOlder: boolean;
  /** The first message after this time that is not ours is preceded by the unread line. */
  seenUntil: number | undefined;
  myId: string;
  /** How soon after one another messages of one person share a header. */
  runMs: number;
  /** Kinds of system messages that are not shown. */
  hiddenKinds: ReadonlySet<string>;
}

/** What the timeline draws, top to bottom. */
export function buildRows(ids: readonly string[], find: FindMessage, options: RowOptions): Row[] {
  const rows: Row[] = [
    options.hasOlder ? { kind: "loading", key: "loading" } : { kind: "foreword", key: "foreword" },
  ];
  let before: Message | undefined;
  let hasUnreadLine = options.seenUntil === undefined;
  for (const id of ids) {
    const message = find(id);
    if (message === undefined || options.hiddenKinds.has(message.kind ?? "")) continue;
    const isNewDay = before === undefined || !isSameDay(before.sentAt, message.sentAt);
    if (isNewDay)
      rows.push({
        kind: "day",
        key: `day:${new Date(message.sentAt).toDateString()}:${id}`,
        time: message.sentAt,
      });
    const isNews =
      !hasUnreadLine && message.sentAt > (options.seenUntil ?? 0) && message.author.id !== options.myId;
    if (isNews) {
      rows.push({ kind: "unread", key: "unread" });
      hasUnreadLine = true;
    }
    rows.push({
      kind: "message",
      key: id,
      id,
      startsRun: isNewDay || isNews || !continuesRun(before, message, options.runMs),
    });
    before = message;
  }
  return rows;
}

/** Whether a message goes without a header of its own, below one by the same person shortly before. */
export function continuesRun(before: Message | undefined, message: Message, runMs: number): boolean {
  return (
    before !== undefined &&
    before.kind === undefined &&
    message.kind === undefined &&
    before.author.id === message.author.id &&
    before.alias === message.alias &&
    before.threadId === message.threadId &&
    before.isPrivate === message.isPrivate &&
    before.isGroupable &&
    message.isGroupable &&
    message.sentAt - before.sentAt < runMs &&
    isSameDay(before.sentAt, message.sentAt)
  );
}
