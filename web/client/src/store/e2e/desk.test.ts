import { beforeEach, expect, it, vi } from "vitest";
import type { Link } from "../link";
import { testMe, testMessage, testRoom, testStore, testSubscription } from "../test-entities";
import type { WorkspaceStore } from "../workspace-store";
import {
  makePair,
  makeRoomKey,
  type PairTexts,
  type RoomKey,
  sealText,
  wrapPrivateKey,
  wrapRoomKey,
} from "./crypto";
import type { E2eDesk } from "./desk";
import { E2eSeat } from "./seat";

const ROOM = "r1";

// Keys take their time on a busy machine.
vi.setConfig({ testTimeout: 60_000, hookTimeout: 60_000 });
const until = (check: () => void) => vi.waitFor(check, { timeout: 20_000 });

/** The server's part: it passes on, and says yes. */
class Mailbox {
  readonly calls: [string, ...unknown[]][] = [];
  keys: Record<string, unknown> = {};
  readonly link = {
    ddp: { listen: () => () => undefined },
    rest: {
      get: () => Promise.resolve(this.keys),
      post: (path: string, body: unknown) => this.record(path, body),
    },
    call: (method: string, ...params: unknown[]) => this.record(method, ...params),
    read: (method: string, ...params: unknown[]) => this.record(method, ...params),
  } as unknown as Link;

  names(): string[] {
    return this.calls.map(([name]) => name);
  }

  private record(name: string, ...params: unknown[]): Promise<unknown> {
    this.calls.push([name, ...params]);
    return Promise.resolve(name === "e2e.getUsersOfRoomWithoutKey" ? { users: [] } : {});
  }
}

let mine: PairTexts;
let key: RoomKey;
let mailbox: Mailbox;
let store: WorkspaceStore;
let seat: E2eSeat;
let desk: E2eDesk;

const said = async (id: string, text: string, by = "u1", under = key) =>
  testMessage(id, 1, {
    kind: "e2e",
    author: { id: by, username: by },
    text: await sealText(under, { messageId: id, userId: by, text }),
  });

/** A member's offer arrives. */
const offer = async (of: RoomKey, publicKey = mine.publicKey) =>
  store.subscriptions.set(
    ROOM,
    testSubscription(ROOM, {
      ...store.subscriptions.get(ROOM),
      type: "p",
      suggestedKey: await wrapRoomKey(of, publicKey),
    }),
  );

beforeEach(async () => {
  localStorage.clear();
  Object.defineProperty(navigator, "locks", {
    configurable: true,
    value: { request: (_: string, work: () => Promise<void>) => work() },
  });
  [mine, key] = [await makePair(), await makeRoomKey()];
  mailbox = new Mailbox();
  mailbox.keys = {
    public_key: mine.publicKey,
    private_key: await wrapPrivateKey(mine.privateKey, "right", testMe.id),
  };
  store = testStore();
  store.rooms.set(ROOM, testRoom(ROOM, { type: "p", isEncrypted: true, keyId: key.id }));
  store.subscriptions.set(ROOM, testSubscription(ROOM, { type: "p" }));
  seat = new E2eSeat(store, mailbox.link);
  store.settings.set({ E2E_Enable: true });
  desk = await seat.desk();
});

async function unlock(): Promise<void> {
  await desk.start();
  expect(await desk.enterPassword("right")).toBe(true);
}

it("locks until the password is right (E2E-008)", async () => {
  await desk.start();
  desk.enter(ROOM);
  expect(seat.notice.get()).toBe("enter");
  await until(() => expect(seat.states.get(ROOM)).toBe("locked"));
  expect(await desk.enterPassword("wrong")).toBe(false);
  expect(seat.notice.get()).toBe("wrong");
  expect(localStorage.getItem("private_key")).toBeNull();
  expect(await desk.enterPassword("right")).toBe(true);
  expect(seat.notice.get()).toBeUndefined();
  await until(() => expect(seat.states.get(ROOM)).toBe("waiting"));
  expect(mailbox.names()).toContain("stream-notify-room-users");
});

