import { emojiRanges, emoticons, pictographRanges, topLevelDomains } from "./tables";
import type {
  Block,
  Code,
  CodeLine,
  Color,
  Emoji,
  Inline,
  ListItem,
  MarkupOptions,
  Paragraph,
  PlainText,
  Task,
} from "./tree";

/**
 * The tree that a message text parses to.
 *
 * Never throws, and takes time proportional to the length of the text whatever the text is: marks nest at
 * most 32 deep and the work per character has a ceiling, beyond which marks stay plain text.
 * The server's parser (`src/Platform/MessageMarkup`) is the same algorithm; both run `tests/Fixtures/markup.json`.
 */
export function parseMarkup(text: string, options: MarkupOptions = {}): Block[] {
  return new BlockParser(text, options).parse();
}

const plain = (value: string): PlainText => ({ type: "PLAIN_TEXT", value });

const Tab = 9;
const LineFeed = 10;
const CarriageReturn = 13;
const Space = 32;

const isBlank = (c: number): boolean => c === Space || c === Tab;
const isLineEnd = (c: number): boolean => c === LineFeed || c === CarriageReturn;
const isDigit = (c: number): boolean => c >= 48 && c <= 57;
const isLetter = (c: number): boolean => (c >= 65 && c <= 90) || (c >= 97 && c <= 122);
const isAlphanumeric = (c: number): boolean => isDigit(c) || isLetter(c);
const isHex = (c: number): boolean => isDigit(c) || (c >= 65 && c <= 70) || (c >= 97 && c <= 102);
const isSurrogateStart = (c: number): boolean => c >= 0xd800 && c <= 0xdbff;
const isUnicodeSpace = (c: number): boolean =>
  (c >= 9 && c <= 13) ||
  c === Space ||
  c === 0xa0 ||
  c === 0x1680 ||
  (c >= 0x2000 && c <= 0x200a) ||
  c === 0x2028 ||
  c === 0x2029 ||
  c === 0x202f ||
  c === 0x205f ||
  c === 0x3000 ||
  c === 0xfeff;

/** A character that glues a following mention or colour to the word before it. */
const isWordText = (c: number): boolean =>
  (c >= 0x20 && c <= 0x27) || (c >= 0x2b && c <= 0x5a) || (c >= 0x61 && c <= 0x7a) || c >= 0x80;

const isHostCharacter = (c: number): boolean => isAlphanumeric(c) || c === 45 || c === 95 || c >= 0x80;
const isShortCodeCharacter = (c: number): boolean =>
  isAlphanumeric(c) || c === 43 || c === 45 || c === 46 || c === 95;
const isSchemeCharacter = (c: number): boolean => isAlphanumeric(c) || c === 43 || c === 45 || c === 46;

/** Punctuation that does not belong to an address when a blank follows. */
const isTrailingPunctuation = (c: number): boolean => "!\"%'()*,.:;=~".includes(String.fromCharCode(c));

const isMailLocalCharacter = (c: number): boolean =>
  isAlphanumeric(c) ||
  (c >= 0x80 && !isUnicodeSpace(c)) ||
  "!$%&'*+-=^_`{|}~".includes(String.fromCharCode(c));

const letterPattern = /\p{L}/u;
const isMentionCharacter = (c: number): boolean =>
  isAlphanumeric(c) ||
  c === 45 ||
  c === 46 ||
  c === 95 ||
  (c >= 0x80 && letterPattern.test(String.fromCharCode(c)));

function inRanges(ranges: readonly number[], codePoint: number): boolean {
  let low = 0;
  let high = ranges.length / 2 - 1;
  while (low <= high) {
    const middle = (low + high) >> 1;
    if (codePoint < (ranges[middle * 2] ?? 0)) high = middle - 1;
    else if (codePoint > (ranges[middle * 2 + 1] ?? 0)) low = middle + 1;
    else return true;
  }
  return false;
}

/** What surrounds the inline text being read. */
type Context = "line" | "label" | "*" | "_" | "~";

const MaxDepth = 32;

interface Found<T> {
  readonly node: T;
  readonly end: number;
}

/** Adds text, joining it to text that is already last. */
function addText(out: Inline[], value: string): void {
  const last = out[out.length - 1];
  if (last !== undefined && last.type === "PLAIN_TEXT") out[out.length - 1] = plain(last.value + value);
  else out.push(plain(value));
}

interface LinkTarget {
  readonly from: number;
  readonly at: number;
  readonly target: { readonly src: string; readonly end: number } | null;
}

