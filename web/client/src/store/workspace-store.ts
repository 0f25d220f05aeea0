import type { Me, Message, Room, Subscription, User } from "@parley/shared/wire/entities";
import { noCustomEmoji } from "./custom-emoji";
import { Cell, EntityTable } from "./entity-table";
import type { RoomRoles } from "./room-roles";
import {
  belongsToRoom,
  compareMessages,
  emptyTimeline,
  insertMessages,
  removeMessage,
  type Timeline,
} from "./timeline";

export interface Upload {
  id: string;
  roomId: string;
  threadId: string | undefined;
  name: string;
  share: number;
  failure: string | undefined;
  cancel: () => void;
}

export interface Activity {
  name: string;
  threadId: string | undefined;
  until: number;
}

export type Connection = "online" | "connecting" | "offline";

/** Everything the client knows of one account, normalised. Changed only by the sync, the outbox and the loaders. */
export class WorkspaceStore {
  readonly me: Cell<Me>;
  readonly settings = new Cell<Record<string, unknown>>({});
  /** True once the settings are known, or known to be out of reach. */
  readonly hasSettings = new Cell(false);
  readonly connection = new Cell<Connection>("connecting");
  readonly rooms = new EntityTable<Room>();
  /** Keyed by room id. */
  readonly subscriptions = new EntityTable<Subscription>();
  readonly messages = new EntityTable<Message>();
  readonly users = new EntityTable<User>();
  readonly usersByName = new Map<string, string>();
  /** Keyed by room id, and by `thread:` + thread id. */
  readonly timelines = new EntityTable<Timeline>();
  /** Keyed by room id. */
  readonly roomRoles = new EntityTable<RoomRoles>();
  /** Keyed by room id. */
  readonly activities = new EntityTable<Activity[]>();
  readonly uploads = new EntityTable<Upload>();
  /** Role ids by permission id. */
  readonly permissions = new Cell<Record<string, string[]>>({});
  readonly customEmoji = new Cell(noCustomEmoji);
  /** Rooms marked as unread on purpose: they stay so until they are opened again. */
  readonly keptUnread = new Cell<ReadonlySet<string>>(new Set());
  /** Messages shown the other way than usual: translated, or as they were written. */
  readonly turnedOver = new Cell<ReadonlySet<string>>(new Set());
  /** Opens what is encrypted, where its text is known at once. */
  unseal = (message: Message): Message => message;
  /** Rooms that were left or deleted from here: their end is no news. */
  readonly departed = new Set<string>();
  /** True once rooms and subscriptions are known, from the cache or the server. */
  readonly isReady = new Cell(false);

  constructor(me: Me) {
    this.me = new Cell(me);
    this.putUser(me);
  }

  readonly findMessage = (id: string): Message | undefined => this.messages.get(id);

  /** The reader wants replies of threads in the room too (ACC-050). */
  showsThreadReplies(): boolean {
    const name = "showThreadsInMainChannel";
    const chosen = this.me.get().preferences[name];
    return (chosen ?? this.settings.get()[`Accounts_Default_User_Preferences_${name}`]) === true;
  }

  putUser(user: User): void {
    const known = this.users.get(user.id);
    this.users.set(user.id, { ...known, ...dropUndefined(user) });
    if (user.username !== "") this.usersByName.set(user.username, user.id);
  }

  findUserByName(username: string): User | undefined {
    const id = this.usersByName.get(username);
    return id === undefined ? undefined : this.users.get(id);
  }

  /**
   * Takes messages in, newest version wins. `place` says where they may be added: `arrival` respects a timeline that
   * is in the past, `history` always inserts into the room's or thread's loaded stretch.
   */
  putMessages(messages: readonly Message[], place: "arrival" | "history" | "update"): void {
    const accepted: Message[] = [];
    this.messages.batch(() => {
      for (const sealed of messages) {
        const message = this.unseal(sealed);
        const known = this.messages.get(message.id);
        if (known !== undefined && known.delivery === undefined && known.updatedAt > message.updatedAt)
          continue;
        // Somebody else may have used the id of ours that waits; the server's version is the true one.
        this.messages.set(message.id, message);
        accepted.push(message);
      }
    });
    if (place === "update") {
      this.insertKnown(accepted);
      return;
    }
    const byTimeline = new Map<string, Message[]>();
    for (const message of accepted) {
      if (belongsToRoom(message) || this.showsThreadReplies()) push(byTimeline, message.roomId, message);
      if (message.threadId !== undefined) push(byTimeline, threadKey(message.threadId), message);
    }
    this.timelines.batch(() => {
      for (const [key, group] of byTimeline) {
        const timeline = this.timelines.get(key);
        if (timeline === undefined && place === "arrival") continue;
        if (timeline?.hasNewer === true && place === "arrival") {
          this.insertKnown(group, key);
          continue;
        }
        const waiting = timeline === undefined ? this.waitingFor(key) : [];
        // What is older than the stretch comes with its neighbours when they are scrolled to.
        const fitting =
          timeline?.hasOlder === true && place === "arrival" ? this.withoutOlder(group, timeline) : group;
        const all = waiting.length === 0 ? fitting : [...fitting, ...waiting];
        this.timelines.set(key, insertMessages(timeline ?? emptyTimeline, all, this.findMessage));
      }
    });
  }

