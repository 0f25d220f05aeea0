import type { Room, Subscription } from "@parley/shared/wire/entities";
import {
  AtSign,
  Bell,
  Bookmark,
  Eraser,
  Files,
  Info,
  KeyRound,
  Languages,
  type LucideIcon,
  MessagesSquare,
  MessageSquareReply,
  Pin,
  Search,
  Share,
  Timer,
  Users,
  UsersRound,
} from "lucide-react";
import type { RoomAbilities } from "./abilities";
import type { PanelId } from "./panel-ids";
import { roomStrings as strings } from "./strings";

interface About {
  room: Room | undefined;
  subscription: Subscription | undefined;
  abilities: RoomAbilities;
  settings: Record<string, unknown>;
}

interface PanelEntry {
  id: PanelId;
  label: string;
  icon: LucideIcon;
  /** A line in the menu separates the groups. */
  group: "room" | "lists" | "manage";
  isShown: (about: About) => boolean;
}

const always = () => true;

/** Everything that opens beside a room, in the order of the menu (ROOM-033). */
export const panels: readonly PanelEntry[] = [
  { id: "channel-settings", label: strings.info, icon: Info, group: "room", isShown: always },
  {
    id: "members-list",
    label: strings.members,
    icon: Users,
    group: "room",
    isShown: ({ abilities }) => abilities.maySeeMembers,
  },
  {
    id: "team-channels",
    label: strings.header.teamChannels,
    icon: UsersRound,
    group: "room",
    isShown: ({ room }) => room?.isTeamMain === true,
  },
  {
    id: "thread",
    label: strings.threads,
    icon: MessageSquareReply,
    group: "room",
    isShown: ({ settings }) => settings.Threads_enabled !== false,
  },
  {
    id: "discussions",
    label: strings.header.discussions,
    icon: MessagesSquare,
    group: "room",
    isShown: ({ settings, room }) => settings.Discussion_enabled !== false && room?.parentId === undefined,
  },
  { id: "message-search", label: strings.search, icon: Search, group: "room", isShown: always },
  { id: "mentions", label: strings.header.mentions, icon: AtSign, group: "lists", isShown: always },
  { id: "uploaded-files-list", label: strings.files, icon: Files, group: "lists", isShown: always },
  {
    id: "pinned-messages",
    label: strings.pinned,
    icon: Pin,
    group: "lists",
    isShown: ({ settings }) => settings.Message_AllowPinning !== false,
  },
  {
    id: "starred-messages",
    label: strings.starred,
    icon: Bookmark,
    group: "lists",
    isShown: ({ settings }) => settings.Message_AllowStarring !== false,
  },
  {
    id: "push-notifications",
    label: strings.header.notifications,
    icon: Bell,
    group: "manage",
    isShown: ({ subscription }) => subscription !== undefined,
  },
  {
    id: "auto-translate",
    label: strings.header.translate,
    icon: Languages,
    group: "manage",
    isShown: ({ subscription, abilities, settings, room }) =>
      subscription !== undefined &&
      abilities.mayTranslate &&
      settings.AutoTranslate_Enabled === true &&
      room?.isEncrypted !== true,
  },
  {
    id: "otr",
    label: strings.header.otr,
    icon: Timer,
    group: "manage",
    // Browsers encrypt on pages of secure origin only.
    isShown: ({ room, subscription, settings }) =>
      subscription !== undefined &&
      settings.OTR_Enable !== false &&
      room?.type === "d" &&
      new Set(room.userIds).size === 2 &&
      globalThis.isSecureContext,
  },
  {
    id: "e2e",
    label: strings.header.encryption,
    icon: KeyRound,
    group: "manage",
    isShown: ({ room, subscription, settings }) =>
      subscription !== undefined &&
      settings.E2E_Enable === true &&
      (room?.type === "d" || room?.type === "p") &&
      !room.isBroadcast,
  },
  {
    id: "export-messages",
    label: strings.header.export,
    icon: Share,
    group: "manage",
    isShown: ({ abilities }) => abilities.mayExport,
  },
  {
    id: "clean-history",
    label: strings.header.prune,
    icon: Eraser,
    group: "manage",
    isShown: ({ abilities }) => abilities.mayPrune,
  },
];
