import { parseMarkup } from "@parley/shared/markup/parse";
import type { Attachment, Message } from "@parley/shared/wire/entities";
import { toWireError, WireError } from "@parley/shared/wire/errors";
import { makeId } from "@parley/shared/wire/ids";
import { asList, asRecord, parseMessage } from "@parley/shared/wire/parse";
import { markupOptions } from "../markup-options";
import type { Outbox } from "../outbox";
import { personName } from "../room-names";
import {
  makePair,
  makeRoomKey,
  openText,
  type PairTexts,
  readPrivateKey,
  type RoomKey,
  sealText,
  unwrapPrivateKey,
  unwrapRoomKey,
  wrapPrivateKey,
  wrapRoomKey,
} from "./crypto";
import { RoomSearch } from "./room-search";
import { sealedAgain } from "../workspace-store";
import type { E2eSeat, E2eState } from "./seat";
import { makePassword } from "./words";

/** Names that other clients in this browser use too; they go at sign-out (E2E-003, E2E-007). */
const PUBLIC = "public_key";
const PRIVATE = "private_key";
const PASSWORD = "e2e.randomPassword";

const GATHER_MS = 1000;
const ASK_AGAIN_MS = 60_000;
/** A search goes on in what was read before; after this it is read anew, without what was deleted meanwhile. */
const SEARCH_KEPT_MS = 60_000;
const MOST_QUOTES = 5;
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

interface Opened {
  text: string;
  quotes: readonly Attachment[];
}

/** The keys of this page and what they open (E2E-002 to E2E-030). Texts live in memory only. */
export class E2eDesk {
  private readonly keys = new Map<string, RoomKey>();
  /** Wrapped keys that were tried, by room: each costs time and is tried once. */
  private readonly tried = new Map<string, string>();
  private readonly opened = new Map<string, Opened>();
  private readonly opening = new Set<string>();
  private readonly searches = new Map<string, RoomSearch>();
  /** Rooms on show. */
  private readonly entered = new Map<string, number>();
  private readonly giving = new Map<string, ReturnType<typeof setTimeout>>();
  private readonly deciding = new Set<string>();
  private readonly settling = new Map<string, Promise<void>>();
  private privateKey: CryptoKey | undefined;
  private publicKey = "";
  /** The private key as the server keeps it, until the reader has said the password. */
  private locked: PairTexts | undefined;
  private starting: Promise<void> | undefined;
  private isOn = false;
  private readonly seat: E2eSeat;

  constructor(seat: E2eSeat) {
    this.seat = seat;
    const { store, link } = seat;
    store.rooms.subscribe(() => this.lookAtRooms());
    store.subscriptions.subscribe(() => this.lookAtSubscriptions());
    link.ddp.listen("stream-notify-user", `${store.me.get().id}/e2ekeyRequest`, ([roomId, keyId]) => {
      if (typeof roomId === "string" && typeof keyId === "string") this.hearRequest(roomId, keyId);
    });
    setInterval(() => this.askAgain(), ASK_AGAIN_MS);
    // The password was entered in another window.
    addEventListener("storage", ({ key, newValue }) => {
      if (key === PRIVATE && newValue !== null && this.locked !== undefined) void this.begin();
    });
  }

  /** Brings the reader's own keys: from this device, from the server, or new ones. */
  start(): Promise<void> {
    if (this.isOn && (this.privateKey !== undefined || this.locked !== undefined)) {
      this.settleAll();
      this.askAgain();
      return Promise.resolve();
    }
    this.isOn = true;
    this.seat.store.unseal = (message) => this.unseal(message);
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
    this.privateKey = undefined;
    this.locked = undefined;
    for (const kept of [this.keys, this.tried, this.opened, this.searches]) kept.clear();
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
    const { store, notice } = this.seat;
    const locked = this.locked;
    if (locked === undefined) return true;
    const privateKey = await unwrapPrivateKey(locked.privateKey, password, store.me.get().id);
    if (privateKey === undefined) {
      notice.set("wrong");
      return false;
    }
    notice.set(undefined);
    await this.take({ publicKey: locked.publicKey, privateKey });
    return true;
  }

