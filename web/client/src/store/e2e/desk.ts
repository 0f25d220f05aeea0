import type { Message } from "@parley/shared/wire/entities";
import { toWireError, WireError } from "@parley/shared/wire/errors";
import { makeId } from "@parley/shared/wire/ids";
import { asList, asRecord } from "@parley/shared/wire/parse";
import type { Outbox } from "../outbox";
import { makeRoomKey, openText, type RoomKey, sealText, unwrapRoomKey, wrapRoomKey } from "./crypto";
import { OwnPair, PRIVATE_KEY } from "./own-pair";
import { RoomSearch } from "./room-search";
import { sealedAgain } from "../workspace-store";
import type { E2eSeat, E2eState } from "./seat";
import { SealedTexts } from "./texts";

const GATHER_MS = 1000;
const ASK_AGAIN_MS = 60_000;
/** A search goes on in what was read before; after this it is read anew, without what was deleted meanwhile. */
const SEARCH_KEPT_MS = 60_000;
/** How many messages of a room are tried with a key that a member offers. */
const MOST_TRIED = 20;

const refusals: Record<E2eState | "unknown", string> = {
  locked: "Enter your encryption password first. The message was not sent.",
  creating: "The key of this room is being made. Try again in a moment.",
  waiting: "This device does not have the key of this room yet. The message was not sent.",
  ready: "",
  failed: "The key of this room cannot be used on this device. The message was not sent.",
  insecure: "Browsers encrypt on secure pages (https) only. The message was not sent.",
  unknown: "Your keys are still being loaded. Try again in a moment.",
};

/** The keys of this page and what they open (E2E-002 to E2E-030). Texts live in memory only. */
export class E2eDesk {
  private readonly keys = new Map<string, RoomKey>();
  /** Wrapped keys that were tried, by room: each costs time and is tried once. */
  private readonly tried = new Map<string, string>();
  private readonly searches = new Map<string, RoomSearch>();
  /** Rooms on show. */
  private readonly entered = new Map<string, number>();
  private readonly giving = new Map<string, ReturnType<typeof setTimeout>>();
  private readonly deciding = new Set<string>();
  private readonly settling = new Map<string, Promise<void>>();
  private starting: Promise<void> | undefined;
  isOn = false;
  private readonly pair: OwnPair;
  private readonly texts: SealedTexts;
  private readonly seat: E2eSeat;

  constructor(seat: E2eSeat) {
    this.seat = seat;
    this.pair = new OwnPair(seat);
    this.texts = new SealedTexts(seat, this);
    const { store, link } = seat;
    store.rooms.subscribe(() => this.lookAtRooms());
    store.subscriptions.subscribe(() => this.lookAtSubscriptions());
    link.ddp.listen("stream-notify-user", `${store.me.get().id}/e2ekeyRequest`, ([roomId, keyId]) => {
      if (typeof roomId === "string" && typeof keyId === "string") this.hearRequest(roomId, keyId);
    });
    setInterval(() => this.askAgain(), ASK_AGAIN_MS);
    // The password was entered in another window.
    addEventListener("storage", ({ key, newValue }) => {
      if (key === PRIVATE_KEY && newValue !== null && this.pair.locked !== undefined) void this.begin();
    });
  }

  /** Brings the reader's own keys: from this device, from the server, or new ones. */
  start(): Promise<void> {
    if (this.isOn && (this.pair.privateKey !== undefined || this.pair.locked !== undefined)) {
      this.settleAll();
      this.askAgain();
      return Promise.resolve();
    }
    this.isOn = true;
    this.seat.store.unseal = (message) => this.texts.unseal(message);
    if (globalThis.crypto?.subtle === undefined) {
      this.settleAll();
      return Promise.resolve();
    }
    return this.begin();
  }

  private begin(): Promise<void> {
    // Two windows must not make two pairs.
    this.starting ??= navigator.locks
      .request("parley-e2e", () => this.bring())
      .catch((error: unknown) => {
        // Without a second factor that is demanded nothing is answered: the next start tries again.
        if (!(error instanceof WireError)) this.seat.notice.set("failed");
      })
      .finally(() => {
        this.starting = undefined;
      });
    return this.starting;
  }

  /** The workspace has no encryption any more: keys stay where they are, texts become unreadable. */
  stop(): void {
    const { store, states, notice } = this.seat;
    if (!this.isOn) return;
    this.isOn = false;
    this.pair.close();
    this.texts.forget();
    for (const kept of [this.keys, this.tried, this.searches]) kept.clear();
    notice.set(undefined);
    for (const roomId of this.entered.keys()) states.delete(roomId);
    store.unseal = (message) => message;
    for (const message of store.messages.all())
      if (message.sealed !== undefined) store.messages.set(message.id, sealedAgain(message));
    for (const room of store.rooms.all())
      if (room.lastMessage?.sealed !== undefined)
        store.rooms.set(room.id, { ...room, lastMessage: sealedAgain(room.lastMessage) });
  }

