import { describe, expect, it } from "vitest";
import { testMessage, testRoom, testSubscription } from "../../store/test-entities";
import type { Workspace } from "../../store/workspace";
import type { MessageHandlers } from "./handlers";
import { actionOfKey, messageActions, type MessageContext, mayReact } from "./message-actions";

const nothing = () => undefined;
const handlers: MessageHandlers = {
  place: "room",
  onReply: nothing,
  onQuote: nothing,
  onEdit: nothing,
  onReplyDirect: nothing,
  onOpenDiscussion: nothing,
  onOpenPerson: nothing,
  onDialog: nothing,
  onCompose: nothing,
  renderEmojiPicker: () => null,
};
const rights = {
  translate: false,
  editAny: false,
  removeAny: false,
  removeOwn: true,
  forceRemove: false,
  pin: false,
  write: true,
  discuss: true,
  reactReadOnly: false,
};

function context(change: Partial<MessageContext> = {}): MessageContext {
  return {
    workspace: { later: { saved: new Map() } } as unknown as Workspace,
    message: testMessage("a", Date.now()),
    handlers,
    room: testRoom("r1"),
    subscription: testSubscription("r1"),
    settings: {},
    rights,
    myId: "me",
    ...change,
  };
}
const mine = (sentAt = Date.now()) => testMessage("a", sentAt, { author: { id: "me", username: "ada" } });
const shown = (about: MessageContext) =>
  messageActions.filter((action) => action.isShown(about)).map(({ id }) => id);

describe("what can be done with a message (MSG-045)", () => {
  it("offers members the usual acts on somebody else's message", () => {
    expect(shown(context())).toEqual(
      "react reply quote direct forward discussion star later remind unread link text why ignore report".split(
        " ",
      ),
    );
  });

  it("lets authors edit and delete, and neither report nor ignore themselves", () => {
    const ids = shown(context({ message: mine() }));
    expect(ids).toEqual(expect.arrayContaining(["edit", "remove"]));
    for (const id of ["report", "ignore", "direct", "unread"]) expect(ids).not.toContain(id);
  });

  it("closes editing and deleting when their time is over (MSG-046, MSG-048)", () => {
    const settings = {
      Message_AllowEditing_BlockEditInMinutes: 5,
      Message_AllowDeleting_BlockDeleteInMinutes: 5,
    };
    const old = mine(Date.now() - 6 * 60_000);
    expect(shown(context({ message: old, settings }))).not.toContain("edit");
    expect(shown(context({ message: old, settings }))).not.toContain("remove");
    const force = { ...rights, forceRemove: true };
    expect(shown(context({ message: old, settings, rights: force }))).toContain("remove");
  });

  it("offers strangers nothing that needs a member", () => {
    const ids = shown(context({ subscription: undefined }));
    for (const id of ["react", "quote", "star", "unread", "ignore"]) expect(ids).not.toContain(id);
    expect(ids).toContain("link");
  });

  it("starts no discussion inside a discussion, a thread, or twice", () => {
    const inDiscussion = context({ room: testRoom("r1", { parentId: "p" }) });
    expect(shown(inDiscussion)).not.toContain("discussion");
    expect(shown(context({ handlers: { ...handlers, place: "thread" } }))).not.toContain("discussion");
    expect(shown(context({ message: testMessage("a", 0, { discussionId: "d" }) }))).not.toContain(
      "discussion",
    );
  });
});

it("lets people react in a read-only room only where that is allowed (ROOM-026)", () => {
  const room = testRoom("r1", { isReadOnly: true });
  expect(mayReact(context({ room }))).toBe(false);
  expect(mayReact(context({ room: { ...room, allowsReactionsWhenReadOnly: true } }))).toBe(true);
  expect(mayReact(context({ room, rights: { ...rights, reactReadOnly: true } }))).toBe(true);
});

it("has one key for an act, and only while it may be done", () => {
  const keys = messageActions.map(({ key }) => key).filter((key) => key !== undefined);
  expect(new Set(keys).size).toBe(keys.length);
  expect(actionOfKey("e", context({ message: mine() }))?.id).toBe("edit");
  expect(actionOfKey("e", context())).toBeUndefined();
});
