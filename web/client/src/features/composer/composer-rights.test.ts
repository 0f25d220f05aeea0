import { expect, it } from "vitest";
import { sends } from "./composer-rights";

const press = (change: Partial<Parameters<typeof sends>[0]> = {}) => ({
  key: "Enter",
  shiftKey: false,
  altKey: false,
  ctrlKey: false,
  metaKey: false,
  ...change,
});

it("sends by Enter, and begins a line by Shift and Enter (MSG-005)", () => {
  expect(sends(press(), "normal")).toBe(true);
  expect(sends(press({ shiftKey: true }), "normal")).toBe(false);
  expect(sends(press({ key: "a" }), "normal")).toBe(false);
});

it("sends by Enter with a command key for those who want it so", () => {
  expect(sends(press(), "alternative")).toBe(false);
  expect(sends(press({ ctrlKey: true }), "alternative")).toBe(true);
  expect(sends(press({ metaKey: true }), "alternative")).toBe(true);
});
