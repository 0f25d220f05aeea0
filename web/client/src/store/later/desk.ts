import { toWireError } from "@parley/shared/wire/errors";
import { asList, asRecord, parseMessage, readTime } from "@parley/shared/wire/parse";
import { readStored, writeStored } from "../../lib/platform";
import type { Draft } from "../drafts";
import { messageLine } from "../message-text";
import { showNotice } from "../notices";
import type { LaterSeat, RoomSection, SavedMessage, ScheduledMessage } from "./seat";
import { laterStoreStrings as strings } from "./strings";

const UNSENT = "parley.drafts-unsent";
const PUSH_AFTER_MS = 1500;
const PAGE = 100;

export function parseSaved(value: unknown): SavedMessage | undefined {
  const raw = asRecord(value);
  if (typeof raw.messageId !== "string" || typeof raw.rid !== "string") return undefined;
  const remindAt = readTime(raw.remindAt);
  return {
    messageId: raw.messageId,
    roomId: raw.rid,
    savedAt: readTime(raw.savedAt) ?? 0,
    remindAt,
    isDue: raw.reminded === true,
  };
}

export function parseScheduled(value: unknown): ScheduledMessage | undefined {
  const raw = asRecord(value);
  const sendAt = readTime(raw.sendAt);
  if (typeof raw._id !== "string" || typeof raw.rid !== "string" || sendAt === undefined) return undefined;
  return {
    id: raw._id,
    roomId: raw.rid,
    threadId: typeof raw.tmid === "string" ? raw.tmid : undefined,
    text: typeof raw.msg === "string" ? raw.msg : "",
    sendAt,
    error: typeof raw.error === "string" ? raw.error : undefined,
  };
}

function parseSection(value: unknown): RoomSection | undefined {
  const raw = asRecord(value);
  if (typeof raw._id !== "string" || typeof raw.name !== "string") return undefined;
  return {
    id: raw._id,
    name: raw.name,
    isShared: raw.shared === true,
    roomIds: asList(raw.rooms).filter((id) => typeof id === "string"),
  };
}

const draftOf = (value: unknown): Draft | undefined => {
  const raw = asRecord(value);
  if (typeof raw.rid !== "string") return undefined;
  const text = typeof raw.msg === "string" ? raw.msg : "";
  return { key: typeof raw.tmid === "string" ? raw.tmid : raw.rid, roomId: raw.rid, text };
};

/** Reads and changes what is kept for later, and carries drafts between devices. */
export class LaterDesk {
  private readonly unsent: Map<string, string>;
  private pushing: ReturnType<typeof setTimeout> | undefined;

  constructor(private readonly seat: LaterSeat) {
    this.unsent = readUnsent();
    // What was begun before drafts travelled shall not be lost to an empty list.
    if (readStored(UNSENT) === undefined)
      for (const key of seat.drafts.keys.get()) this.unsent.set(key, this.roomOf(key) ?? key);
    this.keepUnsent();
  }

  /** After each connection: what happened meanwhile was not told. */
  refresh(): void {
    const all = [this.loadSaved(), this.loadScheduled(), this.loadSections(), this.loadDrafts()];
    void Promise.allSettled(all);
  }

  /** An event of the person's own stream. */
  take([kind, value]: readonly unknown[]): void {
    const { saved, scheduled, drafts } = this.seat;
    const raw = asRecord(value);
    if (kind === "saved") {
      const entry = parseSaved(raw);
      if (entry === undefined) return;
      if (readTime(raw.doneAt) === undefined) saved.set(entry.messageId, entry);
      else saved.delete(entry.messageId);
    } else if (kind === "saved-removed") {
      saved.delete(String(raw.messageId));
    } else if (kind === "reminder") {
      this.remind(raw);
    } else if (kind === "scheduled") {
      const entry = parseScheduled(raw);
      if (entry === undefined) return;
      scheduled.set(entry.id, entry);
      if (entry.error !== undefined) this.tell("failed", strings.notSent(entry.text));
    } else if (kind === "scheduled-removed") {
      scheduled.delete(String(raw._id));
    } else if (kind === "draft" || kind === "draft-removed") {
      const draft = draftOf(raw);
      if (draft !== undefined && !this.unsent.has(draft.key)) drafts.take(draft.key, draft.text);
    }
  }

