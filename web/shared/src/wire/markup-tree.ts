/** The message tree (`md`) as the server sends it. Unknown kinds are drawn as nothing. */
export interface PlainText {
  type: "PLAIN_TEXT";
  value: string;
}
export interface Bold {
  type: "BOLD";
  value: Inline[];
}
export interface Italic {
  type: "ITALIC";
  value: Inline[];
}
export interface Strike {
  type: "STRIKE";
  value: Inline[];
}
export interface InlineCode {
  type: "INLINE_CODE";
  value: PlainText;
}
export interface Link {
  type: "LINK";
  value: { src: PlainText; label: Inline | Inline[] };
}
export interface Image {
  type: "IMAGE";
  value: { src: PlainText; label: Inline };
}
export interface MentionUser {
  type: "MENTION_USER";
  value: PlainText;
}
export interface MentionChannel {
  type: "MENTION_CHANNEL";
  value: PlainText;
}
export interface Emoji {
  type: "EMOJI";
  value?: PlainText;
  shortCode?: string;
  unicode?: string;
}
export interface Color {
  type: "COLOR";
  value: { r: number; g: number; b: number; a: number };
}
export interface InlineKatex {
  type: "INLINE_KATEX";
  value: string;
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
  type: "PARAGRAPH";
  value: Inline[];
}
export interface Heading {
  type: "HEADING";
  level: 1 | 2 | 3 | 4;
  value: Inline[];
}
export interface ListItem {
  type: "LIST_ITEM";
  value: Inline[];
  number?: number;
}
export interface UnorderedList {
  type: "UNORDERED_LIST";
  value: ListItem[];
}
export interface OrderedList {
  type: "ORDERED_LIST";
  value: ListItem[];
}
export interface Task {
  type: "TASK";
  status: boolean;
  value: Inline[];
}
export interface Tasks {
  type: "TASKS";
  value: Task[];
}
export interface Quote {
  type: "QUOTE";
  value: Paragraph[];
}
export interface CodeLine {
  type: "CODE_LINE";
  value: PlainText;
}
export interface Code {
  type: "CODE";
  language?: string;
  value: CodeLine[];
}
export interface Katex {
  type: "KATEX";
  value: string;
}
export interface BigEmoji {
  type: "BIG_EMOJI";
  value: Emoji[];
}
export interface LineBreak {
  type: "LINE_BREAK";
}
export type Block =
  | Paragraph
  | Heading
  | UnorderedList
  | OrderedList
  | Tasks
  | Quote
  | Code
  | Katex
  | BigEmoji
  | LineBreak;
