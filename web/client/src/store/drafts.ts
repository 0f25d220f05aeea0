import { readStored, writeStored } from "../lib/platform";
import { Cell } from "./entity-table";

const PREFIX = "parley.draft.";
const WRITE_AFTER_MS = 300;

/** A text begun in a room or, with a key of its own, in a thread of it. */
export interface Draft {
  key: string;
  roomId: string;
  /** Empty when it was sent or given up. */
  text: string;
}

/** Texts begun and not sent, per room and thread. What is written here can be carried to other devices. */
export class Drafts {
  /** Ids of rooms and threads that have a draft. */
  readonly keys: Cell<ReadonlySet<string>>;
  /** Hears what was written on this device. */
  onWritten: ((draft: Draft) => void) | undefined;
  /** Hears what came from another device. */
  readonly onTaken = new Set<(key: string, text: string) => void>();
  private readonly unwritten = new Map<string, Draft>();
  /** Of encrypted rooms: they live as long as the page. */
  private readonly held = new Map<string, string>();
  private timer: ReturnType<typeof setTimeout> | undefined;

  constructor() {
    const keys = new Set<string>();
    try {
      for (const key of Object.keys(localStorage))
        if (key.startsWith(PREFIX)) keys.add(key.slice(PREFIX.length));
    } catch {
      // Storage is forbidden: drafts live as long as their composer.
    }
    this.keys = new Cell<ReadonlySet<string>>(keys);
    addEventListener("pagehide", this.flush);
  }

  read(key: string): string {
    return this.held.get(key) ?? this.readKept(key);
  }

  /** What may leave this page: nothing of an encrypted room. */
  readKept(key: string): string {
    return this.unwritten.get(key)?.text ?? readStored(PREFIX + key) ?? "";
  }

  /** While somebody types: not with each letter. What is `secret` is not kept on the device. */
  note(key: string, text: string, roomId: string, isSecret = false): void {
    if (isSecret) {
      this.write(key, "", roomId);
      if (text.trim() !== "") this.held.set(key, text);
      return;
    }
    this.unwritten.set(key, { key, roomId, text });
    this.timer ??= setTimeout(this.flush, WRITE_AFTER_MS);
  }

  readonly flush = (): void => {
    clearTimeout(this.timer);
    this.timer = undefined;
    for (const { key, text, roomId } of this.unwritten.values()) this.write(key, text, roomId);
  };

  write(key: string, text: string, roomId: string): void {
    this.unwritten.delete(key);
    this.held.delete(key);
    const kept = text.trim() === "" ? "" : text;
    if ((readStored(PREFIX + key) ?? "") === kept) return;
    this.keep(key, kept);
    this.onWritten?.({ key, roomId, text: kept });
  }

  /** From another device. What is being typed here goes before it. */
  take(key: string, text: string): void {
    if (this.unwritten.has(key) || this.held.has(key) || this.read(key) === text) return;
    this.keep(key, text);
    for (const hear of this.onTaken) hear(key, text);
  }

  private keep(key: string, text: string): void {
    writeStored(PREFIX + key, text === "" ? undefined : text);
    const has = this.keys.get().has(key);
    if (has === (text !== "")) return;
    const keys = new Set(this.keys.get());
    if (text === "") keys.delete(key);
    else keys.add(key);
    this.keys.set(keys);
  }
}