  async save(messageId: string, remindAt?: number): Promise<boolean> {
    const when = remindAt === undefined ? {} : { remindAt: new Date(remindAt).toISOString() };
    return await this.attempt(async () => {
      const entry = parseSaved((await this.post("later.save", { messageId, ...when })).saved);
      if (entry !== undefined) this.seat.saved.set(messageId, entry);
    });
  }

  async setDone(messageId: string, isDone: boolean): Promise<boolean> {
    return await this.attempt(async () => {
      const entry = parseSaved((await this.post("later.setDone", { messageId, done: isDone })).saved);
      if (isDone) this.seat.saved.delete(messageId);
      else if (entry !== undefined) this.seat.saved.set(messageId, entry);
    });
  }

  async remove(messageId: string): Promise<boolean> {
    return await this.attempt(async () => {
      await this.post("later.remove", { messageId });
      this.seat.saved.delete(messageId);
    });
  }

  async schedule(roomId: string, threadId: string | undefined, text: string, at: number): Promise<boolean> {
    const thread = threadId === undefined ? {} : { tmid: threadId };
    return await this.attempt(() =>
      this.putScheduled("create", { roomId, text, sendAt: new Date(at).toISOString(), ...thread }),
    );
  }

  async reschedule(id: string, change: { text?: string; at?: number }): Promise<boolean> {
    return await this.attempt(() =>
      this.putScheduled("update", {
        scheduledId: id,
        ...(change.text === undefined ? {} : { text: change.text }),
        ...(change.at === undefined ? {} : { sendAt: new Date(change.at).toISOString() }),
      }),
    );
  }

  async unschedule(id: string): Promise<boolean> {
    return await this.attempt(async () => {
      await this.post("scheduled.remove", { scheduledId: id });
      this.seat.scheduled.delete(id);
    });
  }

  async sendNow(id: string): Promise<boolean> {
    return await this.attempt(async () => {
      await this.post("scheduled.sendNow", { scheduledId: id });
      this.seat.scheduled.delete(id);
    });
  }

  /** One act on the sections of the sidebar; the list is read again behind it. */
  async changeSections(
    act: string,
    body: Record<string, unknown>,
  ): Promise<Record<string, unknown> | undefined> {
    let answer: Record<string, unknown> | undefined;
    await this.attempt(async () => {
      answer = await this.post(`sections.${act}`, body);
      await this.loadSections();
    });
    return answer;
  }

  /** A draft changed on this device. */
  keepDraft(draft: Draft): void {
    // What is written in an encrypted room stays here; what was there before it was encrypted is taken away.
    if (draft.text !== "" && this.seat.store.rooms.get(draft.roomId)?.isEncrypted === true) return;
    this.unsent.set(draft.key, draft.roomId);
    this.keepUnsent();
    this.pushing ??= setTimeout(() => void this.push(), PUSH_AFTER_MS);
  }

  async loadSections(): Promise<void> {
    const answer = await this.seat.link.rest.get("sections.list");
    this.seat.sections.set(
      asList(answer.sections)
        .map(parseSection)
        .filter((section) => section !== undefined),
    );
  }

  /** The room of a draft that may belong to a thread. */
  roomOf(key: string): string | undefined {
    const { store } = this.seat;
    return store.subscriptions.has(key) ? key : (this.draftRooms.get(key) ?? store.messages.get(key)?.roomId);
  }

  private readonly draftRooms = new Map<string, string>();

  private async push(): Promise<void> {
    this.pushing = undefined;
    for (const [key, roomId] of this.unsent) {
      const text = this.seat.drafts.readKept(key);
      this.draftRooms.set(key, roomId);
      try {
        await this.post("drafts.set", { roomId, text, ...(key === roomId ? {} : { tmid: key }) });
      } catch (caught) {
        const error = toWireError(caught);
        if (error.isConnectionLoss) return; // the next connection brings them
        if (error.code === "error-too-many-requests") {
          this.pushing = setTimeout(() => void this.push(), 60_000);
          return;
        }
      }
      if (this.seat.drafts.readKept(key) === text) this.unsent.delete(key);
    }
    this.keepUnsent();
    if (this.unsent.size > 0) this.pushing ??= setTimeout(() => void this.push(), PUSH_AFTER_MS);
  }

