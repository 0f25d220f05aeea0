import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { DdpClient, reconnectPauseMs, type SocketLike } from "./ddp-client";
import { WireError } from "./errors";

interface Frame {
  msg: string;
  id?: string;
  method?: string;
  params?: unknown[];
  name?: string;
}

class FakeSocket implements SocketLike {
  onopen: SocketLike["onopen"] = null;
  onmessage: SocketLike["onmessage"] = null;
  onclose: SocketLike["onclose"] = null;
  onerror: SocketLike["onerror"] = null;
  readonly sent: Frame[] = [];
  isClosed = false;

  send(data: string): void {
    this.sent.push(JSON.parse(data) as Frame);
  }

  close(): void {
    this.isClosed = true;
  }

  receive(frame: unknown): void {
    this.onmessage?.({ data: JSON.stringify(frame) } as MessageEvent);
  }

  open(): void {
    this.onopen?.({} as Event);
    this.receive({ msg: "connected", session: "s" });
  }

  drop(): void {
    this.onclose?.({} as CloseEvent);
  }

  /** Answers the last call of a method. */
  answer(method: string, outcome: { result?: unknown; error?: unknown } = {}): void {
    const call = this.sent.findLast((frame) => frame.method === method);
    this.receive({ msg: "result", id: call?.id, ...outcome });
  }
}

let sockets: FakeSocket[];
let client: DdpClient;

const latest = () => {
  const socket = sockets.at(-1);
  if (socket === undefined) throw new Error("no socket was opened");
  return socket;
};

async function signIn(): Promise<void> {
  latest().open();
  latest().answer("login", { result: { id: "u", token: "t" } });
  await vi.advanceTimersByTimeAsync(0);
}

beforeEach(() => {
  vi.useFakeTimers();
  sockets = [];
  client = new DdpClient({
    url: "ws://test",
    random: () => 0.5,
    openSocket: () => {
      const socket = new FakeSocket();
      sockets.push(socket);
      return socket;
    },
  });
  client.start("token-1");
});

afterEach(() => {
  client.stop();
  vi.useRealTimers();
});

describe("connecting", () => {
  it("greets with version 1 and signs in with the resume token", async () => {
    await signIn();
    expect(latest().sent[0]).toMatchObject({ msg: "connect", version: "1" });
    expect(latest().sent[1]).toMatchObject({
      msg: "method",
      method: "login",
      params: [{ resume: "token-1" }],
    });
    expect(client.status).toBe("ready");
  });

  it("answers pings with the same id", async () => {
    await signIn();
    latest().receive({ msg: "ping", id: "p1" });
    expect(latest().sent.at(-1)).toEqual({ msg: "pong", id: "p1" });
  });

  it("reports a token that is no longer accepted, and does not become ready", async () => {
    const refused = vi.fn();
    client.onSignInRefused(refused);
    latest().open();
    latest().answer("login", { error: { error: 403, reason: "You've been logged out" } });
    await vi.advanceTimersByTimeAsync(0);
    expect(refused).toHaveBeenCalledOnce();
    expect(client.status).not.toBe("ready");
  });

  it("gives up a connection that is silent even when asked", async () => {
    await signIn();
    await vi.advanceTimersByTimeAsync(30_000);
    expect(latest().sent.at(-1)?.msg).toBe("ping");
    await vi.advanceTimersByTimeAsync(10_000);
    expect(client.status).toBe("waiting");
  });
});

