import type { Message } from "@parley/shared/wire/entities";
import { asRecord, parseList, parseMessage } from "@parley/shared/wire/parse";
import type { Link } from "../link";

const PAGE = 100;
/** How far back a room is read for a search. */
const MOST_SEARCHED = 3000;
const MOST_FOUND = 100;

/** The messages of one encrypted room, fetched once and searched on this device, because the server cannot (E2E-032). */
export class RoomSearch {
  readonly startedAt = Date.now();
  private readonly messages = new Map<string, Message>();
  private oldest: number | undefined;
  private isAtStart = false;
  private running: Promise<void> = Promise.resolve();

  constructor(
    private readonly roomId: string,
    private readonly link: Link,
    private readonly read: (message: Message) => Promise<Message>,
  ) {}

  async find(text: string): Promise<Message[]> {
    const words = text.toLocaleLowerCase().split(/\s+/u).filter(Boolean);
    if (words.length === 0) return [];
    this.running = this.running.catch(() => undefined).then(() => this.fill());
    await this.running;
    const found: Message[] = [];
    for (const message of [...this.messages.values()].sort((a, b) => b.sentAt - a.sentAt)) {
      const opened = await this.read(message);
      if (opened.kind !== undefined && opened.sealed === undefined) continue;
      const files = opened.attachments.map((file) => `${file.title ?? ""} ${file.description ?? ""}`);
      const said = [opened.text, ...files].join(" ").toLocaleLowerCase();
      if (words.every((word) => said.includes(word))) found.push(message);
      if (found.length >= MOST_FOUND) break;
    }
    return found;
  }

  /** First what is new since the last search, then what is older. */
  private async fill(): Promise<void> {
    const known = new Set(this.messages.keys());
    let before: number | undefined;
    for (;;) {
      const page = await this.fetch(before);
      const isKnown = page.some((message) => known.has(message.id));
      this.keep(page);
      before = page.at(-1)?.sentAt;
      if (page.length < PAGE) this.isAtStart = true;
      if (isKnown || page.length < PAGE || before === undefined || this.messages.size >= MOST_SEARCHED) break;
    }
    while (!this.isAtStart && this.messages.size < MOST_SEARCHED) {
      const size = this.messages.size;
      const page = await this.fetch(this.oldest);
      this.keep(page);
      if (page.length < PAGE || this.messages.size === size) this.isAtStart = true;
    }
  }

  private keep(page: readonly Message[]): void {
    for (const message of page) {
      this.messages.set(message.id, message);
      if (this.oldest === undefined || message.sentAt < this.oldest) this.oldest = message.sentAt;
    }
  }

  private async fetch(before: number | undefined): Promise<Message[]> {
    const end = before === undefined ? null : { $date: before + 1 };
    const answer = asRecord(await this.link.read("loadHistory", this.roomId, end, PAGE, null, true));
    return parseList(answer.messages, parseMessage);
  }
}
