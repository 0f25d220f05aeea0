import { parseMarkup } from "@parley/shared/markup/parse";
import type { Message } from "@parley/shared/wire/entities";
import { toWireError } from "@parley/shared/wire/errors";
import { makeId } from "@parley/shared/wire/ids";
import { asRecord, parseMessage } from "@parley/shared/wire/parse";
import { markupOptions } from "../markup-options";
import { directPartnerId } from "../room-names";
import { makePair, open, type OtrPair, seal, sharedKey } from "./crypto";

import type { OtrSeat, OtrState } from "./seat";

/** How long an invitation waits for its answer (MSG-083). */
const PATIENCE_MS = 10_000;
const NOT_YET = "New keys are being agreed on. Try again in a moment.";

interface Session {
  peerId: string;
  pair: OtrPair | undefined;
  key: CryptoKey | undefined;
  timer: ReturnType<typeof setTimeout> | undefined;
  stop: () => void;
}

/** Conversations off the record of this page: their keys, what is said in them, and how they begin and end (MSG-083..085). */
export class OtrDesk {
  private readonly sessions = new Map<string, Session>();
  /** Of our messages the word that only their reader can know. */
  private readonly words = new Map<string, string>();
  /** What arrives is taken in its order, although opening it takes time. */
  private arrivals: Promise<void> = Promise.resolve();
  /** The other's key, until the reader has decided. */
  private asked: { roomId: string; userId: string; publicKey: string } | undefined;
  private askedTimer: ReturnType<typeof setTimeout> | undefined;
  private readonly seat: OtrSeat;

  constructor(seat: OtrSeat) {
    this.seat = seat;
    addEventListener("pagehide", () => this.endAll());
  }

  /** Asks the other one, or for new keys in a conversation that goes on. */
  async start(roomId: string): Promise<void> {
    const peerId = this.peerOf(roomId);
    if (peerId === undefined) return;
    const isOn = this.seat.isOn(roomId);
    if (!isOn && this.seat.store.users.get(peerId)?.presence === "offline") {
      this.setState(roomId, "offline");
      return;
    }
    const session = this.begin(roomId, peerId);
    this.setState(roomId, isOn ? "refreshing" : "establishing");
    try {
      const pair = await this.renew(roomId, session);
      session.timer = setTimeout(() => this.giveUp(roomId), PATIENCE_MS);
      await this.tell(peerId, "handshake", {
        roomId,
        publicKey: pair.publicKey,
        ...(isOn ? { refresh: true } : {}),
      });
      if (isOn) this.note(roomId, "user_requested_otr_key_refresh");
    } catch {
      this.close(roomId, "failed");
    }
  }

  /** The reader's answer to the invitation on show. */
  async answer(accepts: boolean): Promise<void> {
    const asked = this.asked;
    this.forgetInvitation();
    if (asked === undefined) return;
    if (accepts) await this.accept(asked.roomId, asked.userId, asked.publicKey, false);
    else await this.tell(asked.userId, "deny", { roomId: asked.roomId }).catch(() => undefined);
  }

  end(roomId: string): void {
    const session = this.sessions.get(roomId);
    if (session !== undefined) void this.tell(session.peerId, "end", { roomId }).catch(() => undefined);
    this.close(roomId, undefined);
  }

  endAll(): void {
    for (const roomId of this.sessions.keys()) this.end(roomId);
  }

  /** An event of the exchange. */
  take(args: readonly unknown[]): void {
    this.inOrder(() => this.takeEvent(args));
  }

  private inOrder(work: () => Promise<void>): void {
    this.arrivals = this.arrivals.then(work).catch(() => undefined);
  }