it("does not take keys of another account, or of before a reset, from this browser (E2E-003, E2E-010)", async () => {
  const other = await makePair();
  localStorage.setItem("public_key", other.publicKey);
  localStorage.setItem("private_key", other.privateKey);
  await desk.start();
  expect(seat.notice.get()).toBe("enter");
  expect(localStorage.getItem("private_key")).toBeNull();
});

it("takes an offered key that opens what was said, and shows it (E2E-019, E2E-027)", async () => {
  await unlock();
  store.putMessages([await said("m1", "hello")], "history");
  expect(store.messages.get("m1")?.sealed).toBeUndefined();
  await offer(key);
  await until(() => expect(store.messages.get("m1")?.text).toBe("hello"));
  expect(mailbox.names()).toContain("e2e.acceptSuggestedGroupKey");
});

it("refuses an offer for somebody else, and one that opens nothing of the room (E2E-019)", async () => {
  await unlock();
  store.putMessages([await said("m1", "hello")], "history");
  await offer(key, (await makePair()).publicKey);
  await until(() => expect(mailbox.names()).toContain("e2e.rejectSuggestedGroupKey"));
  mailbox.calls.length = 0;
  await offer(await makeRoomKey());
  await until(() => expect(mailbox.names()).toContain("e2e.rejectSuggestedGroupKey"));
  expect(mailbox.names()).not.toContain("e2e.acceptSuggestedGroupKey");
  expect(store.messages.get("m1")?.sealed).toBeUndefined();
});

it("keeps the key it has: a later offer of another is refused, one put in its place is put right (E2E-019)", async () => {
  await unlock();
  await offer(key);
  await until(() => expect(mailbox.names()).toContain("e2e.acceptSuggestedGroupKey"));
  const other = await makeRoomKey();
  await offer(other);
  await until(() => expect(mailbox.names()).toContain("e2e.rejectSuggestedGroupKey"));
  mailbox.calls.length = 0;
  const planted = await wrapRoomKey(other, mine.publicKey);
  store.subscriptions.set(ROOM, testSubscription(ROOM, { type: "p", roomKey: planted }));
  await until(() => expect(mailbox.names()).toContain("e2e.updateGroupKey"));
  store.putMessages([await said("m1", "still here")], "history");
  await until(() => expect(store.messages.get("m1")?.text).toBe("still here"));
});

it("forgets the key when the reader is no member any more (E2E-024)", async () => {
  await unlock();
  await offer(key);
  await until(() => expect(mailbox.names()).toContain("e2e.acceptSuggestedGroupKey"));
  store.subscriptions.delete(ROOM);
  store.subscriptions.set(ROOM, testSubscription(ROOM, { type: "p" }));
  const outbox = { add: vi.fn() };
  const wrong = await desk.send(outbox as never, { roomId: ROOM, threadId: undefined }, "hello", false);
  expect(wrong).toBeDefined();
  expect(outbox.add).not.toHaveBeenCalled();
});

it("shows no text that was written as another message or by somebody else (E2E-025)", async () => {
  await unlock();
  const first = await said("m1", "mine");
  store.putMessages(
    [first, { ...first, id: "m2" }, { ...first, author: { id: "u2", username: "eve" } }],
    "history",
  );
  store.putMessages(
    [{ ...(await said("m3", "as u1", "u1")), author: { id: "u2", username: "eve" } }],
    "history",
  );
  store.putMessages([await said("m4", "from u1")], "history");
  await offer(key);
  await until(() => expect(store.messages.get("m4")?.text).toBe("from u1"));
  for (const id of ["m2", "m3"]) expect(store.messages.get(id)?.sealed).toBeUndefined();
});

it("goes back to what the server keeps when encryption is turned off (E2E-001)", async () => {
  await unlock();
  await offer(key);
  const sealed = await said("m1", "hello");
  store.putMessages([sealed], "history");
  await until(() => expect(store.messages.get("m1")?.text).toBe("hello"));
  store.settings.set({});
  await until(() => expect(store.messages.get("m1")?.text).toBe(sealed.text));
  expect(localStorage.getItem("private_key")).toBe(mine.privateKey);
});
