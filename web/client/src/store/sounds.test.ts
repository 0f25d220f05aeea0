import { expect, test } from "vitest";
import { heardOf } from "./sounds";
import { testSubscription } from "./test-entities";

test("new rooms and messages that count are heard, not what is muted or being read (ACC-052)", () => {
  const before = new Map([["a", testSubscription("a", { unread: 1 })]]);
  const after = (part: object) => [testSubscription("a", { unread: 2, ...part })];
  expect(heardOf(before, after({}), undefined)).toBe("message");
  expect(heardOf(before, after({}), "a")).toBeUndefined();
  expect(heardOf(before, after({ isMuted: true }), undefined)).toBeUndefined();
  expect(heardOf(before, after({ unread: 0 }), undefined)).toBeUndefined();
  expect(heardOf(before, [testSubscription("b")], undefined)).toBe("room");
});
