import { beforeEach, expect, test, vi } from "vitest";
import { Drafts } from "./drafts";

beforeEach(() => {
  localStorage.clear();
  vi.useFakeTimers();
});

test("a text begun is written soon, and what was sent does not come back (MSG-007)", () => {
  const drafts = new Drafts();
  drafts.note("room", "half a");
  drafts.note("room", "half a thought");
  expect(new Drafts().read("room")).toBe("");
  expect(drafts.read("room")).toBe("half a thought");
  vi.advanceTimersByTime(300);
  expect(new Drafts().read("room")).toBe("half a thought");

  drafts.note("room", "half a thought!");
  drafts.write("room", "");
  vi.advanceTimersByTime(300);
  expect(new Drafts().read("room")).toBe("");
  expect(drafts.keys.get().size).toBe(0);
});

test("a page that is left loses no letter (MSG-007)", () => {
  const drafts = new Drafts();
  drafts.note("room", "typed just now");
  dispatchEvent(new Event("pagehide"));
  expect(new Drafts().read("room")).toBe("typed just now");
});
