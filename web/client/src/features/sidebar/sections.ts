import type { Room, Subscription } from "@parley/shared/wire/entities";
import type { EntityTable } from "../../store/entity-table";
import type { RoomSection } from "../../store/later/seat";
import { roomTitle } from "../../store/room-names";
import { isUnread } from "../../store/unread";

/** Sections by kind; those that people make have ids of their own. */
export type KindId = "unread" | "favorites" | "teams" | "discussions" | "channels" | "direct" | "all";

export interface Section {
  id: string;
  /** Given by whoever made it; those by kind have fixed names. */
  name: string | undefined;
  roomIds: string[];
}

/** How a person wants their list (ROOM-059, ROOM-060). */
export interface Arrangement {
  isGrouped: boolean;
  showsUnread: boolean;
  showsFavorites: boolean;
  sortBy: "activity" | "alphabetical";
  /** Sections that people made, in order. */
  own: readonly RoomSection[];
}

const before: readonly KindId[] = ["unread", "favorites"];
const after: readonly KindId[] = ["teams", "discussions", "channels", "direct", "all"];

function sectionOf(
  subscription: Subscription,
  wanted: Arrangement,
  placed: ReadonlyMap<string, RoomSection>,
): string | undefined {
  if (!/^[cpd]$/u.test(subscription.type)) return undefined;
  if (wanted.showsUnread && isUnread(subscription)) return "unread";
  // What the person chose for the room goes before what was arranged for everybody.
  const section = placed.get(subscription.roomId);
  if (section?.isShared === false) return section.id;
  if (wanted.showsFavorites && subscription.isFavorite) return "favorites";
  if (section !== undefined) return section.id;
  if (!wanted.isGrouped) return "all";
  if (subscription.isTeamMain) return "teams";
  if (subscription.parentId !== undefined) return "discussions";
  return subscription.type === "d" ? "direct" : "channels";
}

/** The sidebar: open rooms by section, in the order that the person chose. */
export function buildSections(
  subscriptions: EntityTable<Subscription>,
  rooms: EntityTable<Room>,
  wanted: Arrangement,
): Section[] {
  const groups = new Map<string, Subscription[]>();
  const placed = new Map<string, RoomSection>();
  for (const isShared of [true, false])
    for (const section of wanted.own)
      if (section.isShared === isShared) for (const roomId of section.roomIds) placed.set(roomId, section);
  for (const subscription of subscriptions.all()) {
    const isShown = subscription.isOpen && !subscription.isArchived;
    const section = isShown ? sectionOf(subscription, wanted, placed) : undefined;
    if (section === undefined) continue;
    const group = groups.get(section);
    if (group === undefined) groups.set(section, [subscription]);
    else group.push(subscription);
  }
  const activity = (subscription: Subscription) =>
    rooms.get(subscription.roomId)?.lastMessageAt ?? subscription.lastReplyAt ?? subscription.joinedAt ?? 0;
  const title = (subscription: Subscription) => roomTitle(subscription, rooms.get(subscription.roomId));
  const byName = (a: Subscription, b: Subscription) =>
    title(a).localeCompare(title(b), undefined, { numeric: true });
  const byActivity = (a: Subscription, b: Subscription) => activity(b) - activity(a) || byName(a, b);
  const sections: Section[] = [];
  const order = [...before, ...wanted.own.map(({ id }) => id), ...after];
  for (const id of order) {
    const group = groups.get(id);
    if (group === undefined) continue;
    group.sort(wanted.sortBy === "alphabetical" ? byName : byActivity);
    const name = wanted.own.find((section) => section.id === id)?.name;
    sections.push({ id, name, roomIds: group.map((subscription) => subscription.roomId) });
  }
  return sections;
}

export function unreadRoomIds(
  sections: readonly Section[],
  subscriptions: EntityTable<Subscription>,
): string[] {
  return sections
    .flatMap((section) => section.roomIds)
    .filter((roomId) => {
      const subscription = subscriptions.get(roomId);
      return subscription !== undefined && isUnread(subscription);
    });
}