describe("losing the connection", () => {
  it("rejects calls in flight as a loss, so that the outbox may repeat them", async () => {
    await signIn();
    const call = client.call("sendMessage", {});
    latest().drop();
    await expect(call).rejects.toMatchObject({ code: "connection-lost", isConnectionLoss: true });
  });

  it("rejects calls made meanwhile at once", async () => {
    await signIn();
    latest().drop();
    await expect(client.call("x")).rejects.toBeInstanceOf(WireError);
  });

  it("comes back, signs in again and sends every subscription again", async () => {
    await signIn();
    const heard = vi.fn();
    client.listen("stream-room-messages", "r1", heard);
    latest().drop();
    await vi.advanceTimersByTimeAsync(1000);
    expect(sockets).toHaveLength(2);
    await signIn();
    expect(latest().sent.filter((frame) => frame.msg === "sub")).toMatchObject([
      { name: "stream-room-messages", params: ["r1", { useCollection: false, args: [] }] },
    ]);
    latest().receive({
      msg: "changed",
      collection: "stream-room-messages",
      fields: { eventName: "r1", args: [1] },
    });
    expect(heard).toHaveBeenCalledWith([1]);
  });

  it("does not send a closed subscription again", async () => {
    await signIn();
    const stop = client.listen("stream-room-messages", "r1", () => undefined);
    stop();
    latest().drop();
    await vi.advanceTimersByTimeAsync(1000);
    await signIn();
    expect(latest().sent.some((frame) => frame.msg === "sub")).toBe(false);
  });

  it("waits longer after each failure and starts over after success", async () => {
    await signIn();
    latest().drop();
    await vi.advanceTimersByTimeAsync(800);
    latest().drop();
    await vi.advanceTimersByTimeAsync(800);
    expect(sockets).toHaveLength(2);
    await vi.advanceTimersByTimeAsync(800);
    expect(sockets).toHaveLength(3);
    await signIn();
    latest().drop();
    await vi.advanceTimersByTimeAsync(800);
    expect(sockets).toHaveLength(4);
  });

  it("tries at once when nudged", async () => {
    await signIn();
    latest().drop();
    client.nudge();
    expect(sockets).toHaveLength(2);
  });
});

describe("reconnectPauseMs", () => {
  it("grows, is capped, and is spread", () => {
    expect(reconnectPauseMs(0, 0.5)).toBe(800);
    expect(reconnectPauseMs(3, 0.5)).toBe(6400);
    expect(reconnectPauseMs(20, 0.5)).toBe(30_000);
    expect(reconnectPauseMs(0, 0)).toBe(640);
    expect(reconnectPauseMs(0, 1)).toBe(960);
  });
});

it("shares one subscription among listeners of the same event", async () => {
  await signIn();
  const stopFirst = client.listen("stream-notify-room", "r/deleteMessage", () => undefined);
  const stopSecond = client.listen("stream-notify-room", "r/deleteMessage", () => undefined);
  expect(latest().sent.filter((frame) => frame.msg === "sub")).toHaveLength(1);
  stopFirst();
  expect(latest().sent.some((frame) => frame.msg === "unsub")).toBe(false);
  stopSecond();
  expect(latest().sent.some((frame) => frame.msg === "unsub")).toBe(true);
});

describe("gathering what arrives", () => {
  const changed = (value: number) => ({
    msg: "changed",
    collection: "stream-notify-user",
    fields: { eventName: "me/message", args: [value] },
  });

  it("hears a flood of events at once, and what follows an answer after those who waited for it", async () => {
    client.stop();
    const rounds: (() => void)[] = [];
    client = new DdpClient({
      url: "ws://test",
      openSocket: () => {
        const socket = new FakeSocket();
        sockets.push(socket);
        return socket;
      },
      gather: (deliver) => rounds.push(deliver),
    });
    client.start("token-1");
    const heard: unknown[] = [];
    client.listen("stream-notify-user", "me/message", ([value]) => heard.push(value));
    latest().open();
    rounds.shift()?.();
    latest().answer("login", { result: {} });
    rounds.shift()?.();
    await vi.advanceTimersByTimeAsync(0);
    const call = client.call("loadHistory").then(() => heard.push("answer"));

    for (const value of [1, 2, 3]) latest().receive(changed(value));
    latest().answer("loadHistory", { result: {} });
    latest().receive(changed(4));
    expect([heard.length, rounds.length]).toEqual([0, 1]);
    rounds.shift()?.();
    expect(heard).toEqual([1, 2, 3]);
    await call;
    rounds.shift()?.();
    expect(heard).toEqual([1, 2, 3, "answer", 4]);

    latest().receive(changed(5));
    latest().drop();
    expect(heard.at(-1)).toBe(5);
  });
});