  /** True when it was the right one (E2E-008). */
  async enterPassword(password: string): Promise<boolean> {
    if (this.pair.locked === undefined) return true;
    const isRight = await this.pair.unlock(password);
    this.seat.notice.set(isRight ? undefined : "wrong");
    if (isRight) this.usePair();
    return isRight;
  }

  /** The one that was made up, until the reader has kept it. */
  password(): string {
    return this.pair.password();
  }

  passwordIsKept(): void {
    this.pair.forgetPassword();
    if (this.seat.notice.get() === "save") this.seat.notice.set(undefined);
  }

  get hasPair(): boolean {
    return this.pair.privateKey !== undefined;
  }

  get isLocked(): boolean {
    return !this.hasPair;
  }

  retry(roomId: string): void {
    this.tried.delete(roomId);
    this.askAgain();
    void this.settle(roomId);
  }

  /** The same key under another password: rooms stay readable, and other devices notice nothing (E2E-009). */
  async changePassword(password: string): Promise<void> {
    if (!(await this.pair.changePassword(password))) throw new Error(refusals.locked);
    this.passwordIsKept();
  }

  /** Somebody looks at the room: now its key is needed. Returns what to do when they leave. */
  enter(roomId: string): () => void {
    this.entered.set(roomId, (this.entered.get(roomId) ?? 0) + 1);
    void this.settle(roomId);
    return () => {
      const count = (this.entered.get(roomId) ?? 1) - 1;
      if (count > 0) this.entered.set(roomId, count);
      else this.entered.delete(roomId);
    };
  }

  /** Asks the other members for the room's key (E2E-020). */
  ask(roomId: string): void {
    const keyId = this.seat.store.rooms.get(roomId)?.keyId;
    if (keyId === undefined) return;
    this.seat.link
      .call("stream-notify-room-users", `${roomId}/e2ekeyRequest`, roomId, keyId)
      .catch(() => undefined);
  }

  /** Returns what is wrong when the text has to stay where it was typed. It is never sent in the clear instead. */
  async send(
    outbox: Outbox,
    target: { roomId: string; threadId: string | undefined },
    text: string,
    alsoInRoom: boolean,
  ): Promise<string | undefined> {
    const id = makeId();
    const sealed = await this.seal(target.roomId, id, text);
    if (sealed === undefined) return this.refusal(target.roomId);
    outbox.add({ ...target, id, text: sealed, isSealed: true, alsoInRoom });
    return undefined;
  }

  /** Returns what is wrong. */
  async edit(message: Message, text: string): Promise<string | undefined> {
    const { store, link } = this.seat;
    const sealed = await this.seal(message.roomId, message.id, text);
    if (sealed === undefined) return this.refusal(message.roomId);
    const as = (cipher: string): Message =>
      this.texts.unseal({
        ...message,
        ...message.sealed,
        text: cipher,
        sealed: undefined,
        markup: undefined,
      });
    store.patchMessage(message.id, as(sealed));
    try {
      await link.call("updateMessage", { _id: message.id, rid: message.roomId, msg: sealed });
      return undefined;
    } catch (error) {
      store.patchMessage(message.id, message);
      return toWireError(error).message;
    }
  }

  /** With its text, if this device can read it. */
  read(message: Message): Promise<Message> {
    return this.texts.read(message);
  }

  /** Messages of a room that hold all of these words, newest first; read and searched on this device. */
  async search(roomId: string, text: string): Promise<Message[]> {
    const known = this.searches.get(roomId);
    const isFresh = known !== undefined && Date.now() - known.startedAt < SEARCH_KEPT_MS;
    const search = isFresh ? known : new RoomSearch(roomId, this.seat.link, (m) => this.texts.read(m));
    this.searches.set(roomId, search);
    return search.find(text);
  }

  private async bring(): Promise<void> {
    const { link, notice } = this.seat;
    const found = await this.pair.bring(() => this.isOn);
    if (found === undefined) return;
    if (found === "locked") {
      notice.set("enter");
      this.settleAll();
      return;
    }
    this.usePair();
    if (found === "new") link.call("e2e.requestSubscriptionKeys").catch(() => undefined);
    notice.set(this.pair.password() === "" ? undefined : "save");
  }

  /** The pair is there: everything that waited for it goes on. */
  private usePair(): void {
    this.lookAtSubscriptions();
    this.lookAtRooms();
    this.texts.openAll();
    this.settleAll();
  }

  private settleAll(): void {
    for (const roomId of this.entered.keys()) void this.settle(roomId);
  }

