import { describe, expect, it } from "vitest";
import { testRoom, testSubscription } from "../../store/test-entities";
import type { Workspace } from "../../store/workspace";
import { isMuted, memberActions, type MemberContext } from "./member-actions";

const bob = { id: "u1", username: "bob", presence: "online" as const };
const none = {
  setOwner: false,
  setLeader: false,
  setModerator: false,
  mute: false,
  remove: false,
  write: true,
};
const all = { setOwner: true, setLeader: true, setModerator: true, mute: true, remove: true, write: true };

function context(change: Partial<MemberContext> = {}): MemberContext {
  return {
    workspace: {} as Workspace,
    room: testRoom("r"),
    subscription: testSubscription("r"),
    user: bob,
    roles: [],
    isMe: false,
    isMember: true,
    rights: all,
    open: () => undefined,
    ...change,
  };
}

const shown = (about: MemberContext) =>
  memberActions.filter((action) => action.isShown(about)).map(({ id }) => id);

describe("what may be done to a member (ROOM-038)", () => {
  it("offers everything to those with every right, in a fixed order", () => {
    expect(shown(context())).toEqual([
      "direct",
      "owner",
      "leader",
      "moderator",
      "ignore",
      "mute",
      "report",
      "remove",
    ]);
  });

  it("offers ordinary members only what concerns themselves", () => {
    expect(shown(context({ rights: none }))).toEqual(["direct", "ignore", "report"]);
  });

  it("blocks only in a conversation of two, where nothing else applies", () => {
    const room = testRoom("d", { type: "d", userIds: ["me", "u1"] });
    expect(shown(context({ room }))).toEqual(["block", "report"]);
  });

  it("lets one change one's own roles and nothing else of oneself", () => {
    expect(shown(context({ isMe: true }))).toEqual(["owner", "leader", "moderator"]);
  });

  it("offers nothing that needs a member to a stranger", () => {
    expect(shown(context({ isMember: false }))).toEqual(["direct", "report"]);
  });
});

it("counts everybody as muted in a read-only room who has not been let write (ROOM-026)", () => {
  expect(isMuted({ user: bob, room: testRoom("r", { isReadOnly: true }) })).toBe(true);
  expect(isMuted({ user: bob, room: testRoom("r", { isReadOnly: true, unmuted: ["bob"] }) })).toBe(false);
  expect(isMuted({ user: bob, room: testRoom("r", { muted: ["bob"] }) })).toBe(true);
});