/** Inline constructs at positions of one text. Positions are UTF-16 offsets; `end` is exclusive. */
class InlineParser {
  private readonly colors: boolean;
  private readonly useEmoticons: boolean;
  private readonly dollarKatex: boolean;
  private readonly parenthesisKatex: boolean;
  private readonly customDomains: readonly string[];
  private end: number;
  private depth = 0;
  private work = 0;
  private readonly workCeiling: number;
  private memo = new Map<number, Found<Inline> | null>();
  // Each of these caches a scan, so that many openers without a closer cost one scan together.
  private nextTarget: LinkTarget | null = null;
  private noDollarFrom = Infinity;
  private noParenthesisFrom = Infinity;
  private mailRun = { from: 0, to: 0 };
  private hostRun = { from: 0, to: 0 };
  private schemeRun = { from: 0, to: 0 };
  private targetRun = { from: 0, to: 0 };

  constructor(
    private readonly s: string,
    options: MarkupOptions,
  ) {
    this.end = s.length;
    this.colors = options.colors === true;
    this.useEmoticons = options.emoticons === true;
    this.dollarKatex = options.katex?.dollarSyntax === true;
    this.parenthesisKatex = options.katex?.parenthesisSyntax === true;
    this.customDomains = (options.customDomains ?? []).map((domain) => domain.toLowerCase());
    this.workCeiling = 4096 + s.length * 24;
  }

  /** Whether the last line held an asterisk that marks nothing. */
  sawLooseStar = false;

  /** Reads from `start` to the end of the line, or of the text. */
  line(start: number): Found<Inline[]> {
    this.sawLooseStar = false;
    const out: Inline[] = [];
    let p = start;
    while (p < this.end && !isLineEnd(this.at(p))) p = this.item(p, "line", out);
    return { node: out, end: p };
  }

  /** One to three emoji with blanks and line ends between, and nothing else. */
  bigEmoji(): Emoji[] | null {
    const found: Emoji[] = [];
    let p = 0;
    for (;;) {
      while (p < this.end && (isBlank(this.at(p)) || isLineEnd(this.at(p)))) p++;
      if (p >= this.end) return found.length > 0 ? found : null;
      if (found.length === 3) return null;
      const emoji = this.emojiAt(p);
      if (emoji === null) return null;
      found.push(emoji.node);
      p = emoji.end;
    }
  }

  private at(p: number): number {
    return p < this.end ? this.s.charCodeAt(p) : -1;
  }

  private codePoint(p: number): number {
    return p < this.end ? (this.s.codePointAt(p) ?? -1) : -1;
  }

  /** Appends the item at `p` and returns the position after it. */
  private item(p: number, context: Context, out: Inline[]): number {
    const end = this.readItem(p, context, out);
    this.work += end - p;
    return end;
  }

  private readItem(p: number, context: Context, out: Inline[]): number {
    const c = this.at(p);
    if (isBlank(c)) {
      let q = p + 1;
      while (isBlank(this.at(q))) q++;
      addText(out, this.s.slice(p, q));
      return q;
    }
    const found = this.constructAt(p, context);
    if (found !== null) {
      if (found.node.type === "PLAIN_TEXT") addText(out, found.node.value);
      else out.push(found.node);
      if (found.node.type !== "EMOJI" || !("unicode" in found.node)) return found.end;
      const glued = this.namedEmojiAt(found.end)?.end ?? found.end;
      if (glued > found.end) addText(out, this.s.slice(found.end, glued));
      return glued;
    }
    return this.text(p, context, out);
  }

  private constructAt(p: number, context: Context): Found<Inline> | null {
    const c = this.at(p);
    if (context === "label") return c === 42 || c === 95 || c === 126 ? this.emphasis(p, context) : null;
    const inLine = context === "line";
    switch (c) {
      case 33: // !
        return inLine ? this.image(p) : null;
      case 35: // #
      case 64: // @
        return this.emoji(p, context) ?? this.mention(p);
      case 36: // $
        return inLine ? this.dollarFormula(p) : null;
      case 43: // +
        return inLine ? this.phone(p) : null;
      case 60: // <
        return this.emoji(p, context) ?? this.angleLink(p);
      case 91: // [
        return this.link(p);
      case 92: // \
        return (inLine ? this.parenthesisFormula(p) : null) ?? this.emoji(p, context);
      case 96: // `
        return inLine ? this.inlineCode(p) : null;
      case 95: // _
        return (inLine ? this.address(p) : null) ?? this.emphasis(p, context);
      case 42: // *
      case 126: // ~
        return this.emphasis(p, context) ?? this.emoji(p, context);
      default: {
        const emoji = this.emoji(p, context);
        if (emoji !== null || !inLine) return emoji;
        if (c === 99 && this.colors) {
          const color = this.color(p);
          if (color !== null) return color;
        }
        if (c === 109 && this.s.startsWith("mailto:", p)) {
          const address = this.mail(p + 7);
          if (address !== null) return address;
        }
        return isAlphanumeric(c) || c >= 0x80 ? (this.mail(p) ?? this.address(p)) : null;
      }
    }
  }

