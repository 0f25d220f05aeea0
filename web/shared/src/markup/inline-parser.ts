import { AddressReader } from "./address-reader";
import {
  isAlphanumeric,
  isBlank,
  isLetter,
  isLineEnd,
  isMentionCharacter,
  isSurrogateStart,
  isWordText,
} from "./characters";
import { EmojiReader } from "./emoji-reader";
import { LeafReader } from "./leaf-reader";
import { addText, type Found, linkTo, plain } from "./nodes";
import type { Source } from "./source";
import type { Emoji, Inline, MarkupOptions } from "./tree";

/** What surrounds the inline text being read. */
type Context = "line" | "label" | "*" | "_" | "~";

const MaxDepth = 32;

interface LinkTarget {
  readonly from: number;
  readonly at: number;
  readonly target: { readonly src: string; readonly end: number } | null;
}

/** Inline constructs at positions of one text. */
export class InlineParser {
  private readonly source: Source;
  private readonly colors: boolean;
  private readonly emojiReader: EmojiReader;
  private readonly addresses: AddressReader;
  private readonly leaves: LeafReader;
  private readonly workCeiling: number;
  private depth = 0;
  private work = 0;
  private memo = new Map<number, Found<Inline> | null>();
  private nextTarget: LinkTarget | null = null;

  constructor(source: Source, options: MarkupOptions) {
    this.source = source;
    this.colors = options.colors === true;
    this.emojiReader = new EmojiReader(source, options.emoticons === true);
    this.addresses = new AddressReader(source, options.customDomains ?? []);
    this.leaves = new LeafReader(source, options);
    this.workCeiling = 4096 + source.text.length * 24;
  }

  /** Whether the last line held an asterisk that marks nothing. */
  sawLooseStar = false;

  /** Reads from `start` to the end of the line, or of the text. */
  line(start: number): Found<Inline[]> {
    this.sawLooseStar = false;
    const out: Inline[] = [];
    let p = start;
    while (p < this.source.end && !isLineEnd(this.source.at(p))) p = this.item(p, "line", out);
    return { node: out, end: p };
  }

  /** One to three emoji with blanks and line ends between, and nothing else. */
  bigEmoji(): Emoji[] | null {
    const found: Emoji[] = [];
    let p = 0;
    for (;;) {
      while (p < this.source.end && (isBlank(this.source.at(p)) || isLineEnd(this.source.at(p)))) p++;
      if (p >= this.source.end) return found.length > 0 ? found : null;
      if (found.length === 3) return null;
      const emoji = this.emojiReader.any(p);
      if (emoji === null) return null;
      found.push(emoji.node);
      p = emoji.end;
    }
  }

  /** Appends the item at `p` and returns the position after it. */
  private item(p: number, context: Context, out: Inline[]): number {
    const end = this.readItem(p, context, out);
    this.work += end - p;
    return end;
  }

  private readItem(p: number, context: Context, out: Inline[]): number {
    const c = this.source.at(p);
    if (isBlank(c)) {
      let q = p + 1;
      while (isBlank(this.source.at(q))) q++;
      addText(out, this.source.text.slice(p, q));
      return q;
    }
    const found = this.constructAt(p, context);
    if (found !== null) {
      if (found.node.type === "PLAIN_TEXT") addText(out, found.node.value);
      else out.push(found.node);
      if (found.node.type !== "EMOJI" || !("unicode" in found.node)) return found.end;
      const glued = this.emojiReader.named(found.end)?.end ?? found.end;
      if (glued > found.end) addText(out, this.source.text.slice(found.end, glued));
      return glued;
    }
    return this.text(p, context, out);
  }

  private constructAt(p: number, context: Context): Found<Inline> | null {
    const c = this.source.at(p);
    if (context === "label") return c === 42 || c === 95 || c === 126 ? this.emphasis(p, context) : null;
    const inLine = context === "line";
    switch (c) {
      case 33: // !
        return inLine ? this.image(p) : null;
      case 35: // #
      case 64: // @
        return this.emoji(p, context) ?? this.leaves.mention(p);
      case 36: // $
        return inLine ? this.leaves.dollarFormula(p) : null;
      case 43: // +
        return inLine ? this.addresses.phone(p) : null;
      case 60: // <
        return this.emoji(p, context) ?? this.angleLink(p);
      case 91: // [
        return this.link(p);
      case 92: // \
        return (inLine ? this.leaves.parenthesisFormula(p) : null) ?? this.emoji(p, context);
      case 96: // `
        return inLine ? this.leaves.inlineCode(p) : null;
      case 95: // _
        return (inLine ? this.addresses.bare(p) : null) ?? this.emphasis(p, context);
      case 42: // *
      case 126: // ~
        return this.emphasis(p, context) ?? this.emoji(p, context);
      default: {
        const emoji = this.emoji(p, context);
        if (emoji !== null || !inLine) return emoji;
        if (c === 99 && this.colors) {
          const color = this.leaves.color(p);
          if (color !== null) return color;
        }
        if (c === 109 && this.source.text.startsWith("mailto:", p)) {
          const address = this.addresses.mail(p + 7);
          if (address !== null) return address;
        }
        return isAlphanumeric(c) || c >= 0x80 ? (this.addresses.mail(p) ?? this.addresses.bare(p)) : null;
      }
    }
  }