  private async loadSaved(): Promise<void> {
    const { saved, link } = this.seat;
    const answer = await link.rest.get("later.list", { count: PAGE });
    const entries = asList(answer.saved)
      .map(parseSaved)
      .filter((entry) => entry !== undefined);
    const ids = new Set(entries.map((entry) => entry.messageId));
    saved.batch(() => {
      for (const { messageId } of saved.all()) if (!ids.has(messageId)) saved.delete(messageId);
      for (const entry of entries) saved.set(entry.messageId, entry);
    });
  }

  private async loadScheduled(): Promise<void> {
    const { scheduled, link } = this.seat;
    const entries = asList((await link.rest.get("scheduled.list")).messages)
      .map(parseScheduled)
      .filter((entry) => entry !== undefined);
    const ids = new Set(entries.map((entry) => entry.id));
    scheduled.batch(() => {
      for (const { id } of scheduled.all()) if (!ids.has(id)) scheduled.delete(id);
      for (const entry of entries) scheduled.set(entry.id, entry);
    });
  }

  private async loadDrafts(): Promise<void> {
    const { drafts, link, store } = this.seat;
    const there = asList((await link.rest.get("drafts.list")).drafts)
      .map(draftOf)
      .filter((draft) => draft !== undefined);
    const known = new Set(there.map((draft) => draft.key));
    for (const draft of there) {
      this.draftRooms.set(draft.key, draft.roomId);
      if (!this.unsent.has(draft.key)) drafts.take(draft.key, draft.text);
    }
    // What was carried over once and is there no more was sent or given up elsewhere.
    for (const key of drafts.keys.get()) {
      const roomId = this.roomOf(key);
      const isKept = roomId !== undefined && store.rooms.get(roomId)?.isEncrypted === true;
      if (!known.has(key) && !this.unsent.has(key) && !isKept) drafts.take(key, "");
    }
    await this.push();
  }

  private remind(raw: Record<string, unknown>): void {
    const { saved } = this.seat;
    const messageId = String(raw.messageId);
    const entry = saved.get(messageId);
    if (entry !== undefined) saved.set(messageId, { ...entry, isDue: true });
    const message = parseMessage(raw.message);
    if (message === undefined) return;
    const text = messageLine(message);
    this.tell("done", strings.reminder(text));
    if (document.hasFocus()) return;
    const { roomId, threadId, author } = message;
    const notice = {
      id: `later-${messageId}`,
      roomId,
      threadId,
      username: author.username,
      sealed: undefined,
    };
    // The window comes to the front, where the reminder stands.
    showNotice({ ...notice, title: strings.reminderTitle, text }, true, () => undefined);
  }

  private async putScheduled(act: string, body: Record<string, unknown>): Promise<void> {
    const entry = parseScheduled((await this.post(`scheduled.${act}`, body)).scheduled);
    if (entry !== undefined) this.seat.scheduled.set(entry.id, entry);
  }

  private async post(path: string, body: Record<string, unknown>): Promise<Record<string, unknown>> {
    return asRecord(await this.seat.link.rest.post(path, body));
  }

  private async attempt(act: () => Promise<void>): Promise<boolean> {
    try {
      await act();
      return true;
    } catch (error) {
      this.tell("failed", strings.failed(toWireError(error).message));
      return false;
    }
  }

  private tell(kind: "done" | "failed", text: string): void {
    this.seat.notice.set({ kind, text });
  }

  private keepUnsent(): void {
    writeStored(UNSENT, JSON.stringify([...this.unsent]));
  }
}

function readUnsent(): Map<string, string> {
  try {
    const read: unknown = JSON.parse(readStored(UNSENT) ?? "[]");
    return new Map(
      asList(read).filter(
        (pair): pair is [string, string] =>
          Array.isArray(pair) && typeof pair[0] === "string" && typeof pair[1] === "string",
      ),
    );
  } catch {
    return new Map();
  }
}