  /** The one that was made up, until the reader has kept it. */
  password(): string {
    return localStorage.getItem(PASSWORD) ?? "";
  }

  passwordIsKept(): void {
    localStorage.removeItem(PASSWORD);
    if (this.seat.notice.get() === "save") this.seat.notice.set(undefined);
  }

  get isLocked(): boolean {
    return this.privateKey === undefined;
  }

  retry(roomId: string): void {
    this.tried.delete(roomId);
    this.askAgain();
    void this.settle(roomId);
  }

  /** The same key under another password: rooms stay readable, and other devices notice nothing (E2E-009). */
  async changePassword(password: string): Promise<void> {
    const privateKey = localStorage.getItem(PRIVATE);
    if (privateKey === null || this.isLocked) throw new Error(refusals.locked);
    await this.upload({ publicKey: this.publicKey, privateKey }, password);
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
      this.unseal({ ...message, ...message.sealed, text: cipher, sealed: undefined, markup: undefined });
    store.patchMessage(message.id, as(sealed));
    try {
      await link.call("updateMessage", { _id: message.id, rid: message.roomId, msg: sealed });
      return undefined;
    } catch (error) {
      store.patchMessage(message.id, message);
      return toWireError(error).message;
    }
  }

  /** Messages of a room that hold all of these words, newest first; read and searched on this device. */
  async search(roomId: string, text: string): Promise<Message[]> {
    const known = this.searches.get(roomId);
    const isFresh = known !== undefined && Date.now() - known.startedAt < SEARCH_KEPT_MS;
    const search = isFresh ? known : new RoomSearch(roomId, this.seat.link, (m) => this.read(m));
    this.searches.set(roomId, search);
    return search.find(text);
  }

  /** With its text, if this device can read it. */
  async read(message: Message): Promise<Message> {
    if (message.kind !== "e2e" || message.sealed !== undefined) return message;
    const known = this.unseal(message, false);
    if (known.sealed !== undefined) return known;
    const opened = await this.open(message);
    return opened === undefined ? message : this.withText(message, opened);
  }

  private async bring(): Promise<void> {
    const { link, notice } = this.seat;
    const answer = await link.rest.get("e2e.fetchMyKeys");
    if (!this.isOn) return;
    const [publicKey, wrapped] = [answer.public_key, answer.private_key];
    const here = { publicKey: localStorage.getItem(PUBLIC), privateKey: localStorage.getItem(PRIVATE) };
    if (typeof publicKey !== "string" || typeof wrapped !== "string") {
      // None yet, or they were reset: what this device still has must not come back.
      const made = await makePair();
      const password = makePassword();
      await this.upload(made, password);
      localStorage.setItem(PASSWORD, password);
      await this.take(made);
      link.call("e2e.requestSubscriptionKeys").catch(() => undefined);
    } else if (here.publicKey === publicKey && here.privateKey !== null) {
      await this.take({ publicKey, privateKey: here.privateKey });
    } else {
      this.forgetPair();
      this.locked = { publicKey, privateKey: wrapped };
      notice.set("enter");
      this.settleAll();
      return;
    }
    notice.set(localStorage.getItem(PASSWORD) === null ? undefined : "save");
  }

  private async take({ publicKey, privateKey }: PairTexts): Promise<void> {
    const modulus = (text: string) => asRecord(JSON.parse(text)).n;
    if (modulus(publicKey) !== modulus(privateKey)) throw new Error("These keys do not belong together.");
    this.privateKey = await readPrivateKey(privateKey);
    this.publicKey = publicKey;
    this.locked = undefined;
    localStorage.setItem(PUBLIC, publicKey);
    localStorage.setItem(PRIVATE, privateKey);
    this.lookAtSubscriptions();
    this.lookAtRooms();
    for (const message of this.seat.store.messages.all()) this.openLater(message);
    this.settleAll();
  }

  private forgetPair(): void {
    for (const name of [PUBLIC, PRIVATE, PASSWORD]) localStorage.removeItem(name);
  }

