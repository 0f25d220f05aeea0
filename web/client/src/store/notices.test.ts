import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { testStore, testSubscription } from "./test-entities";
import { parseNotice, startNotices } from "./notices";
import type { Workspace } from "./workspace";

const shown: { title: string; body: string | undefined; tag: string | undefined; open: () => void }[] = [];
let tell: (args: unknown[]) => void = () => undefined;

class FakeNotification extends EventTarget {
  static permission = "granted";
  constructor(title: string, options: NotificationOptions) {
    super();
    shown.push({
      title,
      body: options.body,
      tag: options.tag,
      open: () => this.dispatchEvent(new Event("click")),
    });
  }
  close() {}
}

function start(openRoomId: string | undefined, open: (path: string) => void = () => undefined) {
  const store = testStore();
  store.subscriptions.set("r1", testSubscription("r1", { type: "c", name: "plans" }));
  const link = {
    ddp: {
      listen: (_stream: string, _event: string, handler: (args: unknown[]) => void) => {
        tell = handler;
        return () => undefined;
      },
    },
  };
  return startNotices({ store, link } as unknown as Workspace, () => openRoomId, open);
}

const event = (id: string, tmid?: string) => [
  {
    title: "#plans",
    text: "bob: hello",
    payload: { _id: id, rid: "r1", tmid, sender: { _id: "b", username: "bob" } },
  },
];

beforeEach(() => {
  shown.length = 0;
  vi.useFakeTimers();
  vi.stubGlobal("Notification", FakeNotification);
});
afterEach(() => {
  vi.useRealTimers();
  vi.unstubAllGlobals();
});

test("a message is told once by the system and leads to its thread (NOT-011, NOT-013)", () => {
  const paths: string[] = [];
  const stop = start(undefined, (path) => paths.push(path));
  tell(event("m1", "root"));
  vi.advanceTimersByTime(300);
  expect(shown.map(({ title, body, tag }) => [title, body, tag])).toEqual([["#plans", "bob: hello", "m1"]]);
  shown[0]?.open();
  expect(paths).toEqual(["/channel/plans/thread/root?msg=m1"]);
  tell(["nonsense"]);
  vi.advanceTimersByTime(300);
  expect(shown).toHaveLength(1);
  stop();
});

test("whoever looks at the room is told nothing, but is in another room (NOT-011)", () => {
  vi.spyOn(document, "hasFocus").mockReturnValue(true);
  const stop = start("r1");
  tell(event("m1"));
  vi.advanceTimersByTime(300);
  expect(shown).toHaveLength(0);
  stop();
  start("r2");
  tell(event("m2"));
  vi.advanceTimersByTime(300);
  expect(shown).toHaveLength(1);
});

test("an encrypted message is told in its own words where they can be read (E2E-033)", async () => {
  vi.useRealTimers();
  const store = testStore();
  const e2e = {
    isOffered: () => true,
    desk: () =>
      Promise.resolve({
        read: (message: { text: string }) =>
          Promise.resolve(
            message.text === "c2VhbGVk" ? { ...message, sealed: message.text, text: "the secret" } : message,
          ),
      }),
  };
  const link = {
    ddp: {
      listen: (_stream: string, _event: string, handler: (args: unknown[]) => void) => {
        tell = handler;
        return () => undefined;
      },
    },
  };
  startNotices(
    { store, link, e2e } as unknown as Workspace,
    () => undefined,
    () => undefined,
  );
  const sealed = (id: string, msg: string) => [
    {
      title: "#plans",
      text: "bob: Encrypted message",
      payload: { _id: id, rid: "r1", sender: { _id: "b", username: "bob" }, message: { msg, t: "e2e" } },
    },
  ];
  tell(sealed("m1", "c2VhbGVk"));
  tell(sealed("m2", "bm8ga2V5"));
  await vi.waitFor(() => expect(shown).toHaveLength(2));
  expect(shown.map(({ body }) => body).sort()).toEqual(["bob: Encrypted message", "bob: the secret"]);
});

test("only what names a message and a room is a notice", () => {
  expect(parseNotice({ title: "x", payload: { rid: "r1" } })).toBeUndefined();
  expect(parseNotice(undefined)).toBeUndefined();
});
