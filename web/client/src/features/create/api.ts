import type { User } from "@parley/shared/wire/entities";
import { WireError, toWireError } from "@parley/shared/wire/errors";
import { asRecord, parseRoom } from "@parley/shared/wire/parse";
import { roomPath } from "../../store/room-names";
import type { Workspace } from "../../store/workspace";
import type { RoomChoices } from "./rules";
import { createStrings as strings } from "./strings";

export interface NewRoom extends RoomChoices {
  name: string;
  topic: string;
  members: readonly User[];
  teamId?: string | undefined;
}

function extraOf(room: NewRoom): Record<string, unknown> {
  const topic = room.topic.trim();
  return {
    broadcast: room.isBroadcast,
    encrypted: room.isEncrypted,
    ...(topic === "" ? {} : { topic }),
    ...(room.teamId === undefined ? {} : { teamId: room.teamId }),
  };
}

/** Each of these returns the address of what was made. */
export async function createChannel({ link, store }: Workspace, room: NewRoom): Promise<string> {
  const answer = await link.rest.post(room.isPrivate ? "groups.create" : "channels.create", {
    name: room.name.trim(),
    members: room.members.map((member) => member.username),
    readOnly: room.isReadOnly,
    extraData: extraOf(room),
  });
  const made = parseRoom(answer.channel ?? answer.group);
  if (made === undefined) throw new WireError("unexpected", "The server's answer is not understood.");
  store.rooms.set(made.id, made);
  return roomPath({ ...made, roomId: made.id });
}

const PUBLIC_TEAM = 0;
const PRIVATE_TEAM = 1;

export async function createTeam({ link }: Workspace, room: NewRoom): Promise<string> {
  const answer = await link.rest.post("teams.create", {
    name: room.name.trim(),
    type: room.isPrivate ? PRIVATE_TEAM : PUBLIC_TEAM,
    members: room.members.map((member) => member.username),
    room: { readOnly: room.isReadOnly, extraData: extraOf(room) },
  });
  const { name, roomId } = asRecord(answer.team);
  return roomPath({
    type: room.isPrivate ? "p" : "c",
    name: typeof name === "string" ? name : room.name.trim(),
    roomId: String(roomId),
  });
}

export async function createDirect({ link }: Workspace, people: readonly User[]): Promise<string> {
  const answer = await link.call("createDirectMessage", ...people.map((person) => person.username));
  return roomPath({ type: "d", roomId: String(asRecord(answer).rid) });
}

export interface NewDiscussion {
  parentId: string;
  messageId: string | undefined;
  name: string;
  topic: string;
  members: readonly User[];
  first: string;
  isEncrypted: boolean;
}

export async function createDiscussion({ link, store }: Workspace, wanted: NewDiscussion): Promise<string> {
  const answer = await link.rest.post("rooms.createDiscussion", {
    prid: wanted.parentId,
    t_name: wanted.name.trim(),
    users: wanted.members.map((member) => member.username),
    ...(wanted.messageId === undefined ? {} : { pmid: wanted.messageId }),
    ...(wanted.first.trim() === "" || wanted.isEncrypted ? {} : { reply: wanted.first.trim() }),
    ...(wanted.isEncrypted ? { encrypted: true } : {}),
  });
  const made = parseRoom(answer.discussion);
  if (made === undefined) throw new WireError("unexpected", "The server's answer is not understood.");
  store.rooms.set(made.id, made);
  const topic = wanted.topic.trim();
  if (topic !== "") await link.call("saveRoomSettings", made.id, "roomTopic", topic).catch(() => undefined);
  return roomPath({ ...made, roomId: made.id });
}

/** What went wrong, in words that tell what to change. */
export function explainCreation(caught: unknown, name: string): { name?: string; form?: string } {
  const error = toWireError(caught);
  switch (error.code) {
    case "error-duplicate-channel-name":
    case "team-name-already-exists":
    case "room-name-already-exists":
      return { name: strings.taken(name) };
    case "error-archived-duplicate-name":
      return { name: strings.archivedTaken(name) };
    case "error-invalid-room-name":
      return { name: strings.badName };
    case "error-invalid-username":
    case "error-invalid-members":
      return { form: strings.unknownMember };
    case "error-nested-discussion":
      return { form: strings.discussion.nested };
    default:
      return { form: strings.failed(error.message) };
  }
}
