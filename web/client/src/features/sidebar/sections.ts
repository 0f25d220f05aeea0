import type { Room, Subscription } from "@parley/shared/wire/entities";
import type { EntityTable } from "../../store/entity-table";
import { roomTitle } from "../../store/room-names";
import { isUnread } from "../../store/unread";

export type SectionId = "unread" | "favorites" | "teams" | "discussions" | "channels" | "direct" | "all";

export interface Section {
  id: SectionId;
  roomIds: string[];
}

/** How a person wants their list (ROOM-059, ROOM-060). */
export interface Arrangement {
  isGrouped: boolean;
  showsUnread: boolean;
  showsFavorites: boolean;
  sortBy: "activity" | "alphabetical";
}

const order: readonly SectionId[] = [
  "unread",
  "favorites",
  "teams",
  "discussions",
  "channels",
  "direct",
  "all",
];

function sectionOf(subscription: Subscription, wanted: Arrangement): SectionId | undefined {
  if (!/^[cpd]$/u.test(subscription.type)) return undefined;
  if (wanted.showsUnread && isUnread(subscription)) return "unread";
  if (wanted.showsFavorites && subscription.isFavorite) return "favorites";
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
  const groups = new Map<SectionId, Subscription[]>();
  for (const subscription of subscriptions.all()) {
    const isShown = subscription.isOpen && !subscription.isArchived;
    const section = isShown ? sectionOf(subscription, wanted) : undefined;
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
  for (const id of order) {
    const group = groups.get(id);
    if (group === undefined) continue;
    group.sort(wanted.sortBy === "alphabetical" ? byName : byActivity);
    sections.push({ id, roomIds: group.map((subscription) => subscription.roomId) });
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