  /** Text that opens nothing: a run of letters or one character, with what it keeps from becoming a construct. */
  private text(p: number, context: Context, out: Inline[]): number {
    const c = this.at(p);
    if (c === 92 && context === "line" && "#*._`~".includes(this.s.charAt(p + 1)) && p + 1 < this.end) {
      const end = this.namedEmojiAt(p + 2)?.end ?? p + 2;
      addText(out, this.s.slice(p + 1, end));
      return end;
    }
    if (c === 42 && context === "line") this.sawLooseStar = true;
    let q = p;
    let isWord = false;
    if (isAlphanumeric(c)) {
      q = this.letters(p);
      if (this.at(q) === 95 && context !== "_") {
        isWord = true;
        for (let e = q; isAlphanumeric(this.at(e)) || this.at(e) === 95; e++)
          if (this.at(e) === 95) q = e + 1;
      }
    } else {
      q += isSurrogateStart(c) && p + 1 < this.end ? 2 : 1;
    }
    if (context !== "label") q = this.absorb(q, isWord ? "*" : context);
    addText(out, this.s.slice(p, q));
    return q;
  }

  /** Letters and digits from `p`, up to where a colour or an emoticon begins among them. */
  private letters(p: number): number {
    let q = p + 1;
    for (; ; q++) {
      const c = this.at(q);
      if (!isAlphanumeric(c)) return q;
      if (c === 99 && this.colors && this.color(q) !== null) return q;
      if (
        (c === 48 || c === 56 || c === 66 || c === 68 || c === 79 || c === 88) &&
        this.namedEmojiAt(q) !== null
      )
        return q;
    }
  }

  /** What stands right after text and therefore stays text itself. */
  private absorb(q: number, context: Context): number {
    const c = this.at(q);
    if (c === -1 || isBlank(c) || isLineEnd(c)) return q;
    const named = this.namedEmojiAt(q);
    if (named !== null) return named.end;
    if (c === 64 || c === 35) {
      const before = this.at(q - 1);
      if (!isWordText(before) || this.mention(q) === null) return q;
      let e = q + 1;
      while (this.at(e) === 64 || this.at(e) === 35 || isMentionCharacter(this.at(e))) {
        if (e > q + 1 && (this.at(e) === 64 || this.at(e) === 35)) break;
        e++;
      }
      return this.namedEmojiAt(e)?.end ?? e;
    }
    if (context !== "line") return q;
    if (c === 43) {
      const phone = this.phone(q)?.end ?? q;
      return this.namedEmojiAt(phone)?.end ?? phone;
    }
    if (isAlphanumeric(c) || c >= 0x80) return this.addressEnd(q, true) ?? q;
    return q;
  }

  private emphasis(p: number, context: Context): Found<Inline> | null {
    const mark = this.s.charAt(p) as "*" | "_" | "~";
    if (mark === context) return null;
    const double = this.at(p + 1) === this.at(p);
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
    while (this.at(q) !== code) {
      const c = this.at(q);
      if (c === -1 || isLineEnd(c)) return null;
      q = this.item(q, mark, children);
    }
    if (width === 2 && this.at(q + 1) !== code) return null;
    const end = q + width;
    if (children.length === 0) return null;
    const only = children.length === 1 ? children[0] : undefined;
    const isBlankOnly = only?.type === "PLAIN_TEXT" && /^[ \t]*$/.test(only.value);
    if (mark === "_") {
      if (isLetter(this.at(end))) {
        // A word goes on after the mark, so the marks are part of words.
        let e = end;
        while (isLetter(this.at(e))) e++;
        return { node: plain(this.s.slice(p, e)), end: e };
      }
      if (!isBlankOnly) return { node: { type: "ITALIC", value: children }, end };
    }
    if (isBlankOnly) return { node: plain(this.s.slice(p, end)), end };
    return { node: { type: mark === "*" ? "BOLD" : "STRIKE", value: children }, end };
  }

  private inlineCode(p: number): Found<Inline> | null {
    let q = p + 1;
    for (;;) {
      const c = this.at(q);
      if (c === -1 || isLineEnd(c)) return null;
      if (c === 96) break;
      q++;
    }
    if (q === p + 1) return null;
    return { node: { type: "INLINE_CODE", value: plain(this.s.slice(p + 1, q)) }, end: q + 1 };
  }

