import { WireError } from "./errors";
import { makeId } from "./ids";

/** `ready` means connected and signed in, with every subscription sent again. */
export type DdpStatus = "stopped" | "connecting" | "ready" | "waiting";
export type StreamHandler = (args: unknown[]) => void;

export interface SocketLike {
  send(data: string): void;
  close(): void;
  onopen: ((event: Event) => void) | null;
  onmessage: ((event: MessageEvent) => void) | null;
  onclose: ((event: CloseEvent) => void) | null;
  onerror: ((event: Event) => void) | null;
}

export interface DdpOptions {
  url: string;
  openSocket?: (url: string) => SocketLike;
  /** Delivers what has arrived when there is room for it; at once if not given. */
  gather?: (deliver: () => void) => void;
  /** 0..1; replaced in tests. */
  random?: () => number;
  answerTimeoutMs?: number;
}

interface PendingCall {
  resolve: (value: unknown) => void;
  reject: (error: WireError) => void;
  timer: ReturnType<typeof setTimeout>;
}

interface ActiveSubscription {
  id: string;
  name: string;
  params: unknown[];
  onRefused: ((error: WireError) => void) | undefined;
}

interface WireFrame {
  msg?: string;
  id?: string;
  error?: { error?: string | number; reason?: string; message?: string; details?: Record<string, unknown> };
  result?: unknown;
  collection?: string;
  fields?: { eventName?: string; args?: unknown[] };
}

const FIRST_PAUSE_MS = 800;
const LONGEST_PAUSE_MS = 30_000;
const QUIET_MS = 30_000;
const ANSWER_TIMEOUT_MS = 20_000;

/** How long to wait before attempt number `attempt` (from 0): doubling, capped, and spread by up to 40 %. */
export function reconnectPauseMs(attempt: number, random: number): number {
  const base = Math.min(LONGEST_PAUSE_MS, FIRST_PAUSE_MS * 2 ** attempt);
  return Math.round(base * (0.8 + 0.4 * random));
}

/**
 * One connection that keeps itself alive. Calls fail at once while there is no connection: repeating them is the
 * business of the outbox. Subscriptions survive every reconnection.
 */
export class DdpClient {
  private readonly options: Required<DdpOptions>;
  private socket: SocketLike | undefined;
  private resumeToken: string | undefined;
  private attempt = 0;
  private retryTimer: ReturnType<typeof setTimeout> | undefined;
  private quietTimer: ReturnType<typeof setTimeout> | undefined;
  private readonly calls = new Map<string, PendingCall>();
  private readonly subscriptions = new Map<string, ActiveSubscription>();
  private readonly handlers = new Map<string, Set<StreamHandler>>();
  private readonly anyHandlers = new Map<string, Set<(event: string, args: unknown[]) => void>>();
  private readonly statusListeners = new Set<(status: DdpStatus) => void>();
  private readonly refusedListeners = new Set<() => void>();
  status: DdpStatus = "stopped";

  constructor(options: DdpOptions) {
    this.options = {
      openSocket: (url) => new WebSocket(url) as SocketLike,
      gather: (deliver) => deliver(),
      random: Math.random,
      answerTimeoutMs: ANSWER_TIMEOUT_MS,
      ...options,
    };
  }

  start(resumeToken: string): void {
    this.resumeToken = resumeToken;
    this.attempt = 0;
    if (this.status === "stopped") this.open();
  }

  stop(): void {
    clearTimeout(this.retryTimer);
    this.setStatus("stopped");
    this.dropSocket();
    this.subscriptions.clear();
    this.handlers.clear();
    this.anyHandlers.clear();
  }

  /** Tries again now, for example because the network came back. */
  nudge(): void {
    if (this.status !== "waiting") return;
    clearTimeout(this.retryTimer);
    this.open();
  }

  onStatus(listener: (status: DdpStatus) => void): () => void {
    this.statusListeners.add(listener);
    return () => this.statusListeners.delete(listener);
  }

  /** Called when the server no longer accepts the token. */
  onSignInRefused(listener: () => void): () => void {
    this.refusedListeners.add(listener);
    return () => this.refusedListeners.delete(listener);
  }

  call(method: string, ...params: unknown[]): Promise<unknown> {
    if (this.status !== "ready") return Promise.reject(new WireError("offline", "There is no connection."));
    return this.send(method, params);
  }

  /** Opens one event of a stream; returns the function that closes it. */
  listen(
    stream: string,
    event: string,
    handler: StreamHandler,
    onRefused?: (error: WireError) => void,
  ): () => void {
    const key = `${stream}/${event}`;
    const isFirst = !this.handlers.has(key);
    const handlers = this.handlers.get(key) ?? new Set<StreamHandler>();
    this.handlers.set(key, handlers);
    handlers.add(handler);
    const stopSubscription = isFirst
      ? this.subscribe(stream, [event, { useCollection: false, args: [] }], onRefused)
      : undefined;
    if (stopSubscription !== undefined) this.closers.set(key, stopSubscription);
    return () => {
      handlers.delete(handler);
      if (handlers.size > 0) return;
      this.handlers.delete(key);
      this.closers.get(key)?.();
      this.closers.delete(key);
    };
  }

  private readonly closers = new Map<string, () => void>();

  /** Hears every event of a stream that arrives, without subscribing to anything. */
  hear(stream: string, handler: (event: string, args: unknown[]) => void): () => void {
    const handlers = this.anyHandlers.get(stream) ?? new Set();
    this.anyHandlers.set(stream, handlers);
    handlers.add(handler);
    return () => handlers.delete(handler);
  }

