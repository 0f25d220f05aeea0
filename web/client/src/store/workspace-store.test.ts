import { describe, expect, it } from "vitest";
import { testMessage, testStore } from "./test-entities";
import { threadKey, type WorkspaceStore } from "./workspace-store";

const ids = (store: WorkspaceStore, key = "r1") => store.timelines.get(key)?.ids;

function openRoom(): WorkspaceStore {
  const store = testStore();
  store.setTimelineEnds("r1", { isLoaded: true, hasOlder: false });
  return store;
}

/** A small generator of chance, so that failures can be repeated. */
function chance(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state * 1_103_515_245 + 12_345) % 2_147_483_648;
    return state / 2_147_483_648;
  };
}

describe("merging messages", () => {
  it.each([1, 2, 3, 4, 5, 6, 7, 8])(
    "ends the same whatever the order and repetition of arrival (seed %i)",
    (seed) => {
      const random = chance(seed);
      const events = Array.from({ length: 60 }, (_, index) =>
        testMessage(`m${index % 40}`, 1000 + (index % 40) * 10, { updatedAt: index }),
      );
      const shuffled = [...events, ...events.slice(0, 20)].sort(() => random() - 0.5);
      const store = openRoom();
      for (let at = 0; at < shuffled.length;) {
        const size = 1 + Math.floor(random() * 4);
        store.putMessages(shuffled.slice(at, at + size), random() < 0.5 ? "arrival" : "history");
        at += size;
      }
      expect(ids(store)).toEqual(Array.from({ length: 40 }, (_, index) => `m${index}`));
      for (let index = 0; index < 40; index += 1) {
        expect(store.messages.get(`m${index}`)?.updatedAt).toBe(index < 20 ? index + 40 : index);
      }
    },
  );

  it("does not let an older version replace a newer one", () => {
    const store = openRoom();
    store.putMessages([testMessage("a", 1, { text: "new", updatedAt: 20 })], "arrival");
    store.putMessages([testMessage("a", 1, { text: "old", updatedAt: 10 })], "history");
    expect(store.messages.get("a")?.text).toBe("new");
  });

  it("keeps replies out of the room unless they were also sent there", () => {
    const store = openRoom();
    store.setTimelineEnds(threadKey("root"), { isLoaded: true });
    store.putMessages(
      [
        testMessage("a", 1, { threadId: "root" }),
        testMessage("b", 2, { threadId: "root", alsoInRoom: true }),
      ],
      "arrival",
    );
    expect(ids(store)).toEqual(["b"]);
    expect(ids(store, threadKey("root"))).toEqual(["a", "b"]);
  });

  it("does not append arrivals to a stretch of the past", () => {
    const store = openRoom();
    store.putMessages([testMessage("a", 1)], "history");
    store.setTimelineEnds("r1", { hasNewer: true });
    store.putMessages([testMessage("z", 99)], "arrival");
    expect(ids(store)).toEqual(["a"]);
  });

  it("tears no hole: an old message that was changed does not come before its neighbours", () => {
    const store = openRoom();
    store.putMessages([testMessage("m", 50), testMessage("n", 60)], "history");
    store.setTimelineEnds("r1", { hasOlder: true });
    store.putMessages([testMessage("a", 1), testMessage("m", 50, { updatedAt: 70 })], "arrival");
    store.putMessages([testMessage("z", 99)], "arrival");
    expect(ids(store)).toEqual(["m", "n", "z"]);
    expect(store.messages.get("a")).toBeDefined();
  });

  it("does not begin a timeline for a room that was never opened", () => {
    const store = testStore();
    store.putMessages([testMessage("a", 1)], "arrival");
    expect(ids(store)).toBeUndefined();
    expect(store.messages.get("a")).toBeDefined();
  });

  it("forgets a deleted message everywhere", () => {
    const store = openRoom();
    store.putMessages([testMessage("a", 1), testMessage("b", 2)], "history");
    store.removeMessage("a");
    expect(ids(store)).toEqual(["b"]);
    expect(store.messages.get("a")).toBeUndefined();
  });
});

describe("messages on their way", () => {
  it("stand last, in the order written, and move to their place when confirmed", () => {
    const store = openRoom();
    store.putMessages([testMessage("mine-1", 50, { delivery: "sending", updatedAt: 0 })], "arrival");
    store.putMessages([testMessage("mine-2", 51, { delivery: "queued", updatedAt: 0 })], "arrival");
    store.putMessages([testMessage("theirs", 60)], "arrival");
    expect(ids(store)).toEqual(["theirs", "mine-1", "mine-2"]);
    store.putMessages([testMessage("mine-1", 61)], "arrival");
    expect(ids(store)).toEqual(["theirs", "mine-1", "mine-2"]);
    expect(store.messages.get("mine-1")?.delivery).toBeUndefined();
  });

  it("are shown when their room's history comes later", () => {
    const store = testStore();
    store.putMessages([testMessage("mine", 50, { delivery: "queued", updatedAt: 0 })], "arrival");
    store.putMessages([testMessage("a", 1)], "history");
    expect(ids(store)).toEqual(["a", "mine"]);
  });

  it("never replace the stored message of the same id", () => {
    const store = openRoom();
    store.putMessages([testMessage("a", 70)], "arrival");
    store.putMessages([testMessage("a", 50, { delivery: "queued", updatedAt: 0 })], "arrival");
    expect(store.messages.get("a")?.delivery).toBeUndefined();
  });
});