  private dollarFormula(p: number): Found<Inline> | null {
    if (!this.dollarKatex || p >= this.noDollarFrom) return null;
    const close = this.s.indexOf("$", p + 1);
    if (close < 0) {
      this.noDollarFrom = p;
      return null;
    }
    return { node: { type: "INLINE_KATEX", value: this.s.slice(p + 1, close) }, end: close + 1 };
  }

  private parenthesisFormula(p: number): Found<Inline> | null {
    if (!this.parenthesisKatex || this.at(p + 1) !== 40 || p >= this.noParenthesisFrom) return null;
    const close = this.s.indexOf("\\)", p + 2);
    if (close < 0) {
      this.noParenthesisFrom = p;
      return null;
    }
    return { node: { type: "INLINE_KATEX", value: this.s.slice(p + 2, close) }, end: close + 2 };
  }

  private color(p: number): Found<Color> | null {
    if (!this.s.startsWith("color:#", p)) return null;
    const start = p + 7;
    let q = start;
    while (q - start < 9 && isHex(this.at(q))) q++;
    const hex = this.s.slice(start, q);
    const next = this.at(q);
    if (next !== -1 && isWordText(next)) return null;
    const short = hex.length === 3 || hex.length === 4;
    if (!short && hex.length !== 6 && hex.length !== 8) return null;
    const channel = (index: number): number => {
      const digits = short ? hex.charAt(index).repeat(2) : hex.slice(index * 2, index * 2 + 2);
      return digits === "" ? 255 : parseInt(digits, 16);
    };
    return {
      node: { type: "COLOR", value: { r: channel(0), g: channel(1), b: channel(2), a: channel(3) } },
      end: q,
    };
  }

  private mention(p: number): Found<Inline> | null {
    const isUser = this.at(p) === 64;
    const run = (from: number): number => {
      let q = from;
      while (isMentionCharacter(this.at(q))) q++;
      return q;
    };
    let q = run(p + 1);
    if (q === p + 1) return null;
    if (isUser && (this.at(q) === 64 || this.at(q) === 58)) {
      const server = run(q + 1);
      if (server > q + 1) q = server;
    }
    const name = plain(this.s.slice(p + 1, q));
    return { node: { type: isUser ? "MENTION_USER" : "MENTION_CHANNEL", value: name }, end: q };
  }

  // Emoji

  /** An emoji here: by name or emoticon only where a word cannot go on after it. */
  private emoji(p: number, context: Context): Found<Inline> | null {
    const unicode = this.unicodeEmojiAt(p);
    if (unicode !== null) return unicode;
    const named = this.namedEmojiAt(p);
    if (named === null) return null;
    const q = named.end;
    const c = this.at(q);
    if (c === -1 || isBlank(c) || isLineEnd(c) || String.fromCharCode(c) === context) return named;
    const isFree =
      this.depth < MaxDepth &&
      this.unicodeEmojiAt(q) === null &&
      this.namedEmojiAt(q) === null &&
      (this.constructAt(q, context)?.node.type ?? "PLAIN_TEXT") !== "PLAIN_TEXT";
    if (isFree) return named;
    const end = this.namedEmojiAt(q)?.end ?? q;
    return { node: plain(this.s.slice(p, end)), end };
  }

  private emojiAt(p: number): Found<Emoji> | null {
    return this.unicodeEmojiAt(p) ?? this.namedEmojiAt(p);
  }

  private namedEmojiAt(p: number): Found<Emoji> | null {
    if (this.at(p) === 58) {
      let q = p + 1;
      while (isShortCodeCharacter(this.at(q))) q++;
      if (q > p + 1 && this.at(q) === 58) {
        const name = this.s.slice(p + 1, q);
        return { node: { type: "EMOJI", value: plain(name), shortCode: name }, end: q + 1 };
      }
    }
    if (!this.useEmoticons || !"#%'(*-08:;<=>BDOX\\".includes(this.s.charAt(p))) return null;
    for (let length = Math.min(5, this.end - p); length >= 2; length--) {
      const typed = this.s.slice(p, p + length);
      const shortCode = emoticons.get(typed);
      if (shortCode !== undefined)
        return { node: { type: "EMOJI", value: plain(typed), shortCode }, end: p + length };
    }
    return null;
  }

  private unicodeEmojiAt(p: number): Found<Emoji> | null {
    const end = this.unicodeEmojiEnd(p);
    return end < 0 ? null : { node: { type: "EMOJI", unicode: this.s.slice(p, end) }, end };
  }