  private async upload({ publicKey, privateKey }: PairTexts, password: string): Promise<void> {
    const wrapped = await wrapPrivateKey(privateKey, password, this.seat.store.me.get().id);
    const { link } = this.seat;
    await link.rest.post("e2e.setUserPublicAndPrivateKeys", { public_key: publicKey, private_key: wrapped });
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
    if (this.privateKey === undefined) {
      if (this.locked !== undefined) this.setState(roomId, "locked");
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
    const wrapped = await wrapRoomKey(key, this.publicKey);
    this.tried.set(roomId, wrapped);
    await link.read("e2e.updateGroupKey", roomId, store.me.get().id, wrapped);
    store.patchSubscription(roomId, { roomKey: wrapped });
  }

  private async keyOf(roomId: string): Promise<RoomKey | undefined> {
    const known = this.keys.get(roomId);
    if (known !== undefined) return known;
    const wrapped = this.seat.store.subscriptions.get(roomId)?.roomKey;
    if (wrapped === undefined || this.privateKey === undefined || this.tried.get(roomId) === wrapped)
      return undefined;
    const key = await unwrapRoomKey(wrapped, this.privateKey);
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
    if (!this.isOn || this.privateKey === undefined) return;
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
      if ((await this.keyOf(roomId)) !== undefined) this.openRoom(roomId);
      void this.settle(roomId);
      return;
    }
    this.tried.set(roomId, wrapped);
    if (this.privateKey === undefined) return;
    const other = await unwrapRoomKey(wrapped, this.privateKey);
    if (other?.text !== known.text) await this.keepOwn(roomId, known).catch(() => undefined);
  }

