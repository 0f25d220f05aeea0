import { parseMarkup } from "@parley/shared/markup/parse";
import type { Attachment, Message } from "@parley/shared/wire/entities";
import { asRecord, parseMessage } from "@parley/shared/wire/parse";
import { markupOptions } from "../markup-options";
import { personName } from "../room-names";
import { openText, type RoomKey } from "./crypto";
import type { E2eSeat } from "./seat";

const MOST_QUOTES = 5;

interface Opened {
  text: string;
  quotes: readonly Attachment[];
}

/** What opens texts. */
interface Keyring {
  readonly isOn: boolean;
  readonly hasPair: boolean;
  keyOf: (roomId: string) => Promise<RoomKey | undefined>;
}

/** Encrypted texts and what they say, in memory only (E2E-026, E2E-030). */
export class SealedTexts {
  private readonly opened = new Map<string, Opened>();
  private readonly opening = new Set<string>();
  private readonly seat: E2eSeat;
  private readonly ring: Keyring;

  constructor(seat: E2eSeat, ring: Keyring) {
    this.seat = seat;
    this.ring = ring;
  }

  forget(): void {
    this.opened.clear();
  }

  /** A pair has come: whatever is there and still closed is tried. */
  openAll(): void {
    for (const message of this.seat.store.messages.all()) this.openLater(message);
  }

  /** With its text, if this device can read it. */
  async read(message: Message): Promise<Message> {
    if (message.kind !== "e2e" || message.sealed !== undefined) return message;
    const known = this.unseal(message, false);
    if (known.sealed !== undefined) return known;
    const opened = await this.open(message);
    return opened === undefined ? message : this.withText(message, opened);
  }

  /** The text at once where it is known; else it follows. */
  unseal(message: Message, follows = true): Message {
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

  openLater(message: Message): void {
    if (message.kind !== "e2e" || message.sealed !== undefined || !this.ring.hasPair) return;
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
  openRoom(roomId: string): void {
    for (const message of this.seat.store.messages.all())
      if (message.roomId === roomId) this.openLater(message);
    const last = this.seat.store.rooms.get(roomId)?.lastMessage;
    if (last !== undefined) this.openLater(last);
  }

  private async open(message: Message): Promise<Opened | undefined> {
    const key = await this.ring.keyOf(message.roomId);
    const content = key === undefined ? undefined : await openText(key, message.text);
    if (content === undefined || !this.ring.isOn) return undefined;
    // What was written as another message, or by somebody else, was put here by a third.
    if (content.messageId !== undefined && content.messageId !== message.id) return undefined;
    const writers = [message.author.id, message.editedBy?.id];
    if (content.userId !== undefined && !writers.includes(content.userId)) return undefined;
    return this.remember(message.id, message.text, content.text);
  }

  remember(messageId: string, sealed: string, text: string): Opened {
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
}

function markOf(message: Pick<Message, "id" | "text">): string {
  return `${message.id}\n${message.text}`;
}