  private unicodeEmojiEnd(p: number): number {
    const first = this.codePoint(p);
    if (first < 0x80) {
      // Keycaps are a plain character in an emoji dress.
      if (!isDigit(first) && first !== 35 && first !== 42) return -1;
      const q = this.at(p + 1) === 0xfe0f ? p + 2 : p + 1;
      return this.at(q) === 0x20e3 ? q + 1 : -1;
    }
    if (first >= 0x1f1e6 && first <= 0x1f1ff) {
      const second = this.codePoint(p + 2);
      return second >= 0x1f1e6 && second <= 0x1f1ff ? p + 4 : -1;
    }
    let q = this.emojiElementEnd(p, false);
    if (q < 0) return -1;
    if (first === 0x1f3f4 && this.codePoint(q) >= 0xe0020 && this.codePoint(q) <= 0xe007e) {
      let tag = q;
      while (this.codePoint(tag) >= 0xe0020 && this.codePoint(tag) <= 0xe007e) tag += 2;
      if (this.codePoint(tag) === 0xe007f) return tag + 2;
    }
    while (this.at(q) === 0x200d) {
      const next = this.emojiElementEnd(q + 1, true);
      if (next < 0) break;
      q = next;
    }
    return q;
  }

  private emojiElementEnd(p: number, isJoined: boolean): number {
    const c = this.codePoint(p);
    if (c < 0x80) return -1;
    let q = p + (c > 0xffff ? 2 : 1);
    const isDressed = this.at(q) === 0xfe0f;
    if (!inRanges(emojiRanges, c) && !(inRanges(pictographRanges, c) && (isDressed || isJoined))) return -1;
    if (isDressed) q++;
    const modifier = this.codePoint(q);
    return modifier >= 0x1f3fb && modifier <= 0x1f3ff ? q + 2 : q;
  }

  // Addresses

  private mail(p: number): Found<Inline> | null {
    if (p >= this.mailRun.from && p < this.mailRun.to) return null;
    let isAddress = true;
    let q = p;
    for (;;) {
      const c = this.at(q);
      if (c === 47 || c === 35 || c === 63) isAddress = false;
      else if (!isMailLocalCharacter(c) && !(c === 46 && q > p && this.at(q - 1) !== 46)) break;
      q++;
    }
    if (this.at(q) !== 64 || q === p || this.at(q - 1) === 46) {
      this.mailRun = { from: p, to: q };
      return null;
    }
    const hostStart = q + 1;
    let e = hostStart;
    while (isHostCharacter(this.at(e)) || (this.at(e) === 46 && isHostCharacter(this.at(e + 1)))) e++;
    const dot = this.s.lastIndexOf(".", e - 1);
    if (dot <= hostStart) {
      this.mailRun = { from: p, to: q };
      return null;
    }
    while (this.at(e - 1) === 95 || this.at(e - 1) === 45) e--;
    const address = this.s.slice(p, e);
    if (!isAddress) return { node: plain(address), end: e };
    if (!this.isPublicHost(this.s.slice(hostStart, e))) {
      this.mailRun = { from: p, to: q };
      return null;
    }
    return { node: linkTo("mailto:" + address, [plain(address)]), end: e };
  }

  private phone(p: number): Found<Inline> | null {
    let q = p + 1;
    let digits = "";
    const take = (): number => {
      const start = q;
      while (isDigit(this.at(q))) q++;
      digits += this.s.slice(start, q);
      return q - start;
    };
    if (this.at(q) === 40) {
      q++;
      if (take() === 0 || this.at(q) !== 41) return null;
      q++;
      if (this.at(q) === 45) q++;
      if (take() === 0) return null;
    } else if (take() === 0) return null;
    if (this.at(q) === 45 && isDigit(this.at(q + 1))) {
      q++;
      take();
    }
    if (digits.length < 5) return null;
    return { node: linkTo("tel:" + digits, [plain(this.s.slice(p, q))]), end: q };
  }

  /** A bare address; one whose host nobody can reach is text to its end. */
  private address(p: number): Found<Inline> | null {
    const end = this.addressEnd(p);
    if (end === null) return null;
    const typed = this.s.slice(p, end);
    const src = this.bareAddressTarget(typed);
    return { node: src === null ? plain(typed) : linkTo(src, [plain(typed)]), end };
  }

  private afterScheme(p: number): number {
    if (!isLetter(this.at(p)) || (p >= this.schemeRun.from && p < this.schemeRun.to)) return p;
    let q = p;
    while (isSchemeCharacter(this.at(q))) q++;
    if (this.at(q) === 58 && this.at(q + 1) === 47 && this.at(q + 2) === 47) return q + 3;
    this.schemeRun = { from: p, to: q };
    return p;
  }

