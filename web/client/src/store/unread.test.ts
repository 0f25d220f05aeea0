import { describe, expect, it } from "vitest";
import { testSubscription } from "./test-entities";
import { badgeText, isUnread, totalUnread, unreadMark } from "./unread";

describe("unreadMark", () => {
  it("counts when the reader was addressed, in red when by name", () => {
    expect(unreadMark(testSubscription("r", { unread: 2, userMentions: 1 }))).toEqual({
      kind: "count",
      count: 2,
      isPersonal: true,
    });
    expect(unreadMark(testSubscription("r", { unread: 2, groupMentions: 2 }))).toEqual({
      kind: "count",
      count: 2,
      isPersonal: false,
    });
    expect(unreadMark(testSubscription("r", { type: "d", unread: 1 }))).toEqual({
      kind: "count",
      count: 1,
      isPersonal: true,
    });
  });

  it("shows a dot for news and for threads", () => {
    expect(unreadMark(testSubscription("r", { hasAlert: true })).kind).toBe("dot");
    expect(unreadMark(testSubscription("r", { unreadThreads: ["t"] })).kind).toBe("dot");
    expect(unreadMark(testSubscription("r")).kind).toBe("none");
  });

  it("obeys the wishes to hide", () => {
    expect(unreadMark(testSubscription("r", { hasAlert: true, hidesUnread: true })).kind).toBe("none");
    expect(unreadMark(testSubscription("r", { unread: 3, hidesMentions: true })).kind).toBe("dot");
  });
});

it("adds up open rooms only", () => {
  const rooms = [
    testSubscription("a", { unread: 2, userMentions: 2 }),
    testSubscription("b", { unread: 5, isOpen: false }),
    testSubscription("c", { hasAlert: true }),
  ];
  expect(totalUnread(rooms)).toEqual({ count: 2, hasDot: true });
  expect(rooms.map(isUnread)).toEqual([true, false, true]);
});

it("stops counting aloud at 99", () => {
  expect([badgeText(1), badgeText(99), badgeText(100)]).toEqual(["1", "99", "99+"]);
});
