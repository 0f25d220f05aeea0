/** The tree that a message text parses to: the `md` field of a message, as all clients draw it. */

export interface PlainText {
  readonly type: "PLAIN_TEXT";
  readonly value: string;
}

export interface Bold {
  readonly type: "BOLD";
  readonly value: readonly Inline[];
}

export interface Italic {
  readonly type: "ITALIC";
  readonly value: readonly Inline[];
}

export interface Strike {
  readonly type: "STRIKE";
  readonly value: readonly Inline[];
}

export interface InlineCode {
  readonly type: "INLINE_CODE";
  readonly value: PlainText;
}

export interface InlineKatex {
  readonly type: "INLINE_KATEX";
  readonly value: string;
}

export interface Link {
  readonly type: "LINK";
  readonly value: { readonly src: PlainText; readonly label: readonly Inline[] };
}

export interface Image {
  readonly type: "IMAGE";
  readonly value: { readonly src: PlainText; readonly label: PlainText };
}

export interface UserMention {
  readonly type: "MENTION_USER";
  readonly value: PlainText;
}

export interface ChannelMention {
  readonly type: "MENTION_CHANNEL";
  readonly value: PlainText;
}

/** An emoji by name; `value` is what was typed (a name or an emoticon). */
export interface NamedEmoji {
  readonly type: "EMOJI";
  readonly value: PlainText;
  readonly shortCode: string;
}

/** An emoji typed as such. */
export interface UnicodeEmoji {
  readonly type: "EMOJI";
  readonly unicode: string;
}

export type Emoji = NamedEmoji | UnicodeEmoji;

export interface Color {
  readonly type: "COLOR";
  readonly value: { readonly r: number; readonly g: number; readonly b: number; readonly a: number };
}

export type Inline =
  | PlainText
  | Bold
  | Italic
  | Strike
  | InlineCode
  | InlineKatex
  | Link
  | Image
  | UserMention
  | ChannelMention
  | Emoji
  | Color;

export interface Paragraph {
  readonly type: "PARAGRAPH";
  readonly value: readonly Inline[];
}

export interface Heading {
  readonly type: "HEADING";
  readonly level: 1 | 2 | 3 | 4;
  readonly value: readonly PlainText[];
}

export interface ListItem {
  readonly type: "LIST_ITEM";
  readonly value: readonly Inline[];
  /** The number typed; absent in bullet lists and for zero. */
  readonly number?: number;
}

export interface UnorderedList {
  readonly type: "UNORDERED_LIST";
  readonly value: readonly ListItem[];
}

export interface OrderedList {
  readonly type: "ORDERED_LIST";
  readonly value: readonly ListItem[];
}

export interface Task {
  readonly type: "TASK";
  readonly status: boolean;
  readonly value: readonly Inline[];
}

export interface Tasks {
  readonly type: "TASKS";
  readonly value: readonly Task[];
}

export interface Quote {
  readonly type: "QUOTE";
  readonly value: readonly Paragraph[];
}

export interface CodeLine {
  readonly type: "CODE_LINE";
  readonly value: PlainText;
}

export interface Code {
  readonly type: "CODE";
  /** The language stated after the fence; `none` when absent. */
  readonly language: string;
  readonly value: readonly CodeLine[];
}

export interface Katex {
  readonly type: "KATEX";
  readonly value: string;
}

export interface LineBreak {
  readonly type: "LINE_BREAK";
}

/** A message of one to three emoji and nothing else. */
export interface BigEmoji {
  readonly type: "BIG_EMOJI";
  readonly value: readonly Emoji[];
}

export type Block =
  Paragraph | Heading | UnorderedList | OrderedList | Tasks | Quote | Code | Katex | LineBreak | BigEmoji;

export interface MarkupOptions {
  /** Draw `color:#rgb` as a sample. */
  readonly colors?: boolean;
  /** Turn `:)` and its kin into emoji. */
  readonly emoticons?: boolean;
  readonly katex?: { readonly dollarSyntax?: boolean; readonly parenthesisSyntax?: boolean };
  /** Extra host endings, such as `intra` or `corp.lan`, whose bare names become links. */
  readonly customDomains?: readonly string[];
}
