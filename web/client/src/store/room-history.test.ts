import { expect, it } from "vitest";
import type { Link } from "./link";
import { RoomHistory } from "./room-history";
import { testStore } from "./test-entities";

const wire = (id: string, ts: number) => ({
  _id: id,
  rid: "r1",
  msg: id,
  ts,
  u: { _id: "u1", username: "bob" },
});
const page = (from: number, count: number) =>
  Array.from({ length: count }, (_, index) => wire(`m${from + index}`, from + index));

/** A room of messages m1 to m300, each answer of which waits to be let go. */
function slowRoom() {
  const store = testStore();
  const waiting = new Map<string, () => void>();
  const answers: Record<string, (params: unknown[]) => unknown> = {
    loadSurroundingMessages: () => ({ messages: page(1, 50), moreBefore: false, moreAfter: true }),
    loadNextMessages: () => ({ messages: page(51, 50) }),
    loadHistory: () => ({ messages: page(251, 50) }),
  };
  const link = {
    read: (method: string, ...params: unknown[]) =>
      new Promise((resolve) => waiting.set(method, () => resolve(answers[method]?.(params)))),
  } as unknown as Link;
  return { store, history: new RoomHistory(store, link), letGo: (method: string) => waiting.get(method)?.() };
}

it("does not mix the past that was left into the present (MSG-066)", async () => {
  const { store, history, letGo } = slowRoom();
  const jump = history.loadAround("r1", "m10");
  letGo("loadSurroundingMessages");
  await jump;

  const newer = history.loadNewer("r1");
  const present = history.loadLatest("r1");
  letGo("loadHistory");
  await present;
  letGo("loadNextMessages");
  await newer;

  const timeline = store.timelines.get("r1");
  expect(timeline?.hasNewer).toBe(false);
  expect(timeline?.ids).toHaveLength(50);
  expect(timeline?.ids[0]).toBe("m251");
});
