import { isHex, isLineEnd, isMentionCharacter, isWordText } from "./characters";
import { type Found, plain } from "./nodes";
import type { Source } from "./source";
import type { Color, Inline, MarkupOptions } from "./tree";

/** Inline constructs that hold no others: code, formulas, colours, mentions. */
export class LeafReader {
  private readonly source: Source;
  private readonly dollarKatex: boolean;
  private readonly parenthesisKatex: boolean;
  // Each of these remembers that no closer follows, so that many openers without one cost one scan together.
  private noDollarFrom = Infinity;
  private noParenthesisFrom = Infinity;

  constructor(source: Source, options: MarkupOptions) {
    this.source = source;
    this.dollarKatex = options.katex?.dollarSyntax === true;
    this.parenthesisKatex = options.katex?.parenthesisSyntax === true;
  }

  inlineCode(p: number): Found<Inline> | null {
    let q = p + 1;
    for (;;) {
      const c = this.source.at(q);
      if (c === -1 || isLineEnd(c)) return null;
      if (c === 96) break;
      q++;
    }
    if (q === p + 1) return null;
    return { node: { type: "INLINE_CODE", value: plain(this.source.text.slice(p + 1, q)) }, end: q + 1 };
  }

  dollarFormula(p: number): Found<Inline> | null {
    if (!this.dollarKatex || p >= this.noDollarFrom) return null;
    const close = this.source.text.indexOf("$", p + 1);
    if (close < 0) {
      this.noDollarFrom = p;
      return null;
    }
    return { node: { type: "INLINE_KATEX", value: this.source.text.slice(p + 1, close) }, end: close + 1 };
  }

  parenthesisFormula(p: number): Found<Inline> | null {
    if (!this.parenthesisKatex || this.source.at(p + 1) !== 40 || p >= this.noParenthesisFrom) return null;
    const close = this.source.text.indexOf("\\)", p + 2);
    if (close < 0) {
      this.noParenthesisFrom = p;
      return null;
    }
    return { node: { type: "INLINE_KATEX", value: this.source.text.slice(p + 2, close) }, end: close + 2 };
  }

  color(p: number): Found<Color> | null {
    if (!this.source.text.startsWith("color:#", p)) return null;
    const start = p + 7;
    let q = start;
    while (q - start < 9 && isHex(this.source.at(q))) q++;
    const hex = this.source.text.slice(start, q);
    const next = this.source.at(q);
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

  mention(p: number): Found<Inline> | null {
    const isUser = this.source.at(p) === 64;
    const run = (from: number): number => {
      let q = from;
      while (isMentionCharacter(this.source.at(q))) q++;
      return q;
    };
    let q = run(p + 1);
    if (q === p + 1) return null;
    if (isUser && (this.source.at(q) === 64 || this.source.at(q) === 58)) {
      const server = run(q + 1);
      if (server > q + 1) q = server;
    }
    const name = plain(this.source.text.slice(p + 1, q));
    return { node: { type: isUser ? "MENTION_USER" : "MENTION_CHANNEL", value: name }, end: q };
  }
}
