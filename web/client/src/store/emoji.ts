import { fold } from "../lib/text";
import { Cell } from "./entity-table";

export interface EmojiEntry {
  glyph: string;
  /** The first is what we write; all are understood. Without colons. */
  codes: string[];
  group: number;
  words: string;
  tones: string[];
}

interface EmojiIndex {
  entries: EmojiEntry[];
  byCode: Map<string, string>;
}

const RECENT_KEY = "parley.emoji.recent";
const RECENT_COUNT = 24;

/** The table of emoji, loaded when first needed. Until then shortcodes are shown as they are written. */
class EmojiTable {
  readonly index = new Cell<EmojiIndex | undefined>(undefined);
  private loading: Promise<void> | undefined;

  load(): Promise<void> {
    this.loading ??= import("virtual:emoji-table").then(({ default: rows }) => {
      const entries = rows.map(([glyph, codes, group, words, tones]) => ({
        glyph,
        codes: codes.split(" "),
        group,
        words,
        tones: tones === "" ? [] : tones.split(" "),
      }));
      const byCode = new Map<string, string>();
      for (const entry of entries) {
        for (const code of entry.codes) byCode.set(code, entry.glyph);
        for (const [tone, glyph] of entry.tones.entries()) {
          for (const code of entry.codes) byCode.set(`${code}_tone${tone + 1}`, glyph);
        }
      }
      this.index.set({ entries, byCode });
    });
    return this.loading;
  }

  glyph(code: string): string | undefined {
    return this.index.get()?.byCode.get(code.replaceAll(":", ""));
  }

  search(text: string, limit: number): EmojiEntry[] {
    const wanted = fold(text);
    const scored: { entry: EmojiEntry; score: number }[] = [];
    for (const entry of this.index.get()?.entries ?? []) {
      const score = scoreOf(entry, wanted);
      if (score > 0) scored.push({ entry, score });
    }
    return scored
      .sort((a, b) => b.score - a.score)
      .slice(0, limit)
      .map(({ entry }) => entry);
  }

  recent(): string[] {
    try {
      const saved: unknown = JSON.parse(localStorage.getItem(RECENT_KEY) ?? "[]");
      return Array.isArray(saved) ? saved.filter((code) => typeof code === "string") : [];
    } catch {
      return [];
    }
  }

  noteUse(code: string): void {
    try {
      const kept = [code, ...this.recent().filter((other) => other !== code)].slice(0, RECENT_COUNT);
      localStorage.setItem(RECENT_KEY, JSON.stringify(kept));
    } catch {
      // Recents are a convenience.
    }
  }
}

function scoreOf(entry: EmojiEntry, wanted: string): number {
  if (entry.codes.includes(wanted)) return 5;
  if (entry.codes.some((code) => code.startsWith(wanted))) return 4;
  const words = entry.words.split(" ");
  if (words.includes(wanted)) return 3;
  if (words.some((word) => word.startsWith(wanted))) return 2;
  return entry.codes.some((code) => code.includes(wanted)) ? 1 : 0;
}

export const emojiTable = new EmojiTable();
