import type { Room } from "@parley/shared/wire/entities";
import { asList, asRecord, parseRoom } from "@parley/shared/wire/parse";
import type { Workspace } from "../../../store/workspace";
import type { Sort } from "../../../ui/table";
import type { Page } from "../../../ui/use-paged";

export type RoomKind = "d" | "c" | "p" | "discussions" | "teams";

export interface AdminRoom extends Room {
  messageCount: number;
  isFeatured: boolean;
  isFavoriteByDefault: boolean;
}

const PAGE = 50;

function parseAdminRoom(value: unknown): AdminRoom | undefined {
  const room = parseRoom(value);
  if (room === undefined) return undefined;
  const raw = asRecord(value);
  return {
    ...room,
    messageCount: typeof raw.msgs === "number" ? raw.msgs : 0,
    isFeatured: raw.featured === true,
    isFavoriteByDefault: raw.favorite === true,
  };
}

const sortKeys: Record<string, string> = {
  members: "usersCount",
  messages: "msgs",
  created: "ts",
  marks: "default",
};

export async function fetchAdminRooms(
  { link }: Workspace,
  text: string,
  kinds: readonly RoomKind[],
  sort: Sort,
  offset: number,
): Promise<Page<AdminRoom>> {
  const question = new URLSearchParams({
    filter: text.trim(),
    count: String(PAGE),
    offset: String(offset),
    sort: JSON.stringify({ [sortKeys[sort.by] ?? sort.by]: sort.isDescending ? -1 : 1 }),
  });
  for (const kind of kinds) question.append("types[]", kind);
  const answer = await link.rest.get(`rooms.adminRooms?${question}`);
  const items = asList(answer.rooms)
    .map(parseAdminRoom)
    .filter((room) => room !== undefined);
  return { items, total: typeof answer.total === "number" ? answer.total : items.length };
}

export async function fetchAdminRoom({ link }: Workspace, roomId: string): Promise<AdminRoom | undefined> {
  return parseAdminRoom(await link.rest.get("rooms.adminRooms.getRoom", { rid: roomId }));
}

/** Everything that administrators can change about a room. */
export interface AdminRoomForm {
  name: string;
  topic: string;
  announcement: string;
  description: string;
  isPrivate: boolean;
  isReadOnly: boolean;
  reacts: boolean;
  isArchived: boolean;
  isDefault: boolean;
  isFavorite: boolean;
  isFeatured: boolean;
}

export function roomFormOf(room: AdminRoom): AdminRoomForm {
  return {
    name: room.displayName ?? room.name ?? "",
    topic: room.topic ?? "",
    announcement: room.announcement ?? "",
    description: room.description ?? "",
    isPrivate: room.type === "p",
    isReadOnly: room.isReadOnly,
    reacts: room.allowsReactionsWhenReadOnly,
    isArchived: room.isArchived,
    isDefault: room.isDefault,
    isFavorite: room.isFavoriteByDefault,
    isFeatured: room.isFeatured,
  };
}

/** What differs, as the server takes it; archiving goes through a door of its own (ADM-042). */
export function roomChangesOf(before: AdminRoomForm, after: AdminRoomForm): Record<string, unknown> {
  const changes: Record<string, unknown> = {};
  const put = (field: keyof AdminRoomForm, name: string, value: unknown) => {
    if (before[field] !== after[field]) changes[name] = value;
  };
  put("name", "roomName", after.name.trim());
  put("topic", "roomTopic", after.topic.trim());
  put("announcement", "roomAnnouncement", after.announcement.trim());
  put("description", "roomDescription", after.description.trim());
  put("isPrivate", "roomType", after.isPrivate ? "p" : "c");
  put("isReadOnly", "readOnly", after.isReadOnly);
  put("reacts", "reactWhenReadOnly", after.reacts);
  put("isDefault", "default", after.isDefault);
  put("isFeatured", "featured", after.isFeatured);
  if (before.isFavorite !== after.isFavorite)
    changes.favorite = { favorite: after.isFavorite, defaultValue: after.isDefault };
  return changes;
}