  /**
   * Where the address-like text at `p` ends; null when it does not look like an address.
   * Glued to text it ends also at what closes a link target.
   */
  private addressEnd(p: number, endsAtCloser = false): number | null {
    let q = this.afterScheme(p);
    if (q === p && p >= this.hostRun.from && p < this.hostRun.to) return null;
    const hostStart = q;
    while (isHostCharacter(this.at(q)) && !isUnicodeSpace(this.at(q))) q++;
    if (hostStart > p) {
      // A name and password may stand before the host.
      let user = q;
      while (isHostCharacter(this.at(user)) || ":%.$&!+".includes(this.s.charAt(user) || " ")) user++;
      if (this.at(user) === 64) {
        for (q = user + 1; isHostCharacter(this.at(q)) && !isUnicodeSpace(this.at(q));) q++;
      }
    }
    const hasDot =
      q > hostStart && this.at(q - 1) !== 95 && this.at(q) === 46 && isHostCharacter(this.at(q + 1));
    if (!hasDot && !(q - hostStart === 9 && this.s.slice(hostStart, q).toLowerCase() === "localhost")) {
      if (hostStart === p) this.hostRun = { from: p, to: q };
      return null;
    }
    for (; ; q++) {
      const c = this.at(q);
      if (c === -1 || isUnicodeSpace(c)) return q;
      if (endsAtCloser && (c === 41 || c === 92 || c === 124)) return q;
      if (isTrailingPunctuation(c) && isUnicodeSpace(this.at(q + 1))) return q;
    }
  }

  private bareAddressTarget(typed: string): string | null {
    const scheme = /^([a-z][a-z0-9+.-]*):\/\//i.exec(typed);
    if (scheme !== null && isUnsafeScheme(scheme[1] ?? "")) return null;
    const rest = scheme === null ? typed : typed.slice(scheme[0].length);
    const authority = /^[^/?#]*/.exec(rest)?.[0] ?? "";
    const match = /^(?:.*@)?([^@:]*)(:[0-9]*)?$/.exec(authority);
    if (match === null) return null;
    const host = match[1] ?? "";
    if (host.toLowerCase() !== "localhost" && !this.isPublicHost(host)) return null;
    return scheme !== null || match[2] !== undefined ? typed : "//" + typed;
  }

  private isPublicHost(host: string): boolean {
    const name = host.replace(/\.+$/, "");
    const labels = name.split(".");
    if (name.length > 255 || labels.length < 2) return false;
    for (const label of labels) {
      if (label.length === 0 || label.length > 63) return false;
      if (label.startsWith("-") || label.endsWith("-")) return false;
      for (let i = 0; i < label.length; i++) if (!isHostCharacter(label.charCodeAt(i))) return false;
    }
    if (name.startsWith("_")) return false;
    const lower = name.toLowerCase();
    const last = lower.slice(lower.lastIndexOf(".") + 1);
    return (
      topLevelDomains.has(last) || this.customDomains.some((d) => lower === d || lower.endsWith("." + d))
    );
  }

  // Links with a label

  /** The first `](` at or after `from` and the address after it, if one is there. */
  private nextLinkTarget(from: number): LinkTarget {
    const known = this.nextTarget;
    if (known !== null && known.from <= from && from <= known.at) return known;
    let at = this.s.indexOf("](", from);
    const target = at < 0 ? null : this.target(at + 2, ")");
    if (at < 0) at = Infinity;
    this.nextTarget = { from, at, target };
    return this.nextTarget;
  }

  /** An address in a labelled link, from `p` to the closer, which is not part of it. */
  private target(p: number, closer: ")" | "|"): { src: string; end: number } | null {
    const c = this.at(p);
    if (c === 43) {
      const phone = this.phone(p);
      if (phone === null || this.s.charAt(phone.end) !== closer) return null;
      return { src: "tel:" + this.s.slice(p, phone.end).replace(/[^0-9]/g, ""), end: phone.end };
    }
    let q = p;
    if (isLetter(c)) while (isSchemeCharacter(this.at(q))) q++;
    const hasScheme = q > p && this.at(q) === 58;
    if (hasScheme) {
      if (isUnsafeScheme(this.s.slice(p, q))) return null;
      q++;
    } else {
      q = p;
      while (isHostCharacter(this.at(q)) && !isUnicodeSpace(this.at(q))) q++;
      if (q === p || this.at(q) !== 46) return null;
      q++;
    }
    const rest = q;
    if (rest >= this.targetRun.from && rest < this.targetRun.to && this.targetRun.to <= this.end) {
      q = this.targetRun.to;
    } else {
      for (;;) {
        const d = this.at(q);
        if (d === -1 || d === 124 || d === 41 || d === 92 || isUnicodeSpace(d)) break;
        q++;
      }
      this.targetRun = { from: rest, to: q };
    }
    return q > rest && this.s.charAt(q) === closer && q < this.end
      ? { src: this.s.slice(p, q), end: q }
      : null;
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
    if (this.at(p + 1) !== 91) return null;
    const link = this.link(p + 1);
    if (link === null || link.node.type !== "LINK") return null;
    const { src, label } = link.node.value;
    const only = label.length === 1 ? label[0] : undefined;
    if (only?.type !== "PLAIN_TEXT") return null;
    return { node: { type: "IMAGE", value: { src, label: only } }, end: link.end };
  }

  private angleLink(p: number): Found<Inline> | null {
    const target = this.target(p + 1, "|");
    if (target === null) return null;
    let q = target.end + 1;
    for (;;) {
      const c = this.at(q);
      if (c === -1 || isLineEnd(c) || c === 124 || c === 60) return null;
      if (c === 62) break;
      q++;
    }
    if (q === target.end + 1) return null;
    return { node: linkTo(target.src, [plain(this.s.slice(target.end + 1, q))]), end: q + 1 };
  }

  private label(start: number, end: number, src: string): Inline[] {
    if (start === end) return [plain(src)];
    const outer = { end: this.end, memo: this.memo, nextTarget: this.nextTarget };
    const outerMail = this.mailRun;
    this.end = end;
    this.memo = new Map();
    this.nextTarget = null;
    this.depth++;
    const out: Inline[] = [];
    for (let p = start; p < end;) p = this.item(p, "label", out);
    this.depth--;
    this.end = outer.end;
    this.memo = outer.memo;
    this.nextTarget = outer.nextTarget;
    this.mailRun = outerMail;
    return out;
  }
}

function linkTo(src: string, label: Inline[]): Inline {
  return { type: "LINK", value: { src: plain(src), label } };
}

function isUnsafeScheme(scheme: string): boolean {
  const lower = scheme.toLowerCase();
  return lower === "javascript" || lower === "vbscript" || lower === "data";
}

/** Lines into blocks. */
class BlockParser {
  private readonly inline: InlineParser;
  private readonly dollarKatex: boolean;
  private readonly parenthesisKatex: boolean;
  private p = 0;
  private noFenceFrom = Infinity;
  private noDollarsFrom = Infinity;
  private noBracketFrom = Infinity;

