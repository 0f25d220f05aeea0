import { expect, it } from "vitest";
import { findQuery } from "./completion";

it.each([
  ["hey @ad", { trigger: "@", text: "ad", start: 4 }],
  ["@", { trigger: "@", text: "", start: 0 }],
  ["(#gen", { trigger: "#", text: "gen", start: 1 }],
  ["so :sm", { trigger: ":", text: "sm", start: 3 }],
  ["/inv", { trigger: "/", text: "inv", start: 0 }],
])("finds what is being completed in %j", (text, expected) => {
  expect(findQuery(text, text.length)).toEqual(expected);
});

it.each(["mail@example", "at 10:3", "so :s", "hello", "a /command", "@ada "])(
  "completes nothing in %j",
  (text) => {
    expect(findQuery(text, text.length)).toBeUndefined();
  },
);
