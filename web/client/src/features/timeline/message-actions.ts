import type { Message, Room, Subscription } from "@parley/shared/wire/entities";
import {
  AlarmClock,
  Bell,
  BellOff,
  Bookmark,
  BookmarkMinus,
  CheckCheck,
  Clock,
  Copy,
  Eye,
  EyeOff,
  Flag,
  Forward,
  HardDriveUpload,
  Languages,
  Link2,
  type LucideIcon,
  MailOpen,
  MessageCircleReply,
  MessageSquareReply,
  MessagesSquare,
  Pencil,
  Pin,
  PinOff,
  Quote,
  SmilePlus,
  Trash2,
} from "lucide-react";
import { isOffTheRecord } from "../../store/system-messages";
import { languageOf, translationOf } from "../../store/translation";
import type { Workspace } from "../../store/workspace";
import {
  copyLink,
  copyText,
  isWithinWindow,
  markUnreadFrom,
  toggleFollow,
  toggleIgnore,
  toggleLater,
  togglePin,
  toggleStar,
  translate,
} from "./actions";
import type { MessageHandlers } from "./handlers";
import { fileOf } from "./pictures";
import { timelineStrings } from "./strings";

const strings = timelineStrings.actions;

/** Permissions of the reader in the message's room. */
export interface MessageRights {
  editAny: boolean;
  removeAny: boolean;
  removeOwn: boolean;
  forceRemove: boolean;
  pin: boolean;
  write: boolean;
  discuss: boolean;
  reactReadOnly: boolean;
  translate: boolean;
}

export interface MessageContext {
  workspace: Workspace;
  message: Message;
  handlers: MessageHandlers;
  room: Room | undefined;
  subscription: Subscription | undefined;
  settings: Record<string, unknown>;
  rights: MessageRights;
  myId: string;
}

export interface MessageAction {
  id: string;
  /** A line in the menu separates the groups. */
  group: "answer" | "keep" | "copy" | "more" | "danger";
  icon: (context: MessageContext) => LucideIcon;
  label: (context: MessageContext) => string;
  /** The key that does it while the message has the focus. */
  key?: string;
  isShown: (context: MessageContext) => boolean;
  run: (context: MessageContext) => void;
}

const isMine = ({ message, myId }: MessageContext) => message.author.id === myId;
const isStarred = ({ message, myId }: MessageContext) => message.starredBy.includes(myId);
const isSaved = ({ workspace, message }: MessageContext) => workspace.later.saved.has(message.id);
const isFollowed = ({ message, myId }: MessageContext) => message.followers.includes(myId);
const isIgnored = ({ message, subscription }: MessageContext) =>
  subscription?.ignored.includes(message.author.id) === true;
const isMember = ({ subscription }: MessageContext) => subscription !== undefined;
/** Encrypted, and nobody but the members of its room may have its text. */
const isEncrypted = ({ message }: MessageContext) => message.kind === "e2e";
/** This device cannot read it. */
const isUnreadable = ({ message }: MessageContext) => message.kind === "e2e" && message.sealed === undefined;

const languageIn = ({ workspace, subscription, settings }: MessageContext) =>
  languageOf(subscription, workspace.store.me.get().preferences, settings);
const showsTranslation = (context: MessageContext) =>
  translationOf(
    context.message,
    context.subscription,
    languageIn(context),
    context.workspace.store.turnedOver.get().has(context.message.id),
    context.myId,
  ) !== undefined;

export function mayReact({ room, rights, subscription }: MessageContext): boolean {
  if (subscription === undefined || room?.isArchived === true) return false;
  return room?.isReadOnly !== true || room.allowsReactionsWhenReadOnly || rights.reactReadOnly;
}

