import { CarriageReturn, isAlphanumeric, isBlank, isDigit, isLineEnd, LineFeed, Space } from "./characters";
import { InlineParser } from "./inline-parser";
import { plain } from "./nodes";
import { Source } from "./source";
import type { Block, Code, CodeLine, ListItem, MarkupOptions, Paragraph, Task } from "./tree";

/** Lines into blocks. */
export class BlockParser {
  private readonly source: Source;
  private readonly inline: InlineParser;
  private readonly dollarKatex: boolean;
  private readonly parenthesisKatex: boolean;
  private p = 0;
  private noFenceFrom = Infinity;
  private noDollarsFrom = Infinity;
  private noBracketFrom = Infinity;

  constructor(text: string, options: MarkupOptions) {
    this.source = new Source(text);
    this.inline = new InlineParser(this.source, options);
    this.dollarKatex = options.katex?.dollarSyntax === true;
    this.parenthesisKatex = options.katex?.parenthesisSyntax === true;
  }

  parse(): Block[] {
    if (this.source.text.length === 0) return [];
    if (this.source.text.length <= 512) {
      const emoji = this.inline.bigEmoji();
      if (emoji !== null) return [{ type: "BIG_EMOJI", value: emoji }];
    }
    const blocks: Block[] = [];
    while (this.p < this.source.text.length) blocks.push(this.block());
    return blocks;
  }

  private lineEnd(p: number): number {
    let q = p;
    while (q < this.source.text.length && !isLineEnd(this.source.text.charCodeAt(q))) q++;
    return q;
  }

  private skipBlanks(p: number): number {
    let q = p;
    while (isBlank(this.source.at(q))) q++;
    return q;
  }

  /** The position after the line end at `p`, or `p` when there is none. */
  private afterLineEnd(p: number): number {
    if (this.source.at(p) === CarriageReturn && this.source.at(p + 1) === LineFeed) return p + 2;
    return isLineEnd(this.source.at(p)) ? p + 1 : p;
  }

  private block(): Block {
    const c = this.source.at(this.p);
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
    if (isLineEnd(this.source.at(blank))) {
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
    while (this.source.at(q) === 35) q++;
    const level = q - this.p;
    const start = this.skipBlanks(q);
    const end = this.lineEnd(start);
    if (level > 4 || start === q || start === end) return null;
    this.p = end;
    return {
      type: "HEADING",
      level: level as 1 | 2 | 3 | 4,
      value: [plain(this.source.text.slice(start, end))],
    };
  }

  private quote(): Block | null {
    const lines: Paragraph[] = [];
    while (this.source.at(this.p) === 62) {
      const start = this.skipBlanks(this.p + 1);
      if (start >= this.source.text.length || isLineEnd(this.source.at(start))) break;
      lines.push(this.paragraph(start));
    }
    return lines.length === 0 ? null : { type: "QUOTE", value: lines };
  }

  private tasks(): Block | null {
    const items: Task[] = [];
    for (;;) {
      const p = this.p;
      const mark = this.source.at(p + 3);
      if (
        this.source.at(p) !== 45 ||
        this.source.at(p + 1) !== Space ||
        this.source.at(p + 2) !== 91 ||
        this.source.at(p + 4) !== 93
      )
        break;
      if ((mark !== Space && mark !== 120) || !isBlank(this.source.at(p + 5))) break;
      const start = this.skipBlanks(p + 5);
      if (start >= this.source.text.length || isLineEnd(this.source.at(start))) break;
      const line = this.inline.line(start);
      this.p = this.afterLineEnd(line.end);
      items.push({ type: "TASK", status: mark === 120, value: line.node });
    }
    return items.length === 0 ? null : { type: "TASKS", value: items };
  }

  private bullets(mark: number): Block | null {
    const items: ListItem[] = [];
    while (this.source.at(this.p) === mark && isBlank(this.source.at(this.p + 1))) {
      const start = this.skipBlanks(this.p + 1);
      if (start >= this.source.text.length || isLineEnd(this.source.at(start))) break;
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
      while (q - this.p < 15 && isDigit(this.source.at(q))) q++;
      if (q === this.p || this.source.at(q) !== 46 || !isBlank(this.source.at(q + 1))) break;
      const number = Number(this.source.text.slice(this.p, q));
      const start = this.skipBlanks(q + 1);
      if (start >= this.source.text.length || isLineEnd(this.source.at(start))) break;
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
    if (!this.source.text.startsWith("```", this.p) || this.p >= this.noFenceFrom) return null;
    let q = this.p + 3;
    while (
      isAlphanumeric(this.source.at(q)) ||
      this.source.at(q) === Space ||
      this.source.at(q) === 45 ||
      this.source.at(q) === 46 ||
      this.source.at(q) === 95
    )
      q++;
    if (!isLineEnd(this.source.at(q))) return null;
    const language = this.source.text.slice(this.p + 3, q);
    while (isLineEnd(this.source.at(q))) q++;
    const close = this.source.text.indexOf("```", q);
    if (close < 0) {
      this.noFenceFrom = this.p;
      return null;
    }
    if (close === q || !isLineEnd(this.source.at(close - 1))) return null;
    const lines: CodeLine[] = [];
    while (q < close) {
      const end = this.lineEnd(q);
      lines.push({ type: "CODE_LINE", value: plain(this.source.text.slice(q, end)) });
      q = this.afterLineEnd(end);
    }
    this.p = close + 3;
    return { type: "CODE", language: language === "" ? "none" : language, value: lines };
  }

  private dollarFormula(): Block | null {
    if (!this.dollarKatex || this.source.at(this.p + 1) !== 36 || this.p >= this.noDollarsFrom) return null;
    const close = this.source.text.indexOf("$$", this.p + 2);
    if (close < 0) {
      this.noDollarsFrom = this.p;
      return null;
    }
    const value = this.source.text.slice(this.p + 2, close);
    this.p = close + 2;
    return { type: "KATEX", value };
  }

  private bracketFormula(): Block | null {
    if (!this.parenthesisKatex || this.source.at(this.p + 1) !== 91 || this.p >= this.noBracketFrom)
      return null;
    const close = this.source.text.indexOf("\\]", this.p + 2);
    if (close < 0) {
      this.noBracketFrom = this.p;
      return null;
    }
    const value = this.source.text.slice(this.p + 2, close);
    this.p = close + 2;
    return { type: "KATEX", value };
  }
}
