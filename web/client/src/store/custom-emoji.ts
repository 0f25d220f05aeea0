import { asList, asRecord, readTime } from "@parley/shared/wire/parse";

interface CustomEmoji {
  id: string;
  name: string;
  codes: string[];
  address: string;
}

/** The workspace's own emoji. Immutable. */
export interface CustomEmojiTable {
  all: readonly CustomEmoji[];
  /** Addresses of pictures by every name they are known by. */
  addresses: ReadonlyMap<string, string>;
}

export const noCustomEmoji: CustomEmojiTable = { all: [], addresses: new Map() };

function parseCustomEmoji(value: unknown): CustomEmoji | undefined {
  const raw = asRecord(value);
  const { _id, name, extension } = raw;
  if (typeof _id !== "string" || typeof name !== "string" || typeof extension !== "string") return undefined;
  // A picture may be replaced under its name: the version tells browsers to fetch it again.
  const tag = typeof raw.etag === "string" ? raw.etag : readTime(raw._updatedAt);
  const query = tag === undefined ? "" : `?etag=${encodeURIComponent(tag)}`;
  return {
    id: _id,
    name,
    codes: [name, ...asList(raw.aliases).filter((alias) => typeof alias === "string" && alias !== "")].map(
      String,
    ),
    address: `/emoji-custom/${encodeURIComponent(name)}.${encodeURIComponent(extension)}${query}`,
  };
}

function makeTable(all: readonly CustomEmoji[]): CustomEmojiTable {
  const addresses = new Map<string, string>();
  for (const emoji of all) for (const code of emoji.codes) addresses.set(code, emoji.address);
  return { all, addresses };
}

export function readCustomEmoji(list: unknown): CustomEmojiTable {
  return makeTable(
    asList(list)
      .map(parseCustomEmoji)
      .filter((emoji) => emoji !== undefined),
  );
}

/** Adds an emoji, or puts it in place of its former self. */
export function withEmoji(table: CustomEmojiTable, value: unknown): CustomEmojiTable {
  const emoji = parseCustomEmoji(value);
  if (emoji === undefined) return table;
  const isKnown = table.all.some((known) => known.id === emoji.id);
  return makeTable(
    isKnown ? table.all.map((known) => (known.id === emoji.id ? emoji : known)) : [...table.all, emoji],
  );
}

export function withoutEmoji(table: CustomEmojiTable, value: unknown): CustomEmojiTable {
  const id = asRecord(value)._id;
  return makeTable(table.all.filter((known) => known.id !== id));
}

/** Names of the workspace's emoji that contain a text in any of their codes. */
export function searchCustomEmoji(table: CustomEmojiTable, text: string): string[] {
  const wanted = text.trim().toLowerCase();
  return table.all
    .filter(({ codes }) => codes.some((code) => code.toLowerCase().includes(wanted)))
    .map(({ name }) => name);
}
