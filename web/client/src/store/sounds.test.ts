import { expect, test } from "vitest";
import { builtInSounds, heardOf } from "./sounds";
import { testSubscription } from "./test-entities";

test("new rooms and messages that count are heard, not what is muted or being read (ACC-052, NOT-015, NOT-016)", () => {
  const before = new Map([["a", testSubscription("a", { unread: 1 })]]);
  const after = (part: object) => [testSubscription("a", { unread: 2, ...part })];
  expect(heardOf(before, after({}), undefined)).toEqual({ kind: "message", sound: "default" });
  expect(heardOf(before, after({ sound: "beep" }), undefined)).toEqual({ kind: "message", sound: "beep" });
  expect(heardOf(before, after({ sound: "none" }), undefined)).toBeUndefined();
  expect(heardOf(before, after({}), "a")).toBeUndefined();
  expect(heardOf(before, after({ isMuted: true }), undefined)).toBeUndefined();
  expect(heardOf(before, after({ unread: 0 }), undefined)).toBeUndefined();
  expect(heardOf(before, [testSubscription("b")], undefined)).toEqual({ kind: "room" });
  // Whoever is in the new room already sees it.
  expect(heardOf(before, [testSubscription("b")], "b")).toBeUndefined();
});

test("the sounds that everybody knows come with the client (NOT-017)", () => {
  for (const id of ["chime", "door", "beep", "chelle", "ding", "droplet", "highbell", "seasons"])
    expect(builtInSounds).toContain(id);
});
