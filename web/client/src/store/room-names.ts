import type { Person, Room, RoomType, Subscription } from "@parley/shared/wire/entities";

/** What people call a room. Direct rooms carry the partner's names in the subscription. */
export function roomTitle(subscription: Subscription | undefined, room: Room | undefined): string {
  return (
    subscription?.displayName ??
    subscription?.name ??
    room?.displayName ??
    room?.name ??
    room?.usernames.join(", ") ??
    ""
  );
}

/** The name of the address: type letter to path segment. */
const segments: Record<RoomType, string> = { c: "channel", p: "group", d: "direct", l: "live", v: "voip" };

export function roomPath(room: { type: RoomType; name?: string | undefined; roomId: string }): string {
  const key = room.type === "c" || room.type === "p" ? (room.name ?? room.roomId) : room.roomId;
  return `/${segments[room.type]}/${encodeURIComponent(key)}`;
}

export function roomTypeOf(segment: string): RoomType | undefined {
  return (Object.keys(segments) as RoomType[]).find((type) => segments[type] === segment);
}

export function personName(person: Pick<Person, "name" | "username">): string {
  return person.name ?? person.username;
}

/** The other person of a conversation of two. */
export function directPartnerId(room: Room | undefined, myId: string): string | undefined {
  if (room?.type !== "d" || room.userIds.length > 2) return undefined;
  return room.userIds.find((id) => id !== myId) ?? room.userIds[0];
}