  /** Brings a room that is looked at as far as it can get now. One attempt at a time. */
  private settle(roomId: string): Promise<void> {
    const running = this.settling.get(roomId);
    if (running !== undefined) return running;
    const attempt = this.settleNow(roomId)
      .catch(() => this.setState(roomId, "failed"))
      .finally(() => this.settling.delete(roomId));
    this.settling.set(roomId, attempt);
    return attempt;
  }

  private async settleNow(roomId: string): Promise<void> {
    const { store } = this.seat;
    if (!this.isOn) return;
    if (globalThis.crypto?.subtle === undefined) return this.setState(roomId, "insecure");
    if (this.pair.privateKey === undefined) {
      if (this.pair.locked !== undefined) this.setState(roomId, "locked");
      return;
    }
    if ((await this.keyOf(roomId)) !== undefined) {
      const wasReady = this.seat.states.get(roomId) === "ready";
      this.setState(roomId, "ready");
      // Who joined while nobody was here waits still.
      if (!wasReady) this.give(roomId);
      return;
    }
    const room = store.rooms.get(roomId);
    const subscription = store.subscriptions.get(roomId);
    if (room === undefined || subscription === undefined) return;
    if (subscription.roomKey !== undefined) this.setState(roomId, "failed");
    else if (room.keyId !== undefined) {
      const isNew = this.seat.states.get(roomId) !== "waiting";
      this.setState(roomId, "waiting");
      if (isNew) this.ask(roomId);
    } else if (room.isEncrypted) await this.create(roomId);
  }

  /** The first who comes makes the key; who comes second at the same time asks for it (E2E-014, E2E-015). */
  private async create(roomId: string): Promise<void> {
    const { link, store } = this.seat;
    this.setState(roomId, "creating");
    const key = await makeRoomKey();
    try {
      await link.call("e2e.setRoomKeyID", roomId, key.id);
    } catch (error) {
      if (toWireError(error).code !== "error-room-e2e-key-already-exists") throw error;
      this.setState(roomId, "waiting");
      this.ask(roomId);
      return;
    }
    this.keys.set(roomId, key);
    await this.keepOwn(roomId, key);
    const room = store.rooms.get(roomId);
    if (room !== undefined) store.rooms.set(roomId, { ...room, keyId: key.id });
    this.setState(roomId, "ready");
    await this.giveNow(roomId);
  }

  /** Waits for a connection if need be: without this nobody would have the key. */
  private async keepOwn(roomId: string, key: RoomKey): Promise<void> {
    const { link, store } = this.seat;
    const wrapped = await wrapRoomKey(key, this.pair.publicKey);
    this.tried.set(roomId, wrapped);
    await link.read("e2e.updateGroupKey", roomId, store.me.get().id, wrapped);
    store.patchSubscription(roomId, { roomKey: wrapped });
  }

  async keyOf(roomId: string): Promise<RoomKey | undefined> {
    const known = this.keys.get(roomId);
    if (known !== undefined) return known;
    const wrapped = this.seat.store.subscriptions.get(roomId)?.roomKey;
    if (wrapped === undefined || this.pair.privateKey === undefined || this.tried.get(roomId) === wrapped)
      return undefined;
    const key = await unwrapRoomKey(wrapped, this.pair.privateKey);
    this.tried.set(roomId, wrapped);
    if (key !== undefined) this.keys.set(roomId, key);
    return key;
  }

  /** Others ask for a key that we may have; many asking at once are answered once (E2E-020). */
  private hearRequest(roomId: string, keyId: string): void {
    if (this.seat.store.rooms.get(roomId)?.keyId === keyId) this.give(roomId);
  }

  private give(roomId: string): void {
    if (this.giving.has(roomId)) return;
    const timer = setTimeout(() => {
      this.giving.delete(roomId);
      void this.giveNow(roomId).catch(() => undefined);
    }, GATHER_MS * Math.random());
    this.giving.set(roomId, timer);
  }

  private async giveNow(roomId: string): Promise<void> {
    const { link, store } = this.seat;
    const key = await this.keyOf(roomId);
    if (key === undefined || !this.isOn) return;
    const answer = asRecord(await link.call("e2e.getUsersOfRoomWithoutKey", roomId));
    for (const user of asList(answer.users).map(asRecord)) {
      const publicKey = asRecord(user.e2e).public_key;
      if (typeof user._id !== "string" || typeof publicKey !== "string" || user._id === store.me.get().id)
        continue;
      try {
        await link.call("e2e.updateGroupKey", roomId, user._id, await wrapRoomKey(key, publicKey));
      } catch {
        // One key that is none must not keep the others from theirs.
      }
    }
  }