  /** Text that opens nothing: a run of letters or one character, with what it keeps from becoming a construct. */
  private text(p: number, context: Context, out: Inline[]): number {
    const c = this.source.at(p);
    if (
      c === 92 &&
      context === "line" &&
      "#*._`~".includes(this.source.text.charAt(p + 1)) &&
      p + 1 < this.source.end
    ) {
      const end = this.emojiReader.named(p + 2)?.end ?? p + 2;
      addText(out, this.source.text.slice(p + 1, end));
      return end;
    }
    if (c === 42 && context === "line") this.sawLooseStar = true;
    let q = p;
    let isWord = false;
    if (isAlphanumeric(c)) {
      q = this.letters(p);
      if (this.source.at(q) === 95 && context !== "_") {
        isWord = true;
        for (let e = q; isAlphanumeric(this.source.at(e)) || this.source.at(e) === 95; e++)
          if (this.source.at(e) === 95) q = e + 1;
      }
    } else {
      q += isSurrogateStart(c) && p + 1 < this.source.end ? 2 : 1;
    }
    if (context !== "label") q = this.absorb(q, isWord ? "*" : context);
    addText(out, this.source.text.slice(p, q));
    return q;
  }

  /** Letters and digits from `p`, up to where a colour or an emoticon begins among them. */
  private letters(p: number): number {
    let q = p + 1;
    for (; ; q++) {
      const c = this.source.at(q);
      if (!isAlphanumeric(c)) return q;
      if (c === 99 && this.colors && this.leaves.color(q) !== null) return q;
      if (
        (c === 48 || c === 56 || c === 66 || c === 68 || c === 79 || c === 88) &&
        this.emojiReader.named(q) !== null
      )
        return q;
    }
  }

  /** What stands right after text and therefore stays text itself. */
  private absorb(q: number, context: Context): number {
    const c = this.source.at(q);
    if (c === -1 || isBlank(c) || isLineEnd(c)) return q;
    const named = this.emojiReader.named(q);
    if (named !== null) return named.end;
    if (c === 64 || c === 35) {
      const before = this.source.at(q - 1);
      if (!isWordText(before) || this.leaves.mention(q) === null) return q;
      let e = q + 1;
      while (this.source.at(e) === 64 || this.source.at(e) === 35 || isMentionCharacter(this.source.at(e))) {
        if (e > q + 1 && (this.source.at(e) === 64 || this.source.at(e) === 35)) break;
        e++;
      }
      return this.emojiReader.named(e)?.end ?? e;
    }
    if (context !== "line") return q;
    if (c === 43) {
      const phone = this.addresses.phone(q)?.end ?? q;
      return this.emojiReader.named(phone)?.end ?? phone;
    }
    if (isAlphanumeric(c) || c >= 0x80) return this.addresses.bareEnd(q, true) ?? q;
    return q;
  }

  private emphasis(p: number, context: Context): Found<Inline> | null {
    const mark = this.source.text.charAt(p) as "*" | "_" | "~";
    if (mark === context) return null;
    const double = this.source.at(p + 1) === this.source.at(p);
    return (double ? this.emphasisOf(p, mark, 2) : null) ?? this.emphasisOf(p, mark, 1);
  }

  private emphasisOf(p: number, mark: "*" | "_" | "~", width: 1 | 2): Found<Inline> | null {
    if (this.depth >= MaxDepth || this.work > this.workCeiling) return null;
    const key = p * 3 + width;
    const known = this.memo.get(key);
    if (known !== undefined) return known;
    this.depth++;
    const found = this.readEmphasis(p, mark, width);
    this.depth--;
    this.memo.set(key, found);
    return found;
  }