  removeMessage(id: string): void {
    const message = this.messages.get(id);
    if (message === undefined) return;
    this.timelines.batch(() => {
      for (const key of [
        message.roomId,
        ...(message.threadId === undefined ? [] : [threadKey(message.threadId)]),
      ]) {
        const timeline = this.timelines.get(key);
        if (timeline !== undefined) this.timelines.set(key, removeMessage(timeline, id));
      }
    });
    this.messages.delete(id);
  }

  keepUnread(roomId: string, isKept: boolean): void {
    const known = this.keptUnread.get();
    if (known.has(roomId) === isKept) return;
    const next = new Set(known);
    if (isKept) next.add(roomId);
    else next.delete(roomId);
    this.keptUnread.set(next);
  }

  turnOver(messageId: string): void {
    const next = new Set(this.turnedOver.get());
    if (!next.delete(messageId)) next.add(messageId);
    this.turnedOver.set(next);
  }

  patchMessage(id: string, change: Partial<Message>): void {
    const message = this.messages.get(id);
    if (message !== undefined) this.messages.set(id, { ...message, ...change });
  }

  patchSubscription(roomId: string, change: Partial<Subscription>): void {
    const subscription = this.subscriptions.get(roomId);
    if (subscription !== undefined) this.subscriptions.set(roomId, { ...subscription, ...change });
  }

  /** Begins or ends a timeline's stretch; makes it exist even when it is empty. */
  setTimelineEnds(key: string, ends: Partial<Omit<Timeline, "ids">>): void {
    const timeline = this.timelines.get(key) ?? {
      ...emptyTimeline,
      ids: this.waitingFor(key).map((m) => m.id),
    };
    this.timelines.set(key, { ...timeline, ...ends });
  }

  /** Our own unsent messages, which no history contains. */
  private waitingFor(key: string): Message[] {
    const found: Message[] = [];
    for (const message of this.messages.all()) {
      if (message.delivery === undefined) continue;
      const isHere = message.threadId === undefined || message.alsoInRoom ? message.roomId === key : false;
      if (isHere || (message.threadId !== undefined && threadKey(message.threadId) === key))
        found.push(message);
    }
    return found.sort(compareMessages);
  }

  private withoutOlder(messages: readonly Message[], timeline: Timeline): readonly Message[] {
    const first = this.messages.get(timeline.ids[0] ?? "");
    if (first === undefined || first.delivery !== undefined) return messages;
    const known = new Set(timeline.ids);
    return messages.filter((message) => known.has(message.id) || compareMessages(first, message) < 0);
  }

  /** Puts messages that are already on show where they now belong, without adding new ones. */
  private insertKnown(messages: readonly Message[], only?: string): void {
    this.timelines.batch(() => {
      for (const message of messages) {
        const keys = only === undefined ? [message.roomId, threadKey(message.threadId ?? "")] : [only];
        for (const key of keys) {
          const timeline = this.timelines.get(key);
          if (timeline?.ids.includes(message.id) === true) {
            this.timelines.set(key, insertMessages(timeline, [message], this.findMessage));
          }
        }
      }
    });
  }
}

/** As the server keeps it: nothing that was encrypted is stored on the device in the clear. */
export function sealedAgain(message: Message): Message {
  return message.sealed === undefined
    ? message
    : { ...message, ...message.sealed, sealed: undefined, markup: undefined };
}

export function threadKey(threadId: string): string {
  return `thread:${threadId}`;
}

function push<T>(groups: Map<string, T[]>, key: string, value: T): void {
  const group = groups.get(key);
  if (group === undefined) groups.set(key, [value]);
  else group.push(value);
}

function dropUndefined<T extends object>(value: T): T {
  return Object.fromEntries(Object.entries(value).filter(([, item]) => item !== undefined)) as T;
}
