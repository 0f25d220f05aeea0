import { readStored, writeStored } from "../lib/platform";
import { Cell } from "./entity-table";

const PREFIX = "parley.draft.";
const WRITE_AFTER_MS = 300;

/** Texts begun and not sent, per room and thread, on this device. */
export class Drafts {
  /** Ids of rooms and threads that have a draft. */
  readonly keys: Cell<ReadonlySet<string>>;
  private readonly unwritten = new Map<string, string>();
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
    return this.held.get(key) ?? this.unwritten.get(key) ?? readStored(PREFIX + key) ?? "";
  }

  /** While somebody types: not with each letter. What is `secret` is not kept on the device. */
  note(key: string, text: string, isSecret = false): void {
    if (isSecret) {
      this.write(key, "");
      if (text.trim() !== "") this.held.set(key, text);
      return;
    }
    this.unwritten.set(key, text);
    this.timer ??= setTimeout(this.flush, WRITE_AFTER_MS);
  }

  readonly flush = (): void => {
    clearTimeout(this.timer);
    this.timer = undefined;
    for (const [key, text] of this.unwritten) this.write(key, text);
  };

  write(key: string, text: string): void {
    this.unwritten.delete(key);
    this.held.delete(key);
    const kept = text.trim() === "" ? undefined : text;
    writeStored(PREFIX + key, kept);
    const has = this.keys.get().has(key);
    if (has === (kept !== undefined)) return;
    const keys = new Set(this.keys.get());
    if (kept === undefined) keys.delete(key);
    else keys.add(key);
    this.keys.set(keys);
  }
}
