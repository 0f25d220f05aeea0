import { asList, asRecord, readTime } from "@parley/shared/wire/parse";
import type { Workspace } from "../../../store/workspace";

/** A message that waits until a moderator lets it through or keeps it back. */
export interface HeldMessage {
  id: string;
  author: string;
  username: string;
  /** Undefined for direct messages. */
  room: string | undefined;
  at: number;
  text: string;
}

export function parseHeld(value: unknown): HeldMessage | undefined {
  const raw = asRecord(value);
  if (typeof raw._id !== "string") return undefined;
  const text = (given: unknown) => (typeof given === "string" ? given : "");
  const author = asRecord(raw.u);
  return {
    id: raw._id,
    author: text(author.name) || text(author.username),
    username: text(author.username),
    room: text(asRecord(raw.room).name) || undefined,
    at: readTime(raw.ts) ?? 0,
    text: text(raw.msg),
  };
}

export async function fetchHeld({ link }: Workspace): Promise<HeldMessage[]> {
  const answer = await link.rest.get("dlp.list");
  return asList(answer.messages)
    .map(parseHeld)
    .filter((held) => held !== undefined);
}

export async function decideHeld({ link }: Workspace, id: string, approve: boolean): Promise<void> {
  await link.rest.post("dlp.decide", { id, approve });
}