  constructor(
    private readonly s: string,
    options: MarkupOptions,
  ) {
    this.inline = new InlineParser(s, options);
    this.dollarKatex = options.katex?.dollarSyntax === true;
    this.parenthesisKatex = options.katex?.parenthesisSyntax === true;
  }

  parse(): Block[] {
    if (this.s.length === 0) return [];
    if (this.s.length <= 512) {
      const emoji = this.inline.bigEmoji();
      if (emoji !== null) return [{ type: "BIG_EMOJI", value: emoji }];
    }
    const blocks: Block[] = [];
    while (this.p < this.s.length) blocks.push(this.block());
    return blocks;
  }

  private at(p: number): number {
    return p < this.s.length ? this.s.charCodeAt(p) : -1;
  }

  private lineEnd(p: number): number {
    let q = p;
    while (q < this.s.length && !isLineEnd(this.s.charCodeAt(q))) q++;
    return q;
  }

  private skipBlanks(p: number): number {
    let q = p;
    while (isBlank(this.at(q))) q++;
    return q;
  }

  /** The position after the line end at `p`, or `p` when there is none. */
  private afterLineEnd(p: number): number {
    if (this.at(p) === CarriageReturn && this.at(p + 1) === LineFeed) return p + 2;
    return isLineEnd(this.at(p)) ? p + 1 : p;
  }

  private block(): Block {
    const c = this.at(this.p);
    const special =
      c === 35
        ? this.heading()
        : c === 62
          ? this.quote()
          : c === 45
            ? (this.tasks() ?? this.bullets(45))
            : c === 42
              ? this.bullets(42)
              : isDigit(c)
                ? this.numbers()
                : c === 96
                  ? this.code()
                  : c === 36
                    ? this.dollarFormula()
                    : c === 92
                      ? this.bracketFormula()
                      : null;
    if (special !== null) return special;
    const blank = this.skipBlanks(this.p);
    if (isLineEnd(this.at(blank))) {
      this.p = this.afterLineEnd(blank);
      return { type: "LINE_BREAK" };
    }
    return this.paragraph(this.p);
  }

  private paragraph(start: number): Paragraph {
    const line = this.inline.line(start);
    this.p = this.afterLineEnd(line.end);
    return { type: "PARAGRAPH", value: line.node };
  }

  private heading(): Block | null {
    let q = this.p;
    while (this.at(q) === 35) q++;
    const level = q - this.p;
    const start = this.skipBlanks(q);
    const end = this.lineEnd(start);
    if (level > 4 || start === q || start === end) return null;
    this.p = end;
    return { type: "HEADING", level: level as 1 | 2 | 3 | 4, value: [plain(this.s.slice(start, end))] };
  }

