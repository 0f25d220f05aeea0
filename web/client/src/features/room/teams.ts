import type { Room } from "@parley/shared/wire/entities";
import { asList, asRecord, parseList, parseRoom } from "@parley/shared/wire/parse";
import type { Workspace } from "../../store/workspace";

export function convertToTeam({ link }: Workspace, room: Room): Promise<unknown> {
  return room.type === "p"
    ? link.rest.post("groups.convertToTeam", { roomId: room.id })
    : link.rest.post("channels.convertToTeam", { channelId: room.id });
}

export function moveToTeam({ link }: Workspace, teamId: string, roomId: string): Promise<unknown> {
  return link.rest.post("teams.addRooms", { teamId, rooms: [roomId] });
}

/** Keeps the channels of the team that are not named; those named are deleted. */
export function convertToChannel(
  { link }: Workspace,
  teamId: string,
  doomed: readonly string[],
): Promise<unknown> {
  return link.rest.post("teams.convertToChannel", { teamId, roomsToRemove: doomed });
}

export function deleteTeam({ link }: Workspace, teamId: string, doomed: readonly string[]): Promise<unknown> {
  return link.rest.post("teams.delete", { teamId, roomsToRemove: doomed });
}

export async function leaveTeam(
  { link, store }: Workspace,
  team: Room,
  rooms: readonly string[],
): Promise<void> {
  await link.rest.post("teams.leave", { teamId: team.teamId, rooms });
  for (const id of [team.id, ...rooms]) {
    store.departed.add(id);
    store.subscriptions.delete(id);
  }
}

export interface TeamRoom extends Room {
  /** Leaving or removing would take its last owner. */
  isLastOwner: boolean;
}

const MOST = 100;

/** The channels of a team that a person is in. */
export async function fetchRoomsOfUser(
  { link }: Workspace,
  teamId: string,
  userId: string,
): Promise<TeamRoom[]> {
  const answer = await link.rest.get("teams.listRoomsOfUser", { teamId, userId, count: MOST });
  return asList(answer.rooms).flatMap((raw) => {
    const room = parseRoom({ t: "c", ...asRecord(raw) });
    return room === undefined || room.isTeamMain
      ? []
      : [{ ...room, isLastOwner: asRecord(raw).isLastOwner === true }];
  });
}

/** A page of the channels of a team. */
export async function fetchTeamRooms(
  { link }: Workspace,
  teamId: string,
  options: { filter?: string; isAutoJoinOnly?: boolean; offset?: number; count?: number } = {},
): Promise<{ rooms: Room[]; total: number }> {
  const { filter = "", isAutoJoinOnly = false, offset = 0, count = MOST } = options;
  const answer = await link.rest.get("teams.listRooms", {
    teamId,
    offset,
    count,
    ...(filter === "" ? {} : { filter }),
    ...(isAutoJoinOnly ? { type: "autoJoin" } : {}),
  });
  const rooms = parseList(answer.rooms, parseRoom).filter((room) => !room.isTeamMain);
  return { rooms, total: typeof answer.total === "number" ? answer.total : rooms.length };
}
