import { createRequire } from "node:module";
import type { Plugin } from "vite";

const require = createRequire(import.meta.url);

interface EmojiRecord {
  hexcode: string;
  unicode: string;
  label: string;
  group?: number;
  order?: number;
  tags?: string[];
  skins?: { hexcode: string; unicode: string }[];
}

/**
 * Provides `virtual:emoji-table`: the emoji people can type, as rows of
 * [glyph, shortcodes joined by space, group, search words, skin tone glyphs joined by space].
 * Built from emojibase-data at build time, so that the browser never downloads its 1 MB of JSON.
 */
export function emojiTable(): Plugin {
  const id = "\0virtual:emoji-table";
  return {
    name: "parley-emoji-table",
    resolveId: (source) => (source === "virtual:emoji-table" ? id : undefined),
    load(source) {
      if (source !== id) return undefined;
      const records = require("emojibase-data/en/compact.json") as EmojiRecord[];
      const codes = require("emojibase-data/en/shortcodes/joypixels.json") as Record<
        string,
        string | string[]
      >;
      const rows = records
        .filter((record) => record.group !== undefined && record.group !== 2)
        .sort((a, b) => (a.order ?? 0) - (b.order ?? 0))
        .map((record) => {
          const names = codes[record.hexcode] ?? [];
          const list = Array.isArray(names) ? names : [names];
          const words = [...new Set([...record.label.toLowerCase().split(" "), ...(record.tags ?? [])])];
          const tones = (record.skins ?? [])
            .filter((skin) => !skin.hexcode.includes("200D-"))
            .map((s) => s.unicode);
          return [record.unicode, list.join(" "), record.group, words.join(" "), tones.join(" ")];
        })
        .filter((row) => row[1] !== "");
      return `export default JSON.parse(${JSON.stringify(JSON.stringify(rows))});`;
    },
  };
}