  private askAgain(): void {
    for (const roomId of this.entered.keys())
      if (this.seat.states.get(roomId) === "waiting") this.ask(roomId);
  }

  private lookAtSubscriptions(): void {
    if (!this.isOn || this.pair.privateKey === undefined) return;
    for (const roomId of this.keys.keys()) if (!this.seat.store.subscriptions.has(roomId)) this.drop(roomId);
    for (const { roomId, roomKey, suggestedKey } of this.seat.store.subscriptions.all()) {
      if (suggestedKey !== undefined) void this.decide(roomId, suggestedKey);
      if (roomKey !== undefined && roomKey !== this.tried.get(roomId)) void this.meet(roomId, roomKey);
    }
  }

  /** Who is no member any more has no key any more (E2E-024). */
  private drop(roomId: string): void {
    for (const kept of [this.keys, this.tried, this.searches]) kept.delete(roomId);
    this.seat.states.delete(roomId);
  }

  /** The server says which key is ours. One that was put in place of the one we know is put right. */
  private async meet(roomId: string, wrapped: string): Promise<void> {
    const known = this.keys.get(roomId);
    if (known === undefined) {
      if ((await this.keyOf(roomId)) !== undefined) this.texts.openRoom(roomId);
      void this.settle(roomId);
      return;
    }
    this.tried.set(roomId, wrapped);
    if (this.pair.privateKey === undefined) return;
    const other = await unwrapRoomKey(wrapped, this.pair.privateKey);
    if (other?.text !== known.text) await this.keepOwn(roomId, known).catch(() => undefined);
  }

  /** A member offers the room's key: it is taken if it opens what was said there, and if we have no other (E2E-019). */
  private async decide(roomId: string, wrapped: string): Promise<void> {
    const mark = `${roomId} ${wrapped}`;
    if (this.deciding.has(mark) || this.pair.privateKey === undefined) return;
    this.deciding.add(mark);
    const { link } = this.seat;
    const offered = await unwrapRoomKey(wrapped, this.pair.privateKey);
    const known = await this.keyOf(roomId);
    const isGood =
      offered !== undefined &&
      (known === undefined ? await this.fits(roomId, offered) : known.text === offered.text);
    try {
      if (!isGood) {
        await link.call("e2e.rejectSuggestedGroupKey", roomId);
        return;
      }
      // Before the server is told: should another offer come between, the one we have tried is the one we keep.
      this.keys.set(roomId, offered);
      await link.call("e2e.acceptSuggestedGroupKey", roomId);
      this.texts.openRoom(roomId);
      await this.settle(roomId);
    } catch {
      // Gone meanwhile, or no connection: the offer comes again with the next change.
      this.deciding.delete(mark);
      if (known === undefined) this.keys.delete(roomId);
    }
  }

  private async fits(roomId: string, key: RoomKey): Promise<boolean> {
    const { store } = this.seat;
    const last = store.rooms.get(roomId)?.lastMessage;
    const sealed = [...store.messages.all(), ...(last === undefined ? [] : [last])]
      .filter(
        (message) => message.roomId === roomId && message.kind === "e2e" && message.sealed === undefined,
      )
      .slice(-MOST_TRIED);
    for (const message of sealed) if ((await openText(key, message.text)) !== undefined) return true;
    return sealed.length === 0;
  }

  private lookAtRooms(): void {
    if (!this.isOn) return;
    for (const room of this.seat.store.rooms.all()) {
      const last = room.lastMessage;
      if (last?.kind !== "e2e" || last.sealed !== undefined) continue;
      const known = this.texts.unseal(last);
      if (known.sealed !== undefined) this.seat.store.rooms.set(room.id, { ...room, lastMessage: known });
    }
    for (const roomId of this.entered.keys()) {
      const room = this.seat.store.rooms.get(roomId);
      const state = this.seat.states.get(roomId);
      // Encryption was turned on while we look, or somebody else has made the key.
      if (room?.isEncrypted === true && state === undefined) void this.settle(roomId);
    }
  }

  /** What is said, and its text is remembered: nobody has to open what we have written ourselves. */
  private async seal(roomId: string, messageId: string, text: string): Promise<string | undefined> {
    const key = await this.keyOf(roomId);
    if (key === undefined || !this.isOn) return undefined;
    const sealed = await sealText(key, { messageId, text, userId: this.seat.store.me.get().id });
    this.texts.remember(messageId, sealed, text);
    return sealed;
  }

  private refusal(roomId: string): string {
    const state = this.seat.states.get(roomId) ?? (this.pair.locked === undefined ? "unknown" : "locked");
    return refusals[state] === "" ? refusals.unknown : refusals[state];
  }

  private setState(roomId: string, state: E2eState): void {
    this.seat.states.set(roomId, state);
  }
}
