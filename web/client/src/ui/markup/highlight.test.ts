import { expect, it } from "vitest";
import { highlight, highlightLanguage } from "./highlight";

it.each([
  ["js", "javascript,css", "javascript"],
  ["JavaScript", undefined, "javascript"],
  ["python", "javascript,css", undefined],
  ["py", "", "python"],
  ["none", undefined, undefined],
  ["constructor", undefined, undefined],
])("highlights %j with the list %j as %j (MSG-020)", (stated, wanted, expected) => {
  expect(highlightLanguage(stated, wanted)).toBe(expected);
});

it("marks pieces and keeps every character", async () => {
  const text = "const  a = 1; // <b>\n";
  const root = await highlight("javascript", text);
  expect(JSON.stringify(root)).toContain("hljs-keyword");
  const textOf = (node: unknown): string => {
    const { value, children } = node as { value?: string; children?: unknown[] };
    return value ?? (children ?? []).map(textOf).join("");
  };
  expect(textOf(root)).toBe(text);
});
