import { expect, it } from "vitest";
import { panelOf } from "./panel-ids";
import { panels } from "./panels";

it("understands other spellings of addresses (ROOM-065)", () => {
  expect(panelOf("rocket-search")).toBe("message-search");
  expect(panelOf("members-list")).toBe("members-list");
  expect(panelOf("nonsense")).toBeUndefined();
  expect(panelOf(undefined)).toBeUndefined();
});

it("names every panel once", () => {
  expect(new Set(panels.map(({ id }) => id)).size).toBe(panels.length);
  for (const { id } of panels) expect(panelOf(id)).toBe(id);
  expect(new Set(panels.map(({ label }) => label)).size).toBe(panels.length);
});
