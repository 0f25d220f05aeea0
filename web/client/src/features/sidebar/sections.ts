import type { Room, Subscription } from "@parley/shared/wire/entities";
import type { EntityTable } from "../../store/entity-table";
import { roomTitle } from "../../store/room-names";
import { isUnread } from "../../store/unread";

export type SectionId = "favorites" | "teams" | "discussions" | "channels" | "direct";

export interface Section {
  id: SectionId;
  roomIds: string[];
}

const order: readonly SectionId[] = ["favorites", "teams", "channels", "discussions", "direct"];

function sectionOf(subscription: Subscription): SectionId | undefined {
  if (subscription.isFavorite) return "favorites";
  if (subscription.isTeamMain) return "teams";
  if (subscription.parentId !== undefined) return "discussions";
  if (subscription.type === "d") return "direct";
  return subscription.type === "c" || subscription.type === "p" ? "channels" : undefined;
}

/**
 * The sidebar: open rooms by section. Channels by name, because their place is learnt; direct messages by last
 * activity, because people come and go.
 */
export function buildSections(subscriptions: EntityTable<Subscription>, rooms: EntityTable<Room>): Section[] {
  const groups = new Map<SectionId, Subscription[]>();
  for (const subscription of subscriptions.all()) {
    const section = subscription.isOpen ? sectionOf(subscription) : undefined;
    if (section === undefined) continue;
    const group = groups.get(section);
    if (group === undefined) groups.set(section, [subscription]);
    else group.push(subscription);
  }
  const activity = (subscription: Subscription) =>
    rooms.get(subscription.roomId)?.lastMessageAt ?? subscription.lastReplyAt ?? subscription.updatedAt;
  const title = (subscription: Subscription) => roomTitle(subscription, rooms.get(subscription.roomId));
  const byName = (a: Subscription, b: Subscription) =>
    title(a).localeCompare(title(b), undefined, { numeric: true });
  const sections: Section[] = [];
  for (const id of order) {
    const group = groups.get(id);
    if (group === undefined) continue;
    group.sort(id === "direct" ? (a, b) => activity(b) - activity(a) : byName);
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
