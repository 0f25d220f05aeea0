import { asRecord, asList, parseList, parseMessage } from "@parley/shared/wire/parse";
import { wireTime } from "@parley/shared/wire/ddp-client";
import type { Message } from "@parley/shared/wire/entities";
import { WireError } from "@parley/shared/wire/errors";
import type { Link } from "./link";
import { threadKey, type WorkspaceStore } from "./workspace-store";

const PAGE = 50;
/** Rows that commit late may carry an earlier stamp: deltas look back a little further than what was seen. */
const OVERLAP_MS = 5000;

/** Loads stretches of rooms and threads into the store. One load of a kind runs at a time for a room. */
export class RoomHistory {
  private readonly running = new Map<string, Promise<void>>();
  private readonly store: WorkspaceStore;
  private readonly link: Link;

  constructor(store: WorkspaceStore, link: Link) {
    this.store = store;
    this.link = link;
  }

  /** The newest page. Replaces a stretch that is in the past. */
  loadLatest(roomId: string): Promise<void> {
    return this.once(`latest:${roomId}`, async () => {
      const before = this.store.timelines.get(roomId);
      const messages = await this.fetchHistory(roomId, undefined);
      const now = this.store.timelines.get(roomId);
      // A stretch that does not touch the new page would leave a hole: begin again with this page.
      const isDetached = before?.hasNewer === true || !this.touches(now?.ids ?? [], messages);
      if (isDetached) this.store.timelines.delete(roomId);
      this.store.putMessages(messages, "history");
      const hasOlder = isDetached || now?.isLoaded !== true ? messages.length >= PAGE : now.hasOlder;
      this.store.setTimelineEnds(roomId, { hasOlder, hasNewer: false, isLoaded: true });
    });
  }

  loadOlder(roomId: string): Promise<void> {
    return this.once(`older:${roomId}`, async () => {
      const timeline = this.store.timelines.get(roomId);
      if (timeline === undefined || !timeline.hasOlder) return;
      const oldest = this.firstConfirmed(timeline.ids);
      if (oldest === undefined) return;
      // The bound is exclusive; one millisecond more brings siblings of the same instant, which merge by id.
      const messages = await this.fetchHistory(roomId, oldest.sentAt + 1);
      if (!this.isStillThere(roomId, oldest.id)) return;
      const isNew = messages.some((message) => !timeline.ids.includes(message.id));
      this.store.putMessages(messages, "history");
      this.store.setTimelineEnds(roomId, { hasOlder: isNew && messages.length >= PAGE });
    });
  }

  loadNewer(roomId: string): Promise<void> {
    return this.once(`newer:${roomId}`, async () => {
      const timeline = this.store.timelines.get(roomId);
      const newest = timeline?.ids
        .map(this.store.findMessage)
        .findLast((message) => message?.delivery === undefined);
      if (timeline?.hasNewer !== true || newest === undefined) return;
      const answer = asRecord(
        await this.link.read("loadNextMessages", roomId, wireTime(newest.sentAt - 1), PAGE),
      );
      const messages = parseList(answer.messages, parseMessage);
      if (!this.isStillThere(roomId, newest.id)) return;
      const isNew = messages.some((message) => !timeline.ids.includes(message.id));
      this.store.putMessages(messages, "history");
      this.store.setTimelineEnds(roomId, { hasNewer: isNew && messages.length >= PAGE });
    });
  }

  /** Puts the room at a message of the past (or present), with its surroundings. */
  async loadAround(roomId: string, messageId: string): Promise<void> {
    if (this.store.timelines.get(roomId)?.ids.includes(messageId) === true) return;
    const known = this.store.messages.get(messageId);
    const reference = {
      _id: messageId,
      rid: roomId,
      ...(known === undefined ? {} : { ts: wireTime(known.sentAt) }),
    };
    const answer = asRecord(await this.link.read("loadSurroundingMessages", reference, PAGE));
    const messages = parseList(answer.messages, parseMessage);
    if (messages.length === 0)
      throw new WireError("error-message-not-found", "This message no longer exists.");
    this.store.timelines.delete(roomId);
    this.store.putMessages(messages, "history");
    this.store.setTimelineEnds(roomId, {
      hasOlder: answer.moreBefore !== false,
      hasNewer: answer.moreAfter !== false,
      isLoaded: true,
    });
  }