  /** What does not fit to what was asked is passed over. */
  private async takeEvent([type, payload]: readonly unknown[]): Promise<void> {
    const { roomId, userId, publicKey, refresh } = asRecord(payload);
    if (typeof roomId !== "string" || typeof userId !== "string" || this.peerOf(roomId) !== userId) return;
    const state = this.seat.states.get(roomId);
    const session = this.sessions.get(roomId);
    if (type === "handshake" && typeof publicKey === "string") {
      await this.takeHandshake(roomId, userId, publicKey, refresh === true && this.seat.isOn(roomId));
    } else if (type === "acknowledge" && typeof publicKey === "string") {
      if (session?.pair === undefined || (state !== "establishing" && state !== "refreshing")) {
        // Too late, or to another page of ours: the other one must not believe that we hear.
        if (session === undefined && state !== undefined)
          await this.tell(userId, "end", { roomId }).catch(() => undefined);
        return;
      }
      await this.establish(roomId, session, publicKey);
      if (state === "establishing" && this.seat.isOn(roomId)) this.note(roomId, "user_joined_otr");
    } else if (type === "deny" && state === "establishing") {
      this.close(roomId, "declined");
    } else if (type === "end") {
      if (this.asked?.roomId === roomId) this.forgetInvitation();
      if (session === undefined) return;
      const wasOn = this.seat.isOn(roomId);
      this.close(roomId, undefined);
      if (wasOn) this.report("ended", roomId, userId);
    }
  }

  /** Returns what is wrong when the text has to stay where it was typed. It is never sent in the clear instead. */
  async send(roomId: string, threadId: string | undefined, text: string): Promise<string | undefined> {
    const session = this.sessions.get(roomId);
    if (this.seat.states.get(roomId) !== "established" || session?.key === undefined) return NOT_YET;
    const { store, link } = this.seat;
    const me = store.me.get();
    const id = makeId();
    const ack = makeId(30);
    try {
      const content = { _id: id, text, userId: me.id, ack, ts: { $date: Date.now() } };
      const msg = await seal(session.key, content);
      this.words.set(id, ack);
      const sent = parseMessage(
        await link.call("sendMessage", {
          _id: id,
          rid: roomId,
          msg,
          t: "otr",
          ...(threadId === undefined ? {} : { tmid: threadId }),
        }),
      );
      if (sent !== undefined && store.messages.get(id) === undefined) this.show(sent, text, "otr");
      return undefined;
    } catch (error) {
      return toWireError(error).message;
    }
  }

  private peerOf(roomId: string): string | undefined {
    const { store } = this.seat;
    const myId = store.me.get().id;
    const peerId = directPartnerId(store.rooms.get(roomId), myId);
    return peerId === myId ? undefined : peerId;
  }

  private async takeHandshake(
    roomId: string,
    userId: string,
    publicKey: string,
    isRefresh: boolean,
  ): Promise<void> {
    const state = this.seat.states.get(roomId);
    if (isRefresh) {
      await this.accept(roomId, userId, publicKey, true);
      return;
    }
    if (state === "establishing") {
      // Both ask at once: one of the two invitations is enough.
      if (this.seat.store.me.get().id < userId) await this.accept(roomId, userId, publicKey, false);
      return;
    }
    if (this.seat.isOn(roomId)) this.close(roomId, undefined);
    this.forgetInvitation();
    this.asked = { roomId, userId, publicKey };
    this.askedTimer = setTimeout(() => this.forgetInvitation(), PATIENCE_MS);
    this.seat.notice.set({ kind: "invitation", roomId, userId });
  }

  private async accept(roomId: string, userId: string, publicKey: string, isRefresh: boolean): Promise<void> {
    const session = this.begin(roomId, userId);
    this.setState(roomId, isRefresh ? "refreshing" : "establishing");
    try {
      const pair = await this.renew(roomId, session);
      await this.establish(roomId, session, publicKey);
      await this.tell(userId, "acknowledge", { roomId, publicKey: pair.publicKey });
      if (isRefresh) this.note(roomId, "user_key_refreshed_successfully");
    } catch {
      this.close(roomId, "failed");
    }
  }

  private begin(roomId: string, peerId: string): Session {
    const known = this.sessions.get(roomId);
    if (known !== undefined) {
      clearTimeout(known.timer);
      return known;
    }
    const stop = this.seat.link.ddp.listen("stream-room-messages", roomId, (args) => {
      for (const raw of args) this.inOrder(() => this.hear(roomId, asRecord(raw)));
    });
    const session: Session = { peerId, pair: undefined, key: undefined, timer: undefined, stop };
    this.sessions.set(roomId, session);
    return session;
  }