  private quote(): Block | null {
    const lines: Paragraph[] = [];
    while (this.at(this.p) === 62) {
      const start = this.skipBlanks(this.p + 1);
      if (start >= this.s.length || isLineEnd(this.at(start))) break;
      lines.push(this.paragraph(start));
    }
    return lines.length === 0 ? null : { type: "QUOTE", value: lines };
  }

  private tasks(): Block | null {
    const items: Task[] = [];
    for (;;) {
      const p = this.p;
      const mark = this.at(p + 3);
      if (this.at(p) !== 45 || this.at(p + 1) !== Space || this.at(p + 2) !== 91 || this.at(p + 4) !== 93)
        break;
      if ((mark !== Space && mark !== 120) || !isBlank(this.at(p + 5))) break;
      const start = this.skipBlanks(p + 5);
      if (start >= this.s.length || isLineEnd(this.at(start))) break;
      const line = this.inline.line(start);
      this.p = this.afterLineEnd(line.end);
      items.push({ type: "TASK", status: mark === 120, value: line.node });
    }
    return items.length === 0 ? null : { type: "TASKS", value: items };
  }

  private bullets(mark: number): Block | null {
    const items: ListItem[] = [];
    while (this.at(this.p) === mark && isBlank(this.at(this.p + 1))) {
      const start = this.skipBlanks(this.p + 1);
      if (start >= this.s.length || isLineEnd(this.at(start))) break;
      const line = this.inline.line(start);
      // An asterisk without a partner means that the bullet is itself the partner: bold text, not a list.
      if (mark === 42 && this.inline.sawLooseStar) break;
      this.p = this.afterLineEnd(line.end);
      items.push({ type: "LIST_ITEM", value: line.node });
    }
    return items.length === 0 ? null : { type: "UNORDERED_LIST", value: items };
  }

  private numbers(): Block | null {
    const items: ListItem[] = [];
    for (;;) {
      let q = this.p;
      while (q - this.p < 15 && isDigit(this.at(q))) q++;
      if (q === this.p || this.at(q) !== 46 || !isBlank(this.at(q + 1))) break;
      const number = Number(this.s.slice(this.p, q));
      const start = this.skipBlanks(q + 1);
      if (start >= this.s.length || isLineEnd(this.at(start))) break;
      const line = this.inline.line(start);
      this.p = this.afterLineEnd(line.end);
      items.push(
        number === 0
          ? { type: "LIST_ITEM", value: line.node }
          : { type: "LIST_ITEM", value: line.node, number },
      );
    }
    return items.length === 0 ? null : { type: "ORDERED_LIST", value: items };
  }

  private code(): Code | null {
    if (!this.s.startsWith("```", this.p) || this.p >= this.noFenceFrom) return null;
    let q = this.p + 3;
    while (
      isAlphanumeric(this.at(q)) ||
      this.at(q) === Space ||
      this.at(q) === 45 ||
      this.at(q) === 46 ||
      this.at(q) === 95
    )
      q++;
    if (!isLineEnd(this.at(q))) return null;
    const language = this.s.slice(this.p + 3, q);
    while (isLineEnd(this.at(q))) q++;
    const close = this.s.indexOf("```", q);
    if (close < 0) {
      this.noFenceFrom = this.p;
      return null;
    }
    if (close === q || !isLineEnd(this.at(close - 1))) return null;
    const lines: CodeLine[] = [];
    while (q < close) {
      const end = this.lineEnd(q);
      lines.push({ type: "CODE_LINE", value: plain(this.s.slice(q, end)) });
      q = this.afterLineEnd(end);
    }
    this.p = close + 3;
    return { type: "CODE", language: language === "" ? "none" : language, value: lines };
  }

  private dollarFormula(): Block | null {
    if (!this.dollarKatex || this.at(this.p + 1) !== 36 || this.p >= this.noDollarsFrom) return null;
    const close = this.s.indexOf("$$", this.p + 2);
    if (close < 0) {
      this.noDollarsFrom = this.p;
      return null;
    }
    const value = this.s.slice(this.p + 2, close);
    this.p = close + 2;
    return { type: "KATEX", value };
  }

  private bracketFormula(): Block | null {
    if (!this.parenthesisKatex || this.at(this.p + 1) !== 91 || this.p >= this.noBracketFrom) return null;
    const close = this.s.indexOf("\\]", this.p + 2);
    if (close < 0) {
      this.noBracketFrom = this.p;
      return null;
    }
    const value = this.s.slice(this.p + 2, close);
    this.p = close + 2;
    return { type: "KATEX", value };
  }
}
