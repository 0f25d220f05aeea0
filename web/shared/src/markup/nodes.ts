import type { Inline, PlainText } from "./tree";

export interface Found<T> {
  readonly node: T;
  readonly end: number;
}

export const plain = (value: string): PlainText => ({ type: "PLAIN_TEXT", value });

export function linkTo(src: string, label: readonly Inline[]): Inline {
  return { type: "LINK", value: { src: plain(src), label } };
}

/** Adds text, joining it to text that is already last. */
export function addText(out: Inline[], value: string): void {
  const last = out[out.length - 1];
  if (last !== undefined && last.type === "PLAIN_TEXT") out[out.length - 1] = plain(last.value + value);
  else out.push(plain(value));
}
