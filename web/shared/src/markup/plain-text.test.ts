import { expect, it } from "vitest";
import type { Block } from "../wire/markup-tree";
import { parseMarkup } from "./parse";
import { plainText } from "./plain-text";

it.each([
  ["*bold* and _italic_ and ~gone~", "bold and italic and gone"],
  ["[the guide](https://example.org/a) for @ada in #general", "the guide for @ada in #general"],
  ["`code` :tada: :)", "code :tada: :)"],
  ["- one\n- *two*", "- one\n- two"],
  ["1. one\n2. two", "1. one\n2. two"],
  ["> quoted", "> quoted"],
  ["```js\nlet a = *1*;\n```", "let a = *1*;"],
])("reads %j without its marks", (text, expected) => {
  const options = { emoticons: true };
  expect(plainText(parseMarkup(text, options) as Block[])).toBe(expected);
});

it("leaves out what it does not know", () => {
  expect(plainText([{ type: "SPIRAL" } as unknown as Block])).toBe("");
});