  /** Puts the room at the first message after a time, with its surroundings: where reading was left off. */
  async loadSince(roomId: string, since: number): Promise<void> {
    const answer = asRecord(await this.link.read("loadNextMessages", roomId, wireTime(since), 1));
    const [first] = parseList(answer.messages, parseMessage);
    if (first !== undefined) await this.loadAround(roomId, first.id);
  }

  loadThread(threadId: string): Promise<void> {
    return this.once(`thread:${threadId}`, async () => {
      if (!this.store.messages.has(threadId)) {
        const root = parseMessage(await this.link.read("getSingleMessage", threadId));
        if (root === undefined)
          throw new WireError("error-message-not-found", "This message no longer exists.");
        this.store.putMessages([root], "update");
      }
      for (let skip = 0; ; skip += PAGE) {
        const page = await this.link.read("getThreadMessages", { tmid: threadId, limit: PAGE, skip });
        const messages = parseList(page, parseMessage).filter((message) => message.id !== threadId);
        this.store.putMessages(messages, "history");
        if (asList(page).length < PAGE) break;
      }
      this.store.setTimelineEnds(threadKey(threadId), { hasOlder: false, hasNewer: false, isLoaded: true });
    });
  }

  /** Everything that happened in the room since we last heard of it: new, changed and deleted messages. */
  async catchUp(roomId: string): Promise<void> {
    const timeline = this.store.timelines.get(roomId);
    if (timeline === undefined || !timeline.isLoaded) return;
    const since = this.latestChange(roomId);
    if (since === undefined) return this.loadLatest(roomId);
    const delta = await this.fetchDelta(roomId, since - OVERLAP_MS);
    if (delta.updated.length > PAGE * 4) return this.loadLatest(roomId);
    for (const id of delta.deletedIds) this.store.removeMessage(id);
    this.store.putMessages(delta.updated, "arrival");
    return undefined;
  }

  private async fetchDelta(roomId: string, since: number) {
    let answer: Record<string, unknown>;
    try {
      answer = asRecord(await this.link.read("messages/get", roomId, { lastUpdate: wireTime(since) }));
    } catch (error) {
      if (!(error instanceof WireError) || error.code !== "404") throw error;
      const lastUpdate = new Date(since).toISOString();
      answer = asRecord((await this.link.rest.get("chat.syncMessages", { roomId, lastUpdate })).result);
    }
    return {
      updated: parseList(answer.updated, parseMessage),
      deletedIds: asList(answer.deleted).map((item) => String(asRecord(item)._id ?? "")),
    };
  }

  private async fetchHistory(roomId: string, before: number | undefined): Promise<Message[]> {
    const end = before === undefined ? null : wireTime(before);
    const answer = asRecord(
      await this.link.read("loadHistory", roomId, end, PAGE, null, this.store.showsThreadReplies()),
    );
    return parseList(answer.messages, parseMessage);
  }

  private latestChange(roomId: string): number | undefined {
    let latest: number | undefined;
    for (const message of this.store.messages.all()) {
      if (message.roomId !== roomId || message.delivery !== undefined) continue;
      if (latest === undefined || message.updatedAt > latest) latest = message.updatedAt;
    }
    return latest;
  }

  /** False when the stretch that was to be continued has made way for another meanwhile. */
  private isStillThere(roomId: string, messageId: string): boolean {
    return this.store.timelines.get(roomId)?.ids.includes(messageId) === true;
  }

  private firstConfirmed(ids: readonly string[]): Message | undefined {
    return ids
      .map(this.store.findMessage)
      .find((message) => message !== undefined && message.delivery === undefined);
  }

  private touches(ids: readonly string[], messages: readonly Message[]): boolean {
    const known = new Set(ids);
    return messages.length < PAGE || messages.some((message) => known.has(message.id));
  }

  private once(key: string, load: () => Promise<void>): Promise<void> {
    const current = this.running.get(key);
    if (current !== undefined) return current;
    const promise = load().finally(() => this.running.delete(key));
    this.running.set(key, promise);
    return promise;
  }
}
