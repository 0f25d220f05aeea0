import { inRanges, isDigit, isShortCodeCharacter } from "./characters";
import { type Found, plain } from "./nodes";
import type { Source } from "./source";
import { emojiRanges, emoticons, pictographRanges } from "./tables";
import type { Emoji } from "./tree";

/** Emoji at a position: typed as such, by name between colons, or as an emoticon. */
export class EmojiReader {
  private readonly source: Source;
  private readonly hasEmoticons: boolean;

  constructor(source: Source, hasEmoticons: boolean) {
    this.source = source;
    this.hasEmoticons = hasEmoticons;
  }

  any(p: number): Found<Emoji> | null {
    return this.unicode(p) ?? this.named(p);
  }

  named(p: number): Found<Emoji> | null {
    if (this.source.at(p) === 58) {
      let q = p + 1;
      while (isShortCodeCharacter(this.source.at(q))) q++;
      if (q > p + 1 && this.source.at(q) === 58) {
        const name = this.source.text.slice(p + 1, q);
        return { node: { type: "EMOJI", value: plain(name), shortCode: name }, end: q + 1 };
      }
    }
    if (!this.hasEmoticons || !"#%'(*-08:;<=>BDOX\\".includes(this.source.text.charAt(p))) return null;
    for (let length = Math.min(5, this.source.end - p); length >= 2; length--) {
      const typed = this.source.text.slice(p, p + length);
      const shortCode = emoticons.get(typed);
      if (shortCode !== undefined)
        return { node: { type: "EMOJI", value: plain(typed), shortCode }, end: p + length };
    }
    return null;
  }

  unicode(p: number): Found<Emoji> | null {
    const end = this.unicodeEnd(p);
    return end < 0 ? null : { node: { type: "EMOJI", unicode: this.source.text.slice(p, end) }, end };
  }

  private unicodeEnd(p: number): number {
    const first = this.source.codePoint(p);
    if (first < 0x80) {
      // Keycaps are a plain character in an emoji dress.
      if (!isDigit(first) && first !== 35 && first !== 42) return -1;
      const q = this.source.at(p + 1) === 0xfe0f ? p + 2 : p + 1;
      return this.source.at(q) === 0x20e3 ? q + 1 : -1;
    }
    if (first >= 0x1f1e6 && first <= 0x1f1ff) {
      const second = this.source.codePoint(p + 2);
      return second >= 0x1f1e6 && second <= 0x1f1ff ? p + 4 : -1;
    }
    let q = this.elementEnd(p, false);
    if (q < 0) return -1;
    if (first === 0x1f3f4 && this.source.codePoint(q) >= 0xe0020 && this.source.codePoint(q) <= 0xe007e) {
      let tag = q;
      while (this.source.codePoint(tag) >= 0xe0020 && this.source.codePoint(tag) <= 0xe007e) tag += 2;
      if (this.source.codePoint(tag) === 0xe007f) return tag + 2;
    }
    while (this.source.at(q) === 0x200d) {
      const next = this.elementEnd(q + 1, true);
      if (next < 0) break;
      q = next;
    }
    return q;
  }

  private elementEnd(p: number, isJoined: boolean): number {
    const c = this.source.codePoint(p);
    if (c < 0x80) return -1;
    let q = p + (c > 0xffff ? 2 : 1);
    const isDressed = this.source.at(q) === 0xfe0f;
    if (!inRanges(emojiRanges, c) && !(inRanges(pictographRanges, c) && (isDressed || isJoined))) return -1;
    if (isDressed) q++;
    const modifier = this.source.codePoint(q);
    return modifier >= 0x1f3fb && modifier <= 0x1f3ff ? q + 2 : q;
  }
}
