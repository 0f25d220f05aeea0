/** The message tree (`md`) as the server sends it. Unknown kinds are drawn as nothing. */
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
export interface Link {
  readonly type: "LINK";
  readonly value: { readonly src: PlainText; readonly label: Inline | readonly Inline[] };
}
export interface Image {
  readonly type: "IMAGE";
  readonly value: { readonly src: PlainText; readonly label: Inline };
}
export interface MentionUser {
  readonly type: "MENTION_USER";
  readonly value: PlainText;
}
export interface MentionChannel {
  readonly type: "MENTION_CHANNEL";
  readonly value: PlainText;
}
export interface Emoji {
  readonly type: "EMOJI";
  readonly value?: PlainText;
  readonly shortCode?: string;
  readonly unicode?: string;
}
export interface Color {
  readonly type: "COLOR";
  readonly value: { readonly r: number; readonly g: number; readonly b: number; readonly a: number };
}
export interface InlineKatex {
  readonly type: "INLINE_KATEX";
  readonly value: string;
}
export type Inline =
  | PlainText
  | Bold
  | Italic
  | Strike
  | InlineCode
  | Link
  | Image
  | MentionUser
  | MentionChannel
  | Emoji
  | Color
  | InlineKatex;

export interface Paragraph {
  readonly type: "PARAGRAPH";
  readonly value: readonly Inline[];
}
export interface Heading {
  readonly type: "HEADING";
  readonly level: 1 | 2 | 3 | 4;
  readonly value: readonly Inline[];
}
export interface ListItem {
  readonly type: "LIST_ITEM";
  readonly value: readonly Inline[];
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
  readonly language?: string;
  readonly value: readonly CodeLine[];
}
export interface Katex {
  readonly type: "KATEX";
  readonly value: string;
}
export interface BigEmoji {
  readonly type: "BIG_EMOJI";
  readonly value: readonly Emoji[];
}
export interface LineBreak {
  readonly type: "LINE_BREAK";
}
export type Block =
  Paragraph | Heading | UnorderedList | OrderedList | Tasks | Quote | Code | Katex | BigEmoji | LineBreak;
