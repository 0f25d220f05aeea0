import type { Room, User } from "@parley/shared/wire/entities";
import { asList, asRecord, parseRoom, parseUser } from "@parley/shared/wire/parse";
import type { Workspace } from "../../store/workspace";

export type Tab = "channels" | "teams" | "users";
export type SortKey = "usersCount" | "name" | "lastMessage" | "createdAt" | "username" | "email";

/** By what each tab can be sorted; the first is the beginning. */
export const sortKeys: Record<Tab, readonly SortKey[]> = {
  channels: ["usersCount", "name", "lastMessage", "createdAt"],
  teams: ["name", "createdAt"],
  users: ["name", "username", "createdAt"],
};

const descending: ReadonlySet<SortKey> = new Set(["usersCount", "lastMessage", "createdAt"]);

export interface DirectoryRoom extends Room {
  /** Channels of a team. */
  roomCount: number | undefined;
}

export type Entry = { kind: "room"; room: DirectoryRoom } | { kind: "person"; user: User; email: string };

const PAGE = 50;

interface Wanted {
  tab: Tab;
  text: string;
  sort: SortKey;
  offset: number;
}

export async function fetchDirectory(
  { link }: Workspace,
  { tab, text, sort, offset }: Wanted,
): Promise<{ entries: Entry[]; total: number }> {
  const answer = await link.rest.get("directory", {
    text,
    type: tab,
    workspace: "local",
    count: PAGE,
    offset,
    sort: JSON.stringify({ [sort]: descending.has(sort) ? -1 : 1 }),
  });
  const entries = asList(answer.result)
    .map(asRecord)
    .map(tab === "users" ? readPerson : readRoom)
    .filter((entry) => entry !== undefined);
  return { entries, total: typeof answer.total === "number" ? answer.total : entries.length };
}

function readRoom(raw: Record<string, unknown>): Entry | undefined {
  // Entries may leave the kind out: those are public channels.
  const room = parseRoom({ t: "c", ...raw });
  const roomCount = typeof raw.roomsCount === "number" ? raw.roomsCount : undefined;
  return room === undefined ? undefined : { kind: "room", room: { ...room, roomCount } };
}

function readPerson(raw: Record<string, unknown>): Entry | undefined {
  const user = parseUser(raw);
  const address = asRecord(asList(raw.emails)[0]).address;
  return user === undefined
    ? undefined
    : { kind: "person", user, email: typeof address === "string" ? address : "" };
}
