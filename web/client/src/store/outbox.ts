import { parseMarkup } from "@parley/shared/markup/parse";
import type { Message } from "@parley/shared/wire/entities";
import { WireError, toWireError } from "@parley/shared/wire/errors";
import { makeId } from "@parley/shared/wire/ids";
import type { OutboxEntry } from "./database";
import { markupOptions } from "./markup-options";
import type { WorkspaceStore } from "./workspace-store";

/** Where unsent messages survive a reload. */
export interface OutboxStorage {
  load(): Promise<OutboxEntry[]>;
  save(entry: OutboxEntry): Promise<void>;
  remove(id: string): Promise<void>;
}

export interface Draft {
  roomId: string;
  threadId?: string | undefined;
  alsoInRoom?: boolean | undefined;
  text: string;
  /** An encrypted text, which holds the id. */
  isSealed?: boolean | undefined;
  id?: string | undefined;
}

/** Sends one message; resolves with the stored message when the server returns it. */
export type SendEntry = (entry: OutboxEntry) => Promise<Message | undefined>;

interface OutboxOptions {
  store: WorkspaceStore;
  storage: OutboxStorage;
  send: SendEntry;
  wait?: (ms: number) => Promise<void>;
}

/**
 * Messages on their way. Per room they are sent one after the other in the order written; each keeps its id through
 * retries, so that a message that arrived although its answer was lost is not stored twice. Losing the connection
 * leaves them queued; a refusal by the server stops only that message.
 */
export class Outbox {
  private readonly entries = new Map<string, OutboxEntry>();
  private readonly busyRooms = new Set<string>();
  private readonly options: Required<OutboxOptions>;
  private lastWrittenAt = 0;
  private isOnline = false;

  constructor(options: OutboxOptions) {
    this.options = { wait: (ms) => new Promise((resolve) => setTimeout(resolve, ms)), ...options };
  }

  /** Brings back what an earlier page left unsent. */
  async restore(): Promise<void> {
    const saved = await this.options.storage.load();
    saved.sort((a, b) => a.writtenAt - b.writtenAt);
    for (const entry of saved) {
      if (this.entries.has(entry.id)) continue;
      this.entries.set(entry.id, entry);
      this.lastWrittenAt = Math.max(this.lastWrittenAt, entry.writtenAt);
      this.show(entry, entry.failure === undefined ? "queued" : "failed");
    }
    this.sendAll();
  }

  add(draft: Draft): string {
    this.lastWrittenAt = Math.max(Date.now(), this.lastWrittenAt + 1);
    const entry: OutboxEntry = {
      id: draft.id ?? makeId(),
      roomId: draft.roomId,
      threadId: draft.threadId,
      alsoInRoom: draft.alsoInRoom ?? false,
      text: draft.text,
      isSealed: draft.isSealed,
      writtenAt: this.lastWrittenAt,
      failure: undefined,
    };
    this.entries.set(entry.id, entry);
    this.show(entry, this.isOnline ? "sending" : "queued");
    void this.options.storage.save(entry);
    void this.sendRoom(entry.roomId);
    return entry.id;
  }

  retry(id: string): void {
    const entry = this.entries.get(id);
    if (entry === undefined) return;
    entry.failure = undefined;
    this.options.store.patchMessage(id, { delivery: "queued", failure: undefined });
    void this.options.storage.save(entry);
    void this.sendRoom(entry.roomId);
  }

  discard(id: string): void {
    this.forget(id);
    this.options.store.removeMessage(id);
  }

  /** The server has this message, however we learnt it. */
  confirm(id: string): void {
    if (this.entries.has(id)) this.forget(id);
  }

  has(id: string): boolean {
    return this.entries.has(id);
  }

  setOnline(isOnline: boolean): void {
    this.isOnline = isOnline;
    if (isOnline) this.sendAll();
  }

  private sendAll(): void {
    for (const roomId of new Set([...this.entries.values()].map((entry) => entry.roomId)))
      void this.sendRoom(roomId);
  }

  private async sendRoom(roomId: string): Promise<void> {
    if (this.busyRooms.has(roomId) || !this.isOnline) return;
    this.busyRooms.add(roomId);
    try {
      for (let entry = this.next(roomId); entry !== undefined && this.isOnline; entry = this.next(roomId)) {
        const goesOn = await this.sendOne(entry);
        if (!goesOn) break;
      }
    } finally {
      this.busyRooms.delete(roomId);
    }
  }

  /** Returns false when the room must wait for the connection. */
  private async sendOne(entry: OutboxEntry): Promise<boolean> {
    this.options.store.patchMessage(entry.id, { delivery: "sending" });
    try {
      const stored = await this.options.send(entry);
      this.forget(entry.id);
      if (stored !== undefined) this.options.store.putMessages([stored], "arrival");
      else this.options.store.patchMessage(entry.id, { delivery: undefined });
      return true;
    } catch (caught) {
      const error = toWireError(caught);
      if (!this.entries.has(entry.id)) return true;
      if (error.isConnectionLoss) {
        this.options.store.patchMessage(entry.id, { delivery: "queued" });
        return false;
      }
      if (error.code === "too-many-requests" || error.status === 429) {
        await this.options.wait(pauseMs(error));
        return true;
      }
      entry.failure = error.message;
      this.options.store.patchMessage(entry.id, { delivery: "failed", failure: error.message });
      void this.options.storage.save(entry);
      return true;
    }
  }

  private next(roomId: string): OutboxEntry | undefined {
    let first: OutboxEntry | undefined;
    for (const entry of this.entries.values()) {
      if (entry.roomId !== roomId || entry.failure !== undefined) continue;
      if (first === undefined || entry.writtenAt < first.writtenAt) first = entry;
    }
    return first;
  }

  private forget(id: string): void {
    this.entries.delete(id);
    void this.options.storage.remove(id);
  }

  private show(entry: OutboxEntry, delivery: "queued" | "sending" | "failed"): void {
    const me = this.options.store.me.get();
    this.options.store.putMessages(
      [
        {
          id: entry.id,
          roomId: entry.roomId,
          text: entry.text,
          ...(entry.isSealed === true
            ? { kind: "e2e" }
            : { markup: parseMarkup(entry.text, markupOptions(this.options.store.settings.get())) }),
          sentAt: entry.writtenAt,
          updatedAt: 0,
          author: { id: me.id, username: me.username, name: me.name },
          threadId: entry.threadId,
          alsoInRoom: entry.alsoInRoom,
          replyCount: 0,
          followers: [],
          discussionCount: 0,
          reactions: [],
          attachments: [],
          previews: [],
          mentions: [],
          channels: [],
          isPinned: false,
          isUnread: false,
          translations: {},
          starredBy: [],
          isBot: false,
          isGroupable: true,
          isPrivate: false,
          delivery,
          failure: entry.failure,
        },
      ],
      "arrival",
    );
  }
}

function pauseMs(error: WireError): number {
  const stated = error.details.timeToReset;
  return typeof stated === "number" && stated > 0 ? Math.min(stated, 60_000) : 2000;
}
