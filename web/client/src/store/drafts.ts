import { readStored, writeStored } from "../lib/platform";
import { Cell } from "./entity-table";

const PREFIX = "parley.draft.";

/** Texts begun and not sent, per room and thread, on this device. */
export class Drafts {
  /** Ids of rooms and threads that have a draft. */
  readonly keys: Cell<ReadonlySet<string>>;

  constructor() {
    const keys = new Set<string>();
    try {
      for (const key of Object.keys(localStorage))
        if (key.startsWith(PREFIX)) keys.add(key.slice(PREFIX.length));
    } catch {
      // Storage is forbidden: drafts live as long as their composer.
    }
    this.keys = new Cell<ReadonlySet<string>>(keys);
  }

  read(key: string): string {
    return readStored(PREFIX + key) ?? "";
  }

  write(key: string, text: string): void {
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