  /** A member offers the room's key: it is taken if it opens what was said there, and if we have no other (E2E-019). */
  private async decide(roomId: string, wrapped: string): Promise<void> {
    const mark = `${roomId} ${wrapped}`;
    if (this.deciding.has(mark) || this.privateKey === undefined) return;
    this.deciding.add(mark);
    const { link } = this.seat;
    const offered = await unwrapRoomKey(wrapped, this.privateKey);
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
      this.openRoom(roomId);
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
      const known = this.unseal(last);
      if (known.sealed !== undefined) this.seat.store.rooms.set(room.id, { ...room, lastMessage: known });
    }
    for (const roomId of this.entered.keys()) {
      const room = this.seat.store.rooms.get(roomId);
      const state = this.seat.states.get(roomId);
      // Encryption was turned on while we look, or somebody else has made the key.
      if (room?.isEncrypted === true && state === undefined) void this.settle(roomId);
    }
  }

  /** The text at once where it is known; else it follows. */
  private unseal(message: Message, follows = true): Message {
    if (message.kind !== "e2e" || message.sealed !== undefined) return message;
    const opened = this.opened.get(markOf(message));
    if (opened !== undefined) return this.withText(message, opened);
    if (follows) this.openLater(message);
    return message;
  }

  private withText(message: Message, { text, quotes }: Opened): Message {
    const { store } = this.seat;
    const me = store.me.get();
    const names = new Set([...text.matchAll(/@([\w.-]+)/gu)].map((match) => match[1] ?? ""));
    const mentions = [...names].flatMap((name) => {
      if (name === "all" || name === "here") return [{ id: name, username: name }];
      const user = name === me.username ? me : store.findUserByName(name);
      return user === undefined ? [] : [{ id: user.id, username: name, name: user.name }];
    });
    return {
      ...message,
      text,
      markup: text === "" ? undefined : parseMarkup(text, markupOptions(store.settings.get())),
      mentions,
      attachments: [...quotes, ...message.attachments],
      sealed: { text: message.text, attachments: message.attachments, mentions: message.mentions },
    };
  }

  private openLater(message: Message): void {
    if (message.kind !== "e2e" || message.sealed !== undefined || this.privateKey === undefined) return;
    const mark = markOf(message);
    if (this.opening.has(mark)) return;
    this.opening.add(mark);
    void this.open(message)
      .then((opened) => {
        if (opened !== undefined) this.show(message);
      })
      .finally(() => this.opening.delete(mark));
  }

  /** The key has come: what waited for it is shown. */
  private openRoom(roomId: string): void {
    for (const message of this.seat.store.messages.all())
      if (message.roomId === roomId) this.openLater(message);
    const last = this.seat.store.rooms.get(roomId)?.lastMessage;
    if (last !== undefined) this.openLater(last);
  }

  private async open(message: Message): Promise<Opened | undefined> {
    const key = await this.keyOf(message.roomId);
    const content = key === undefined ? undefined : await openText(key, message.text);
    if (content === undefined || !this.isOn) return undefined;
    // What was written as another message, or by somebody else, was put here by a third.
    if (content.messageId !== undefined && content.messageId !== message.id) return undefined;
    const writers = [message.author.id, message.editedBy?.id];
    if (content.userId !== undefined && !writers.includes(content.userId)) return undefined;
    return this.remember(message.id, message.text, content.text);
  }

  private remember(messageId: string, sealed: string, text: string): Opened {
    const mark = `${messageId}\n${sealed}`;
    const opened: Opened = { text, quotes: [] };
    this.opened.set(mark, opened);
    const ids = [...text.matchAll(/https?:\/\/[^\s)]+[?&]msg=([\w-]+)/gu)]
      .filter(([address]) => this.isHere(address))
      .slice(0, MOST_QUOTES);
    if (ids.length > 0) void this.quote(mark, messageId, opened, ids).catch(() => undefined);
    return opened;
  }

  private isHere(address: string): boolean {
    try {
      const site = this.seat.store.settings.get().Site_Url;
      const origins = [location.origin, typeof site === "string" && site !== "" ? new URL(site).origin : ""];
      return origins.includes(new URL(address).origin);
    } catch {
      return false;
    }
  }

  /** The server cannot see which messages a text points to: they are fetched and shown by us (E2E-030). */
  private async quote(
    mark: string,
    messageId: string,
    opened: Opened,
    links: readonly RegExpMatchArray[],
  ): Promise<void> {
    const { store, link } = this.seat;
    const quotes: Attachment[] = [];
    for (const [address, id = ""] of links) {
      const raw =
        store.messages.get(id) ??
        parseMessage(
          asRecord(await link.rest.get("chat.getMessage", { msgId: id }).catch(() => ({}))).message,
        );
      if (raw === undefined || id === messageId) continue;
      const quoted = await this.read(raw);
      const isOpen = quoted.kind !== "e2e" || quoted.sealed !== undefined;
      quotes.push({
        kind: "quote",
        text: isOpen ? quoted.text : undefined,
        markup: isOpen ? quoted.markup : undefined,
        authorName: quoted.alias ?? personName(quoted.author),
        authorIcon: `/avatar/${encodeURIComponent(quoted.author.username)}`,
        messageLink: address,
        sentAt: quoted.sentAt,
        collapsed: false,
        fields: [],
        actions: [],
        attachments: [],
      });
    }
    if (quotes.length === 0) return;
    this.opened.set(mark, { ...opened, quotes });
    const shown = store.messages.get(messageId);
    if (shown?.sealed !== undefined && markOf({ ...shown, ...shown.sealed }) === mark)
      store.patchMessage(messageId, { attachments: [...quotes, ...shown.sealed.attachments] });
  }

  private show(message: Message): void {
    const { store } = this.seat;
    const stored = store.messages.get(message.id);
    if (stored !== undefined) store.messages.set(message.id, this.unseal(stored, false));
    const room = store.rooms.get(message.roomId);
    if (room?.lastMessage?.id === message.id)
      store.rooms.set(room.id, { ...room, lastMessage: this.unseal(room.lastMessage, false) });
  }

  /** What is said, and its text is remembered: nobody has to open what we have written ourselves. */
  private async seal(roomId: string, messageId: string, text: string): Promise<string | undefined> {
    const key = await this.keyOf(roomId);
    if (key === undefined || !this.isOn) return undefined;
    const sealed = await sealText(key, { messageId, text, userId: this.seat.store.me.get().id });
    this.remember(messageId, sealed, text);
    return sealed;
  }

  private refusal(roomId: string): string {
    const state = this.seat.states.get(roomId) ?? (this.locked === undefined ? "unknown" : "locked");
    return refusals[state] === "" ? refusals.unknown : refusals[state];
  }

  private setState(roomId: string, state: E2eState): void {
    this.seat.states.set(roomId, state);
  }
}

function markOf(message: Pick<Message, "id" | "text">): string {
  return `${message.id}\n${message.text}`;
}
