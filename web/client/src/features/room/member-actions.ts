import type { Room, Subscription, User } from "@parley/shared/wire/entities";
import {
  Ban,
  Crown,
  EyeOff,
  Flag,
  type LucideIcon,
  MessageCircle,
  MicOff,
  ShieldCheck,
  Star,
  UserMinus,
} from "lucide-react";
import type { Workspace } from "../../store/workspace";
import { doorOf } from "./actions";
import { attempt } from "./settings";
import { panelStrings } from "./panel-strings";

const strings = panelStrings.memberActions;

/** What the reader may do to members of this room. */
export interface MemberRights {
  setOwner: boolean;
  setLeader: boolean;
  setModerator: boolean;
  mute: boolean;
  remove: boolean;
  write: boolean;
}

export interface MemberContext {
  workspace: Workspace;
  room: Room;
  subscription: Subscription | undefined;
  user: User;
  roles: readonly string[];
  isMe: boolean;
  isMember: boolean;
  rights: MemberRights;
  /** Acts that ask first, or lead elsewhere, belong to the screen. */
  open: (what: "direct" | "report" | "remove") => void;
}

export interface MemberAction {
  id: string;
  icon: LucideIcon;
  label: (context: MemberContext) => string;
  isShown: (context: MemberContext) => boolean;
  run: (context: MemberContext) => void;
  isDanger?: boolean;
}

function isOneToOne(room: Room): boolean {
  return room.type === "d" && room.userIds.length === 2;
}

function roleAction(
  role: "owner" | "leader" | "moderator",
  icon: LucideIcon,
  right: keyof MemberRights,
): MemberAction {
  const verb = role.charAt(0).toUpperCase() + role.slice(1);
  return {
    id: role,
    icon,
    label: ({ roles }) => (roles.includes(role) ? strings.takeRole[role] : strings.giveRole[role]),
    isShown: ({ room, rights, isMember }) => isMember && room.type !== "d" && rights[right],
    run: ({ workspace, room, user, roles }) => {
      const door = `${doorOf(room.type)}.${roles.includes(role) ? "remove" : "add"}${verb}`;
      void attempt(() => workspace.link.rest.post(door, { roomId: room.id, userId: user.id }));
    },
  };
}

export function isMuted({ room, user }: Pick<MemberContext, "room" | "user">): boolean {
  if (room.muted.includes(user.username)) return true;
  return room.isReadOnly && !room.unmuted.includes(user.username);
}

/** In the order in which they are offered (ROOM-038). */
export const memberActions: readonly MemberAction[] = [
  {
    id: "direct",
    icon: MessageCircle,
    label: () => strings.direct,
    isShown: ({ rights, room, isMe }) => rights.write && !isMe && !isOneToOne(room),
    run: ({ open }) => open("direct"),
  },
  roleAction("owner", Crown, "setOwner"),
  roleAction("leader", Star, "setLeader"),
  roleAction("moderator", ShieldCheck, "setModerator"),
  {
    id: "ignore",
    icon: EyeOff,
    label: ({ subscription, user }) =>
      subscription?.ignored.includes(user.id) === true ? strings.unignore : strings.ignore,
    isShown: ({ isMe, room, subscription, isMember }) =>
      !isMe && isMember && room.type !== "d" && subscription !== undefined,
    run: ({ workspace, room, user, subscription }) => {
      const ignored = subscription?.ignored ?? [];
      const ignore = !ignored.includes(user.id);
      const next = ignore ? [...ignored, user.id] : ignored.filter((id) => id !== user.id);
      workspace.store.patchSubscription(room.id, { ignored: next });
      void attempt(
        () => workspace.link.call("ignoreUser", { rid: room.id, userId: user.id, ignore }),
        () => workspace.store.patchSubscription(room.id, { ignored }),
      );
    },
  },
  {
    id: "mute",
    icon: MicOff,
    label: (context) => (isMuted(context) ? strings.unmute : strings.mute),
    isShown: ({ rights, room, isMe, isMember }) => rights.mute && isMember && room.type !== "d" && !isMe,
    run: (context) => {
      const { workspace, room, user } = context;
      const method = isMuted(context) ? "unmuteUserInRoom" : "muteUserInRoom";
      void attempt(() => workspace.link.call(method, { rid: room.id, username: user.username }));
    },
  },
  {
    id: "block",
    icon: Ban,
    label: ({ subscription }) => (subscription?.hasBlocked === true ? strings.unblock : strings.block),
    isShown: ({ room, isMe, subscription }) => isOneToOne(room) && !isMe && subscription !== undefined,
    run: ({ workspace, room, user, subscription }) => {
      const method = subscription?.hasBlocked === true ? "unblockUser" : "blockUser";
      void attempt(() => workspace.link.call(method, { rid: room.id, blocked: user.id }));
    },
  },
  {
    id: "report",
    icon: Flag,
    label: () => strings.report,
    isShown: ({ isMe }) => !isMe,
    run: ({ open }) => open("report"),
    isDanger: true,
  },
  {
    id: "remove",
    icon: UserMinus,
    label: () => strings.remove,
    isShown: ({ rights, room, isMe, isMember }) => rights.remove && isMember && room.type !== "d" && !isMe,
    run: ({ open }) => open("remove"),
    isDanger: true,
  },
];
