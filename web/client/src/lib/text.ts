/** One or two letters that stand for a person without a picture. */
export function initials(name: string): string {
  const words = name
    .replace(/[^\p{L}\p{N}\s._-]/gu, "")
    .split(/[\s._-]+/u)
    .filter(Boolean);
  const letters = words.length > 1 ? [words[0], words.at(-1)] : [words[0]];
  return (
    letters
      .map((word) => [...(word ?? "")][0] ?? "")
      .join("")
      .toLocaleUpperCase() || "?"
  );
}

const sizes = ["B", "kB", "MB", "GB"];

export function formatBytes(bytes: number): string {
  let value = bytes;
  let unit = 0;
  while (value >= 1000 && unit < sizes.length - 1) {
    value /= 1000;
    unit += 1;
  }
  const digits = unit === 0 || value >= 10 ? 0 : 1;
  return `${value.toFixed(digits)} ${sizes[unit] ?? ""}`;
}

const plurals = new Intl.PluralRules("en");

/** "1 reply", "2 replies". */
export function countOf(count: number, one: string, other: string): string {
  return `${count.toLocaleString("en")} ${plurals.select(count) === "one" ? one : other}`;
}

/** "Ada", "Ada and Bob", "Ada, Bob and 3 others". */
export function listNames(names: readonly string[], limit = 3): string {
  const shown = names.slice(0, limit);
  const rest = names.length - shown.length;
  const parts = rest > 0 ? [...shown, `${rest} ${rest === 1 ? "other" : "others"}`] : shown;
  return new Intl.ListFormat("en", { style: "long", type: "conjunction" }).format(parts);
}

const safeSchemes = new Set(["http:", "https:", "mailto:", "tel:", "xmpp:", "sip:", "ftp:"]);

/** The address if following it is harmless; relative addresses count as this site's. */
export function safeHref(address: string): string | undefined {
  try {
    const candidate = address.startsWith("//") && !address.startsWith("///") ? `https:${address}` : address;
    const url = new URL(candidate, location.origin);
    return safeSchemes.has(url.protocol) ? url.href : undefined;
  } catch {
    return undefined;
  }
}

/** An address for pictures and media: of this server or http(s), nothing else. */
export function safeMediaSource(address: string | undefined): string | undefined {
  if (address === undefined) return undefined;
  try {
    const url = new URL(address, location.origin);
    return url.protocol === "https:" || url.protocol === "http:" ? url.href : undefined;
  } catch {
    return undefined;
  }
}

/** Lower case without accents, for comparing what people type with names. */
export function fold(text: string): string {
  return text.normalize("NFD").replace(/\p{M}/gu, "").toLocaleLowerCase();
}

/** How well `query` finds `name`: 0 not at all, higher is better. */
export function matchScore(name: string, query: string): number {
  const folded = fold(name);
  const wanted = fold(query);
  if (folded === wanted) return 4;
  if (folded.startsWith(wanted)) return 3;
  if (folded.split(/[\s._-]+/u).some((word) => word.startsWith(wanted))) return 2;
  return folded.includes(wanted) ? 1 : 0;
}

/** Where a place can be looked at on a map. */
export function mapLink(latitude: number, longitude: number): string {
  return `https://www.openstreetmap.org/?mlat=${latitude}&mlon=${longitude}#map=16/${latitude}/${longitude}`;
}

/** A text cut at words that are watched for; case makes no difference, and parts of longer words do not count. */
export function splitHighlights(text: string, words: unknown): { text: string; isMarked: boolean }[] {
  const wanted = Array.isArray(words)
    ? words.filter((word): word is string => typeof word === "string" && word.trim() !== "")
    : [];
  if (wanted.length === 0) return [{ text, isMarked: false }];
  const escaped = wanted.map((word) => word.trim().replaceAll(/[\\^$.*+?()[\]{}|]/gu, "\\$&"));
  const pattern = new RegExp(`(?<![\\p{L}\\p{N}_])(?:${escaped.join("|")})(?![\\p{L}\\p{N}_])`, "giu");
  const parts: { text: string; isMarked: boolean }[] = [];
  let at = 0;
  for (const found of text.matchAll(pattern)) {
    if (found.index > at) parts.push({ text: text.slice(at, found.index), isMarked: false });
    parts.push({ text: found[0], isMarked: true });
    at = found.index + found[0].length;
  }
  if (at < text.length || parts.length === 0) parts.push({ text: text.slice(at), isMarked: false });
  return parts;
}