  /** New keys of our own. What earlier conversations left in the room goes. */
  private async renew(roomId: string, session: Session): Promise<OtrPair> {
    session.pair = await makePair();
    if (!this.seat.isOn(roomId))
      await this.seat.link.call("deleteOldOTRMessages", roomId).catch(() => undefined);
    return session.pair;
  }

  private async establish(roomId: string, session: Session, publicKey: string): Promise<void> {
    clearTimeout(session.timer);
    const pair = session.pair;
    try {
      if (pair === undefined) throw new Error("There is no key.");
      session.key = await sharedKey(pair.privateKey, publicKey);
      this.setState(roomId, "established");
    } catch {
      this.end(roomId);
      this.setState(roomId, "failed");
    }
  }

  private giveUp(roomId: string): void {
    const session = this.sessions.get(roomId);
    if (session !== undefined) void this.tell(session.peerId, "end", { roomId }).catch(() => undefined);
    this.close(roomId, "timed-out");
  }

  private close(roomId: string, state: OtrState | undefined): void {
    const session = this.sessions.get(roomId);
    clearTimeout(session?.timer);
    session?.stop();
    this.sessions.delete(roomId);
    this.setState(roomId, state);
  }

  private setState(roomId: string, state: OtrState | undefined): void {
    if (state === undefined) this.seat.states.delete(roomId);
    else this.seat.states.set(roomId, state);
  }

  private forgetInvitation(): void {
    clearTimeout(this.askedTimer);
    this.asked = undefined;
    if (this.seat.notice.get()?.kind === "invitation") this.seat.notice.set(undefined);
  }

  private report(kind: "ended" | "unreadable", roomId: string, userId: string): void {
    if (this.seat.notice.get() === undefined) this.seat.notice.set({ kind, roomId, userId });
  }

  private tell(peerId: string, type: string, payload: Record<string, unknown>): Promise<unknown> {
    const { link, store } = this.seat;
    return link.call("stream-notify-user", `${peerId}/otr`, type, { ...payload, userId: store.me.get().id });
  }

  private note(roomId: string, type: string): void {
    void this.seat.link.rest.post("chat.otr", { roomId, type }).catch(() => undefined);
  }

  private async hear(roomId: string, raw: Record<string, unknown>): Promise<void> {
    const { store, link } = this.seat;
    const session = this.sessions.get(roomId);
    if (raw.t !== "otr" || session?.key === undefined) return;
    const message = parseMessage(raw);
    if (message === undefined || message.roomId !== roomId) return;
    const myId = store.me.get().id;
    const word = this.words.get(message.id);
    if (typeof raw.otrAck === "string") {
      // An answer counts when it holds the word that only the reader of our message can know.
      if (word === undefined || message.author.id !== myId) return;
      const answer = await open(session.key, raw.otrAck);
      if (answer?.text === word) store.patchMessage(message.id, { kind: "otr-ack" });
      return;
    }
    const content = await open(session.key, message.text);
    if (content === undefined) {
      if (message.author.id === session.peerId) this.report("unreadable", roomId, session.peerId);
      return;
    }
    if (
      typeof content.text !== "string" ||
      content._id !== message.id ||
      content.userId !== message.author.id
    )
      return;
    if (message.author.id === myId) {
      if (word !== undefined && store.messages.get(message.id) === undefined)
        this.show(message, content.text, "otr");
      return;
    }
    // Told once more, it is nothing new.
    if (message.author.id !== session.peerId || store.messages.get(message.id) !== undefined) return;
    this.show(message, content.text, "otr");
    if (typeof content.ack !== "string") return;
    const ack = await seal(session.key, { text: content.ack, ack: makeId(30) });
    await link.call("updateOTRAck", { message: raw, ack }).catch(() => undefined);
  }

  private show(message: Message, text: string, kind: "otr"): void {
    const { store } = this.seat;
    const markup = parseMarkup(text, markupOptions(store.settings.get()));
    store.putMessages([{ ...message, kind, text, markup }], "arrival");
  }
}
