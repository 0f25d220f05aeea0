import { beforeEach, expect, test, vi } from "vitest";
import { Drafts } from "./drafts";

beforeEach(() => {
  localStorage.clear();
  vi.useFakeTimers();
});

test("a text begun is written soon, and what was sent does not come back (MSG-007)", () => {
  const drafts = new Drafts();
  drafts.note("room", "half a", "room");
  drafts.note("room", "half a thought", "room");
  expect(new Drafts().read("room")).toBe("");
  expect(drafts.read("room")).toBe("half a thought");
  vi.advanceTimersByTime(300);
  expect(new Drafts().read("room")).toBe("half a thought");

  drafts.note("room", "half a thought!", "room");
  drafts.write("room", "", "room");
  vi.advanceTimersByTime(300);
  expect(new Drafts().read("room")).toBe("");
  expect(drafts.keys.get().size).toBe(0);
});

test("a page that is left loses no letter (MSG-007)", () => {
  const drafts = new Drafts();
  drafts.note("room", "typed just now", "room");
  dispatchEvent(new Event("pagehide"));
  expect(new Drafts().read("room")).toBe("typed just now");
});

test("what another device wrote is taken, unless something is being typed here", () => {
  const drafts = new Drafts();
  const written: string[] = [];
  const taken: string[] = [];
  drafts.onWritten = ({ text }) => written.push(text);
  drafts.onTaken.add((key, text) => taken.push(`${key}: ${text}`));
  drafts.take("room", "from the phone");
  expect(drafts.read("room")).toBe("from the phone");
  expect(drafts.keys.get().has("room")).toBe(true);
  drafts.note("room", "typed here", "room");
  drafts.take("room", "from the phone again");
  vi.advanceTimersByTime(300);
  expect(drafts.read("room")).toBe("typed here");
  drafts.take("room", "");
  expect(drafts.keys.get().size).toBe(0);
  expect(written).toEqual(["typed here"]);
  expect(taken).toEqual(["room: from the phone", "room: "]);
});

test("what is written in an encrypted room is kept nowhere and given to nobody", () => {
  const drafts = new Drafts();
  const written: string[] = [];
  drafts.onWritten = ({ text }) => written.push(text);
  drafts.note("room", "before", "room");
  drafts.flush();
  drafts.note("room", "secret words", "room", true);
  vi.advanceTimersByTime(300);
  expect(drafts.read("room")).toBe("secret words");
  expect(drafts.readKept("room")).toBe("");
  expect(new Drafts().read("room")).toBe("");
  expect(written).toEqual(["before", ""]);
});
