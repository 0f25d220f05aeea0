import type { Room, User } from "@parley/shared/wire/entities";
import { toWireError } from "@parley/shared/wire/errors";
import { asRecord, parseRoom } from "@parley/shared/wire/parse";
import type { RoomType } from "@parley/shared/wire/entities";
import { roomPath } from "../../store/room-names";
import { isUnread } from "../../store/unread";
import type { Workspace } from "../../store/workspace";
import { toasts } from "../../ui/toast";
import { attempt } from "./settings";
import { roomStrings as strings } from "./strings";

/** Finds the room of an address, among ours or on the server. */
export function findLocalRoomId({ store }: Workspace, type: RoomType, key: string): string | undefined {
  if (type === "d") {
    if (store.subscriptions.has(key)) return key;
    for (const subscription of store.subscriptions.all()) {
      if (subscription.type === "d" && subscription.name === key) return subscription.roomId;
    }
    return undefined;
  }
  for (const subscription of store.subscriptions.all()) {
    if (subscription.type === type && (subscription.name === key || subscription.roomId === key))
      return subscription.roomId;
  }
  for (const room of store.rooms.all()) {
    if (room.type === type && (room.name === key || room.id === key)) return room.id;
  }
  return undefined;
}

export async function fetchRoom({ store, link }: Workspace, type: RoomType, key: string): Promise<Room> {
  const room = parseRoom(await link.read("getRoomByTypeAndName", type, key));
  if (room === undefined) throw new Error(strings.notFoundText);
  store.rooms.set(room.id, room);
  return room;
}

export async function openDirect({ link }: Workspace, username: string): Promise<string | undefined> {
  try {
    const answer = asRecord(await link.call("createDirectMessage", username));
    return roomPath({ type: "d", roomId: String(answer.rid) });
  } catch (error) {
    toasts.add("failed", strings.failed(toWireError(error).message));
    return undefined;
  }
}

export function toggleFavorite({ store, link }: Workspace, roomId: string): void {
  const isFavorite = store.subscriptions.get(roomId)?.isFavorite !== true;
  store.patchSubscription(roomId, { isFavorite });
  void attempt(
    () => link.call("toggleFavorite", roomId, isFavorite),
    () => store.patchSubscription(roomId, { isFavorite: !isFavorite }),
  );
}

export function hideRoom({ store, link }: Workspace, roomId: string): void {
  store.patchSubscription(roomId, { isOpen: false });
  void attempt(
    () => link.call("hideRoom", roomId),
    () => store.patchSubscription(roomId, { isOpen: true }),
  );
}

/** Throws when it is refused: the last owner cannot leave. */
export async function leaveRoom({ store, link }: Workspace, roomId: string): Promise<void> {
  await link.call("leaveRoom", roomId);
  store.departed.add(roomId);
  store.subscriptions.delete(roomId);
}

export async function deleteRoom({ store, link }: Workspace, roomId: string): Promise<void> {
  store.departed.add(roomId);
  await link.call("eraseRoom", roomId);
  store.subscriptions.delete(roomId);
  store.rooms.delete(roomId);
}

/** A team takes its members by their ids, other rooms by name. */
export async function addPeople({ link }: Workspace, room: Room, people: readonly User[]): Promise<void> {
  if (room.isTeamMain && room.teamId !== undefined) {
    const members = people.map(({ id }) => ({ userId: id, roles: ["member"] }));
    await link.rest.post("teams.addMembers", { teamId: room.teamId, members });
  } else {
    await link.call("addUsersToRoom", { rid: room.id, users: people.map(({ username }) => username) });
  }
}

export async function addEverybody({ link }: Workspace, room: Room, onlyActive: boolean): Promise<void> {
  await link.rest.post(`${doorOf(room.type)}.addAll`, { roomId: room.id, activeUsersOnly: onlyActive });
}

export function markRoomUnread({ store, link }: Workspace, roomId: string): void {
  store.keepUnread(roomId, true);
  void attempt(
    () => link.call("unreadMessages", null, roomId),
    () => store.keepUnread(roomId, false),
  );
}

/** Marks a room as read; its threads stay as they are. */
export function markRoomRead({ store, link }: Workspace, roomId: string): void {
  store.patchSubscription(roomId, { unread: 0, hasAlert: false, userMentions: 0, groupMentions: 0 });
  link.call("readMessages", roomId).catch(() => undefined);
}

/** Marks everything as read, one room after the other, threads too (ROOM-069). */
export async function markAllRead({ store, link }: Workspace): Promise<void> {
  const unread = [...store.subscriptions.all()].filter((subscription) => isUnread(subscription));
  for (const { roomId } of unread) {
    store.keepUnread(roomId, false);
    store.patchSubscription(roomId, {
      unread: 0,
      hasAlert: false,
      userMentions: 0,
      groupMentions: 0,
      unreadThreads: [],
    });
  }
  await attempt(async () => {
    for (const { roomId } of unread) await link.call("readMessages", roomId, true);
  });
}

/** The first part of REST door names for rooms of a type. */
export function doorOf(type: RoomType): "channels" | "groups" | "im" {
  return type === "d" ? "im" : type === "c" ? "channels" : "groups";
}
