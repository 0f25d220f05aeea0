import { WireError } from "@parley/shared/wire/errors";
import { beforeEach, describe, expect, it } from "vitest";
import type { OutboxEntry } from "./database";
import { Outbox, type SendEntry } from "./outbox";
import { testMessage, testStore } from "./test-entities";
import type { WorkspaceStore } from "./workspace-store";

class MemoryStorage {
  readonly saved = new Map<string, OutboxEntry>();
  load = () => Promise.resolve([...this.saved.values()].map((entry) => ({ ...entry })));
  save = (entry: OutboxEntry) => {
    this.saved.set(entry.id, { ...entry });
    return Promise.resolve();
  };
  remove = (id: string) => {
    this.saved.delete(id);
    return Promise.resolve();
  };
}

let store: WorkspaceStore;
let storage: MemoryStorage;
let sent: OutboxEntry[];

const settle = () => new Promise((resolve) => setTimeout(resolve, 0));
const lost = () => Promise.reject(new WireError("connection-lost", "gone"));

function outbox(send: SendEntry = accept): Outbox {
  return new Outbox({ store, storage, send, wait: () => Promise.resolve() });
}

const accept: SendEntry = (entry) => {
  sent.push({ ...entry });
  return Promise.resolve(testMessage(entry.id, entry.writtenAt + 1000, { text: entry.text }));
};

beforeEach(() => {
  store = testStore();
  store.setTimelineEnds("r1", { isLoaded: true, hasOlder: false });
  storage = new MemoryStorage();
  sent = [];
});

it("shows a message at once and confirms it with the same id", async () => {
  const box = outbox();
  box.setOnline(true);
  const id = box.add({ roomId: "r1", text: "hello" });
  expect(id).toHaveLength(17);
  expect(store.messages.get(id)?.delivery).toBe("sending");
  await settle();
  expect(store.messages.get(id)?.delivery).toBeUndefined();
  expect(storage.saved.size).toBe(0);
});

it("is drawn by the real grammar before the server has seen it", () => {
  const id = outbox().add({ roomId: "r1", text: "*bold*" });
  expect(store.messages.get(id)?.markup).toEqual([
    { type: "PARAGRAPH", value: [{ type: "BOLD", value: [{ type: "PLAIN_TEXT", value: "bold" }] }] },
  ]);
});

it("keeps the order within a room, also for messages written in the same millisecond", async () => {
  const box = outbox();
  const texts = Array.from({ length: 20 }, (_, index) => `n${index}`);
  for (const text of texts) box.add({ roomId: "r1", text });
  box.setOnline(true);
  await settle();
  expect(sent.map((entry) => entry.text)).toEqual(texts);
});

it("sends one at a time per room: the next waits for the answer", async () => {
  const answers: (() => void)[] = [];
  const box = outbox((entry) => {
    sent.push(entry);
    return new Promise((resolve) => {
      answers.push(() => resolve(undefined));
    });
  });
  box.setOnline(true);
  box.add({ roomId: "r1", text: "a" });
  box.add({ roomId: "r1", text: "b" });
  box.add({ roomId: "r2", text: "c" });
  await settle();
  expect(sent.map((entry) => entry.text)).toEqual(["a", "c"]);
  answers[0]?.();
  await settle();
  expect(sent.map((entry) => entry.text)).toEqual(["a", "c", "b"]);
});

describe("without a connection", () => {
  it("keeps messages queued and sends them with the same ids on return", async () => {
    const box = outbox();
    const first = box.add({ roomId: "r1", text: "a" });
    const second = box.add({ roomId: "r1", text: "b" });
    expect(store.messages.get(first)?.delivery).toBe("queued");
    box.setOnline(true);
    await settle();
    expect(sent.map((entry) => entry.id)).toEqual([first, second]);
  });

  it("repeats a message whose answer was lost, with its id", async () => {
    let tries = 0;
    const box = outbox((entry) => {
      tries += 1;
      return tries === 1 ? lost() : accept(entry);
    });
    box.setOnline(true);
    const id = box.add({ roomId: "r1", text: "a" });
    await settle();
    expect(store.messages.get(id)?.delivery).toBe("queued");
    box.setOnline(false);
    box.setOnline(true);
    await settle();
    expect(sent.map((entry) => entry.id)).toEqual([id]);
  });

  it("survives a reload in order", async () => {
    const before = outbox();
    const ids = ["a", "b", "c"].map((text) => before.add({ roomId: "r1", text }));
    store = testStore();
    store.setTimelineEnds("r1", { isLoaded: true });
    const after = outbox();
    await after.restore();
    expect(store.timelines.get("r1")?.ids).toEqual(ids);
    after.setOnline(true);
    await settle();
    expect(sent.map((entry) => entry.id)).toEqual(ids);
  });
});

describe("refused by the server", () => {
  const refuse: SendEntry = (entry) =>
    entry.text === "bad" ? Promise.reject(new WireError("error-not-allowed", "Not allowed")) : accept(entry);

  it("marks that message alone; later ones go on", async () => {
    const box = outbox(refuse);
    box.setOnline(true);
    const bad = box.add({ roomId: "r1", text: "bad" });
    box.add({ roomId: "r1", text: "good" });
    await settle();
    expect(store.messages.get(bad)).toMatchObject({ delivery: "failed", failure: "Not allowed" });
    expect(sent.map((entry) => entry.text)).toEqual(["good"]);
  });

  it("stays failed over a reload, can be tried again and discarded", async () => {
    const box = outbox(refuse);
    box.setOnline(true);
    const id = box.add({ roomId: "r1", text: "bad" });
    await settle();
    const later = outbox(accept);
    await later.restore();
    expect(store.messages.get(id)?.delivery).toBe("failed");
    later.setOnline(true);
    await settle();
    expect(sent).toEqual([]);
    later.retry(id);
    await settle();
    expect(sent.map((entry) => entry.id)).toEqual([id]);
    const other = later.add({ roomId: "r1", text: "x" });
    later.discard(other);
    expect(store.messages.get(other)).toBeUndefined();
  });

  it("waits and repeats when told that it is too fast", async () => {
    let tries = 0;
    const box = outbox((entry) => {
      tries += 1;
      return tries < 3
        ? Promise.reject(new WireError("too-many-requests", "slow", 0, { timeToReset: 10 }))
        : accept(entry);
    });
    box.setOnline(true);
    box.add({ roomId: "r1", text: "a" });
    await settle();
    expect(sent).toHaveLength(1);
  });
});

it("leaves a message alone that the live stream has confirmed before the answer", async () => {
  const box = outbox((entry) => {
    store.putMessages([testMessage(entry.id, 5)], "arrival");
    box.confirm(entry.id);
    return lost();
  });
  box.setOnline(true);
  const id = box.add({ roomId: "r1", text: "a" });
  await settle();
  expect(store.messages.get(id)?.delivery).toBeUndefined();
  expect(storage.saved.size).toBe(0);
});
