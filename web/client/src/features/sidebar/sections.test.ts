import { describe, expect, it } from "vitest";
import { testRoom, testStore, testSubscription } from "../../store/test-entities";
import { type Arrangement, buildSections } from "./sections";

const grouped: Arrangement = {
  isGrouped: true,
  showsUnread: false,
  showsFavorites: true,
  sortBy: "activity",
  own: [],
};

function sections(wanted: Partial<Arrangement> = {}) {
  const store = testStore();
  const add = (id: string, at: number, change = {}) => {
    store.subscriptions.set(id, testSubscription(id, { ...change }));
    store.rooms.set(id, testRoom(id, { lastMessageAt: at }));
  };
  add("beta", 3);
  add("alpha", 1, { hasAlert: true });
  add("core", 2, { isTeamMain: true });
  add("talk", 2, { parentId: "beta" });
  add("bob", 9, { type: "d" });
  add("liked", 5, { isFavorite: true });
  add("hidden", 5, { isOpen: false });
  add("old", 5, { isArchived: true });
  return buildSections(store.subscriptions, store.rooms, { ...grouped, ...wanted }).map(
    ({ id, roomIds }) => `${id}: ${roomIds.join(" ")}`,
  );
}

describe("the sidebar (ROOM-059, ROOM-060)", () => {
  it("groups by kind in a fixed order, the latest first, without hidden and archived rooms", () => {
    expect(sections()).toEqual([
      "favorites: liked",
      "teams: core",
      "discussions: talk",
      "channels: beta alpha",
      "direct: bob",
    ]);
  });

  it("sorts by name when that is wanted", () => {
    expect(sections({ sortBy: "alphabetical" })).toContain("channels: alpha beta");
  });

  it("puts what is unread first, once", () => {
    expect(sections({ showsUnread: true }).slice(0, 2)).toEqual(["unread: alpha", "favorites: liked"]);
    expect(sections({ showsUnread: true })).toContain("channels: beta");
  });

  it("makes one list without groups", () => {
    expect(sections({ isGrouped: false, showsFavorites: false })).toEqual([
      "all: bob liked beta core talk alpha",
    ]);
  });

  it("puts rooms under the person's own headings first, then under those for everybody", () => {
    const own = [
      { id: "mine", name: "Mine", isShared: false, roomIds: ["beta", "liked"] },
      { id: "all-hands", name: "All hands", isShared: true, roomIds: ["beta", "core", "liked"] },
    ];
    expect(sections({ own })).toEqual([
      "mine: liked beta",
      "all-hands: core",
      "discussions: talk",
      "channels: alpha",
      "direct: bob",
    ]);
    expect(sections({ own: own.slice(1) })[0]).toBe("favorites: liked");
  });
});