  private readEmphasis(p: number, mark: "*" | "_" | "~", width: 1 | 2): Found<Inline> | null {
    const code = mark.charCodeAt(0);
    const children: Inline[] = [];
    let q = p + width;
    while (this.source.at(q) !== code) {
      const c = this.source.at(q);
      if (c === -1 || isLineEnd(c)) return null;
      q = this.item(q, mark, children);
    }
    if (width === 2 && this.source.at(q + 1) !== code) return null;
    const end = q + width;
    if (children.length === 0) return null;
    const only = children.length === 1 ? children[0] : undefined;
    const isBlankOnly = only?.type === "PLAIN_TEXT" && /^[ \t]*$/.test(only.value);
    if (mark === "_") {
      if (isLetter(this.source.at(end))) {
        // A word goes on after the mark, so the marks are part of words.
        let e = end;
        while (isLetter(this.source.at(e))) e++;
        return { node: plain(this.source.text.slice(p, e)), end: e };
      }
      if (!isBlankOnly) return { node: { type: "ITALIC", value: children }, end };
    }
    if (isBlankOnly) return { node: plain(this.source.text.slice(p, end)), end };
    return { node: { type: mark === "*" ? "BOLD" : "STRIKE", value: children }, end };
  }

  /** An emoji here: by name or emoticon only where a word cannot go on after it. */
  private emoji(p: number, context: Context): Found<Inline> | null {
    const unicode = this.emojiReader.unicode(p);
    if (unicode !== null) return unicode;
    const named = this.emojiReader.named(p);
    if (named === null) return null;
    const q = named.end;
    const c = this.source.at(q);
    if (c === -1 || isBlank(c) || isLineEnd(c) || String.fromCharCode(c) === context) return named;
    const isFree =
      this.depth < MaxDepth &&
      this.emojiReader.unicode(q) === null &&
      this.emojiReader.named(q) === null &&
      (this.constructAt(q, context)?.node.type ?? "PLAIN_TEXT") !== "PLAIN_TEXT";
    if (isFree) return named;
    const end = this.emojiReader.named(q)?.end ?? q;
    return { node: plain(this.source.text.slice(p, end)), end };
  }

  /** The first `](` at or after `from` and the address after it, if one is there. */
  private nextLinkTarget(from: number): LinkTarget {
    const known = this.nextTarget;
    if (known !== null && known.from <= from && from <= known.at) return known;
    let at = this.source.text.indexOf("](", from);
    const target = at < 0 ? null : this.addresses.target(at + 2, ")");
    if (at < 0) at = Infinity;
    this.nextTarget = { from, at, target };
    return this.nextTarget;
  }

  private link(p: number): Found<Inline> | null {
    if (this.depth >= MaxDepth || this.work > this.workCeiling) return null;
    const known = this.memo.get(p * 3);
    if (known !== undefined) return known;
    const { at, target } = this.nextLinkTarget(p + 1);
    const found =
      target === null
        ? null
        : { node: linkTo(target.src, this.label(p + 1, at, target.src)), end: target.end + 1 };
    this.memo.set(p * 3, found);
    return found;
  }

  private image(p: number): Found<Inline> | null {
    if (this.source.at(p + 1) !== 91) return null;
    const link = this.link(p + 1);
    if (link === null || link.node.type !== "LINK") return null;
    const { src, label } = link.node.value;
    const only = label.length === 1 ? label[0] : undefined;
    if (only?.type !== "PLAIN_TEXT") return null;
    return { node: { type: "IMAGE", value: { src, label: only } }, end: link.end };
  }

  private angleLink(p: number): Found<Inline> | null {
    const target = this.addresses.target(p + 1, "|");
    if (target === null) return null;
    let q = target.end + 1;
    for (;;) {
      const c = this.source.at(q);
      if (c === -1 || isLineEnd(c) || c === 124 || c === 60) return null;
      if (c === 62) break;
      q++;
    }
    if (q === target.end + 1) return null;
    return { node: linkTo(target.src, [plain(this.source.text.slice(target.end + 1, q))]), end: q + 1 };
  }

  private label(start: number, end: number, src: string): Inline[] {
    if (start === end) return [plain(src)];
    const outer = { memo: this.memo, nextTarget: this.nextTarget };
    this.memo = new Map();
    this.nextTarget = null;
    this.depth++;
    const out: Inline[] = [];
    this.addresses.within(end, () => {
      for (let p = start; p < end;) p = this.item(p, "label", out);
    });
    this.depth--;
    this.memo = outer.memo;
    this.nextTarget = outer.nextTarget;
    return out;
  }
}