/** Declared once: for toolbar, menu and keys (MSG-045). */
const allActions: readonly MessageAction[] = [
  {
    id: "react",
    group: "answer",
    icon: () => SmilePlus,
    label: () => strings.react,
    key: "+",
    isShown: mayReact,
    // The picker belongs to the button that opens it.
    run: () => undefined,
  },
  {
    id: "reply",
    group: "answer",
    icon: () => MessageSquareReply,
    label: () => strings.reply,
    key: "t",
    isShown: ({ handlers, settings }) => handlers.onReply !== undefined && settings.Threads_enabled !== false,
    run: ({ handlers, message }) => handlers.onReply?.(message),
  },
  {
    id: "quote",
    group: "answer",
    icon: () => Quote,
    label: () => strings.quote,
    key: "r",
    isShown: (context) =>
      context.handlers.onQuote !== undefined && isMember(context) && !isUnreadable(context),
    run: ({ handlers, message }) => handlers.onQuote?.(message),
  },
  {
    id: "edit",
    group: "answer",
    icon: () => Pencil,
    label: () => strings.edit,
    key: "e",
    isShown: (context) => {
      const { message, handlers, rights, settings } = context;
      if (handlers.onEdit === undefined || isUnreadable(context) || message.discussionId !== undefined)
        return false;
      const isOpen = isWithinWindow(message, settings.Message_AllowEditing_BlockEditInMinutes);
      return rights.editAny || (isMine(context) && settings.Message_AllowEditing !== false && isOpen);
    },
    run: ({ handlers, message }) => handlers.onEdit?.(message),
  },
  {
    id: "direct",
    group: "answer",
    icon: () => MessageCircleReply,
    label: () => strings.replyDirect,
    isShown: (context) =>
      !isMine(context) && context.room?.type !== "d" && context.rights.write && !isEncrypted(context),
    run: ({ handlers, message }) => handlers.onReplyDirect(message),
  },
  {
    id: "forward",
    group: "answer",
    icon: () => Forward,
    label: () => strings.forward,
    key: "f",
    isShown: (context) => !isEncrypted(context),
    run: ({ handlers, message }) => handlers.onDialog("forward", message),
  },
  {
    id: "discussion",
    group: "answer",
    icon: () => MessagesSquare,
    label: () => strings.discuss,
    isShown: ({ message, room, rights, settings, handlers }) =>
      handlers.place !== "thread" &&
      rights.discuss &&
      settings.Discussion_enabled !== false &&
      room?.parentId === undefined &&
      message.discussionId === undefined &&
      message.threadId === undefined,
    run: ({ handlers, message }) => handlers.onDialog("discussion", message),
  },
  {
    id: "star",
    group: "keep",
    icon: (context) => (isStarred(context) ? BookmarkMinus : Bookmark),
    label: (context) => (isStarred(context) ? strings.unstar : strings.star),
    key: "s",
    isShown: (context) => isMember(context) && context.settings.Message_AllowStarring !== false,
    run: ({ workspace, message }) => toggleStar(workspace, message),
  },
  {
    id: "later",
    group: "keep",
    icon: () => Clock,
    label: (context) => (isSaved(context) ? strings.notLater : strings.later),
    key: "l",
    isShown: isMember,
    run: ({ workspace, message }) => toggleLater(workspace, message),
  },
  {
    id: "remind",
    group: "keep",
    icon: () => AlarmClock,
    label: () => strings.remind,
    key: "h",
    isShown: isMember,
    run: ({ handlers, message }) => handlers.onDialog("remind", message),
  },
  {
    id: "pin",
    group: "keep",
    icon: ({ message }) => (message.isPinned ? PinOff : Pin),
    label: ({ message }) => (message.isPinned ? strings.unpin : strings.pin),
    key: "p",
    isShown: ({ settings, rights }) => rights.pin && settings.Message_AllowPinning !== false,
    run: ({ workspace, message }) => togglePin(workspace, message),
  },
  {
    id: "follow",
    group: "keep",
    icon: (context) => (isFollowed(context) ? BellOff : Bell),
    label: (context) => (isFollowed(context) ? strings.unfollow : strings.follow),
    isShown: (context) =>
      isMember(context) && context.settings.Threads_enabled !== false && context.message.replyCount > 0,
    run: ({ workspace, message }) => toggleFollow(workspace, message),
  },
  {
    id: "unread",
    group: "keep",
    icon: () => MailOpen,
    label: () => strings.markUnread,
    key: "u",
    isShown: (context) => isMember(context) && !isMine(context) && context.handlers.place === "room",
    run: ({ workspace, message }) => markUnreadFrom(workspace, message),
  },
  {
    id: "link",
    group: "copy",
    icon: () => Link2,
    label: () => strings.copyLink,
    key: "c",
    isShown: () => true,
    run: ({ workspace, message }) => copyLink(workspace, message),
  },
  {
    id: "text",
    group: "copy",
    icon: () => Copy,
    label: () => strings.copyText,
    isShown: (context) => context.message.text !== "" && !isUnreadable(context),
    run: ({ message }) => copyText(message),
  },
  {
    id: "webdav",
    group: "copy",
    icon: () => HardDriveUpload,
    label: () => strings.saveToWebdav,
    isShown: ({ message, settings }) =>
      settings.Webdav_Integration_Enabled === true && fileOf(message) !== undefined,
    run: ({ handlers, message }) => handlers.onDialog("webdav", message),
  },
  {
    id: "translate",
    group: "more",
    icon: () => Languages,
    label: (context) => (showsTranslation(context) ? strings.original : strings.translate),
    isShown: (context) =>
      context.settings.AutoTranslate_Enabled === true &&
      context.rights.translate &&
      isMember(context) &&
      !isMine(context) &&
      !isEncrypted(context) &&
      context.message.text !== "",
    run: (context) => translate(context.workspace, context.message, languageIn(context)),
  },
  {
    id: "reactions",
    group: "more",
    icon: () => SmilePlus,
    label: () => strings.whoReacted,
    isShown: ({ message }) => message.reactions.length > 0,
    run: ({ handlers, message }) => handlers.onDialog("reactions", message),
  },
  {
    id: "receipts",
    group: "more",
    icon: () => CheckCheck,
    label: () => strings.whoRead,
    isShown: ({ settings }) =>
      settings.Message_Read_Receipt_Enabled === true && settings.Message_Read_Receipt_Store_Users === true,
    run: ({ handlers, message }) => handlers.onDialog("receipts", message),
  },
  {
    id: "why",
    group: "more",
    icon: () => Bell,
    label: () => strings.why,
    isShown: (context) => isMember(context) && !isMine(context),
    run: ({ handlers, message }) => handlers.onDialog("why", message),
  },
  {
    id: "ignore",
    group: "more",
    icon: (context) => (isIgnored(context) ? Eye : EyeOff),
    label: (context) => (isIgnored(context) ? strings.unignore : strings.ignore),
    isShown: (context) => isMember(context) && !isMine(context) && context.room?.type !== "d",
    run: ({ workspace, message }) => toggleIgnore(workspace, message),
  },
  {
    id: "report",
    group: "danger",
    icon: () => Flag,
    label: () => strings.report,
    isShown: (context) => !isMine(context),
    run: ({ handlers, message }) => handlers.onDialog("report", message),
  },
  {
    id: "remove",
    group: "danger",
    icon: () => Trash2,
    label: () => strings.remove,
    key: "Delete",
    isShown: (context) => {
      const { message, rights, settings } = context;
      if (rights.forceRemove) return true;
      if (settings.Message_AllowDeleting === false) return false;
      const isOpen = isWithinWindow(message, settings.Message_AllowDeleting_BlockDeleteInMinutes);
      return rights.removeAny || (isMine(context) && rights.removeOwn && isOpen);
    },
    run: ({ handlers, message }) => handlers.onDialog("remove", message),
  },
];

/** Everything that can be done with a message. What the server does not have can only be copied. */
export const messageActions: readonly MessageAction[] = allActions.map((action) => ({
  ...action,
  isShown: (context) => (isOffTheRecord(context.message) ? action.id === "text" : action.isShown(context)),
}));

export const actionGroups = ["answer", "keep", "copy", "more", "danger"] as const;

/** The action of a key that may be done now. */
export function actionOfKey(key: string, context: MessageContext): MessageAction | undefined {
  return messageActions.find((action) => action.key === key && action.isShown(context));
}