  subscribe(name: string, params: unknown[], onRefused?: (error: WireError) => void): () => void {
    const subscription: ActiveSubscription = { id: makeId(), name, params, onRefused };
    this.subscriptions.set(subscription.id, subscription);
    if (this.status === "ready") this.sendSubscription(subscription);
    return () => {
      this.subscriptions.delete(subscription.id);
      if (this.status === "ready") this.write({ msg: "unsub", id: subscription.id });
    };
  }

  private open(): void {
    this.setStatus("connecting");
    const socket = this.options.openSocket(this.options.url);
    this.socket = socket;
    socket.onopen = () => this.write({ msg: "connect", version: "1", support: ["1", "pre2", "pre1"] });
    const arrived: string[] = [];
    let isGathering = false;
    const gather = () => {
      isGathering = true;
      this.options.gather(() => {
        isGathering = false;
        deliver();
        if (arrived.length > 0) gather();
      });
    };
    // What waits for an answer goes on before the events behind the answer are heard.
    const deliver = () => {
      while (arrived.length > 0) {
        const frame = readFrame(arrived.shift() ?? "");
        if (this.socket === socket) this.receive(frame);
        if (frame?.msg === "result") break;
      }
    };
    socket.onmessage = (event) => {
      arrived.push(String(event.data));
      if (!isGathering) gather();
    };
    socket.onclose = () => {
      while (arrived.length > 0) deliver();
      if (this.socket === socket) this.lose();
    };
    socket.onerror = () => undefined;
  }

  private receive(frame: WireFrame | undefined): void {
    this.watchQuiet();
    switch (frame?.msg) {
      case "ping":
        this.write(frame.id === undefined ? { msg: "pong" } : { msg: "pong", id: frame.id });
        break;
      case "connected":
        void this.signIn();
        break;
      case "failed":
        this.lose();
        break;
      case "result":
        this.finish(frame);
        break;
      case "nosub":
        this.refuse(frame);
        break;
      case "changed":
        this.deliver(frame);
        break;
      default:
    }
  }

  private async signIn(): Promise<void> {
    try {
      await this.send("login", [{ resume: this.resumeToken }]);
    } catch (error) {
      if (error instanceof WireError && !error.isConnectionLoss) {
        if (error.code === "too-many-requests") return this.lose();
        for (const listener of this.refusedListeners) listener();
      }
      return undefined;
    }
    this.attempt = 0;
    for (const subscription of this.subscriptions.values()) this.sendSubscription(subscription);
    this.setStatus("ready");
    return undefined;
  }

  private send(method: string, params: unknown[]): Promise<unknown> {
    const id = makeId();
    return new Promise((resolve, reject) => {
      const timer = setTimeout(() => {
        this.calls.delete(id);
        reject(new WireError("timeout", "The server did not answer in time."));
      }, this.options.answerTimeoutMs);
      this.calls.set(id, { resolve, reject, timer });
      this.write({ msg: "method", id, method, params });
    });
  }

  private finish(frame: WireFrame): void {
    const call = this.calls.get(frame.id ?? "");
    if (call === undefined) return;
    this.calls.delete(frame.id ?? "");
    clearTimeout(call.timer);
    if (frame.error === undefined) call.resolve(frame.result);
    else call.reject(frameError(frame.error));
  }

  private refuse(frame: WireFrame): void {
    const subscription = this.subscriptions.get(frame.id ?? "");
    if (subscription === undefined || frame.error === undefined) return;
    subscription.onRefused?.(frameError(frame.error));
  }

  private deliver(frame: WireFrame): void {
    const stream = frame.collection ?? "";
    const event = frame.fields?.eventName ?? "";
    const args = frame.fields?.args ?? [];
    for (const handler of this.handlers.get(`${stream}/${event}`) ?? []) handler(args);
    for (const handler of this.anyHandlers.get(stream) ?? []) handler(event, args);
  }

  private sendSubscription(subscription: ActiveSubscription): void {
    this.write({ msg: "sub", id: subscription.id, name: subscription.name, params: subscription.params });
  }

  private write(frame: unknown): void {
    try {
      this.socket?.send(JSON.stringify(frame));
    } catch {
      // A socket that is closing refuses; its close event follows and repairs the rest.
    }
  }

  /** A silent connection is tested once with a ping and given up if nothing comes back. */
  private watchQuiet(): void {
    clearTimeout(this.quietTimer);
    this.quietTimer = setTimeout(() => {
      this.write({ msg: "ping", id: makeId() });
      this.quietTimer = setTimeout(() => this.lose(), QUIET_MS / 3);
    }, QUIET_MS);
  }

  private lose(): void {
    this.dropSocket();
    if (this.status === "stopped") return;
    const pause = reconnectPauseMs(this.attempt, this.options.random());
    this.attempt += 1;
    this.setStatus("waiting");
    this.retryTimer = setTimeout(() => this.open(), pause);
  }

  private dropSocket(): void {
    clearTimeout(this.quietTimer);
    const socket = this.socket;
    this.socket = undefined;
    socket?.close();
    for (const call of this.calls.values()) {
      clearTimeout(call.timer);
      call.reject(new WireError("connection-lost", "The connection was lost."));
    }
    this.calls.clear();
  }

  private setStatus(status: DdpStatus): void {
    if (this.status === status) return;
    this.status = status;
    for (const listener of this.statusListeners) listener(status);
  }
}

/** A time as method parameters carry it. */
export function wireTime(ms: number): { $date: number } {
  return { $date: ms };
}

function readFrame(data: string): WireFrame | undefined {
  try {
    return JSON.parse(data) as WireFrame;
  } catch {
    return undefined;
  }
}

function frameError(error: NonNullable<WireFrame["error"]>): WireError {
  const code = String(error.error ?? "unexpected");
  return new WireError(code, error.reason ?? error.message ?? code, 0, error.details ?? {});
}
