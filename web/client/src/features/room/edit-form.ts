import type { Room } from "@parley/shared/wire/entities";

/** What can be changed about a room, as a form holds it. */
export interface RoomForm {
  name: string;
  topic: string;
  announcement: string;
  description: string;
  isPrivate: boolean;
  isReadOnly: boolean;
  allowsReacting: boolean;
  isArchived: boolean;
  hasPassword: boolean;
  /** Typed anew: the password in force is never told. */
  password: string;
  hiddenKinds: readonly string[];
}

export function roomForm(room: Room): RoomForm {
  return {
    name: room.displayName ?? room.name ?? "",
    topic: room.topic ?? "",
    announcement: room.announcement ?? "",
    description: room.description ?? "",
    isPrivate: room.type === "p",
    isReadOnly: room.isReadOnly,
    allowsReacting: room.allowsReactionsWhenReadOnly,
    isArchived: room.isArchived,
    hasPassword: room.needsJoinCode,
    password: "",
    hiddenKinds: room.hiddenKinds,
  };
}

export type Change = readonly [setting: string, value: unknown];

/** The settings to save, by their wire names: only what differs. */
export function roomChanges(before: RoomForm, after: RoomForm): Change[] {
  const changes: Change[] = [];
  const compare = (setting: string, a: unknown, b: unknown) => {
    if (a !== b) changes.push([setting, b]);
  };
  compare("roomName", before.name, after.name.trim());
  compare("roomTopic", before.topic, after.topic.trim());
  compare("roomAnnouncement", before.announcement, after.announcement.trim());
  compare("roomDescription", before.description, after.description.trim());
  compare("roomType", before.isPrivate ? "p" : "c", after.isPrivate ? "p" : "c");
  compare("readOnly", before.isReadOnly, after.isReadOnly);
  if (after.isReadOnly) compare("reactWhenReadOnly", before.allowsReacting, after.allowsReacting);
  if (!after.isPrivate) {
    if (!after.hasPassword) compare("joinCode", before.hasPassword, false);
    else if (after.password !== "") changes.push(["joinCode", after.password]);
  }
  if (!hasSameItems(before.hiddenKinds, after.hiddenKinds))
    changes.push(["systemMessages", [...after.hiddenKinds]]);
  // The only change that is no setting comes last: an archived room takes no others.
  if (before.isArchived !== after.isArchived) {
    const change: Change = ["archived", after.isArchived];
    if (after.isArchived) changes.push(change);
    else changes.unshift(change);
  }
  return changes.map(([setting, value]) =>
    setting === "joinCode" && value === false ? [setting, ""] : [setting, value],
  );
}

function hasSameItems(a: readonly string[], b: readonly string[]): boolean {
  return a.length === b.length && a.every((item) => b.includes(item));
}

export type FormErrors = Partial<Record<"name" | "password", "missing">>;

export function checkForm(form: RoomForm, before: RoomForm): FormErrors {
  const errors: FormErrors = {};
  if (form.name.trim() === "") errors.name = "missing";
  if (form.hasPassword && !before.hasPassword && form.password === "" && !form.isPrivate)
    errors.password = "missing";
  return errors;
}

/** Kinds of system messages that a room can hide, as people think of them. */
export const hideableKinds: Readonly<Record<string, readonly string[]>> = {
  joined: ["uj", "ut"],
  joinedTeam: ["ujt"],
  left: ["ul", "ult"],
  added: ["au", "added-user-to-team"],
  removed: ["ru", "removed-user-from-team"],
  muted: ["mute_unmute"],
  roles: ["subscription-role-added", "subscription-role-removed"],
  renamed: ["r"],
  welcome: ["wm"],
  removedMessages: ["rm"],
  topic: ["room_changed_topic"],
  avatar: ["room_changed_avatar"],
  announcement: ["room_changed_announcement"],
  description: ["room_changed_description"],
  privacy: ["room_changed_privacy"],
  readOnly: ["room-set-read-only", "room-removed-read-only"],
  reacting: ["room-allowed-reacting", "room-disallowed-reacting"],
  archived: ["room-archived", "room-unarchived"],
  encryption: ["room_e2e_enabled", "room_e2e_disabled"],
  converted: ["user-converted-to-team", "user-converted-to-channel"],
  teamRooms: ["user-added-room-to-team", "user-removed-room-from-team", "user-deleted-room-from-team"],
};
