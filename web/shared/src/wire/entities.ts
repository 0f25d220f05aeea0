import type { Block } from "./markup-tree";

/** Times inside the client are milliseconds since the epoch; wire spelling stays in parse.ts. */
export type RoomType = "c" | "p" | "d" | "l" | "v";
export type Presence = "online" | "away" | "busy" | "offline";

export interface Person {
  id: string;
  username: string;
  name?: string | undefined;
}

export interface User extends Person {
  presence: Presence;
  statusText?: string | undefined;
  avatarTag?: string | undefined;
  roles?: string[] | undefined;
  bio?: string | undefined;
}

export interface Me extends User {
  email?: string | undefined;
  isEmailVerified: boolean;
  nickname?: string | undefined;
  customFields: Record<string, string>;
  hasPassword: boolean;
  hasAuthenticator: boolean;
  hasEmailFactor: boolean;
  /** Before anything else a new password has to be chosen, for this reason. */
  passwordChange?: { reason: string | undefined } | undefined;
  roles: string[];
  defaultPresence: Presence;
  preferences: Record<string, unknown>;
}

/** A button of an attachment: it opens an address, or puts a text into the composer or sends it. */
export interface AttachmentAction {
  text: string;
  imageUrl?: string | undefined;
  link?: string | undefined;
  message?: string | undefined;
  sends: boolean;
}

export interface Attachment {
  kind: "image" | "video" | "audio" | "file" | "quote" | "rich";
  title?: string | undefined;
  titleLink?: string | undefined;
  text?: string | undefined;
  markup?: Block[] | undefined;
  description?: string | undefined;
  descriptionMarkup?: Block[] | undefined;
  color?: string | undefined;
  collapsed: boolean;
  pretext?: string | undefined;
  mediaUrl?: string | undefined;
  mediaType?: string | undefined;
  thumbUrl?: string | undefined;
  width?: number | undefined;
  height?: number | undefined;
  sizeBytes?: number | undefined;
  format?: string | undefined;
  authorName?: string | undefined;
  authorIcon?: string | undefined;
  authorLink?: string | undefined;
  messageLink?: string | undefined;
  sentAt?: number | undefined;
  fields: { title: string; value: string; short: boolean }[];
  actions: AttachmentAction[];
  attachments: Attachment[];
}

export interface LinkPreview {
  url: string;
  title?: string | undefined;
  description?: string | undefined;
  site?: string | undefined;
  imageUrl?: string | undefined;
  contentType?: string | undefined;
}

/** Absent once the server has confirmed the message. */
export type Delivery = "queued" | "sending" | "failed";

export interface Message {
  id: string;
  roomId: string;
  text: string;
  /** Of a message that this device has decrypted: what the server keeps in place of text and quotations. */
  sealed?: Pick<Message, "text" | "attachments" | "mentions"> | undefined;
  markup?: Block[] | undefined;
  sentAt: number;
  updatedAt: number;
  author: Person;
  /** The `t` of a system message. */
  kind?: string | undefined;
  role?: string | undefined;
  threadId?: string | undefined;
  alsoInRoom: boolean;
  replyCount: number;
  lastReplyAt?: number | undefined;
  followers: string[];
  discussionId?: string | undefined;
  discussionCount: number;
  lastDiscussedAt?: number | undefined;
  reactions: { name: string; usernames: string[] }[];
  attachments: Attachment[];
  /** Buttons, menus and fields, as the server sends them; read when they are drawn. */
  blocks?: unknown;
  previews: LinkPreview[];
  mentions: { id: string; username: string; name?: string | undefined; type?: string | undefined }[];
  channels: { id: string; name: string }[];
  editedAt?: number | undefined;
  editedBy?: Person | undefined;
  isPinned: boolean;
  /** Somebody of the room has not read it yet; known only where the workspace keeps receipts. */
  isUnread: boolean;
  fileId?: string | undefined;
  /** The text in other languages, by their codes. */
  translations: Readonly<Record<string, string>>;
  /** A place that the author shared. */
  place?: { latitude: number; longitude: number } | undefined;
  starredBy: string[];
  alias?: string | undefined;
  avatarUrl?: string | undefined;
  avatarEmoji?: string | undefined;
  isBot: boolean;
  isGroupable: boolean;
  /** Sent by the server to this person alone; never stored. */
  isPrivate: boolean;
  delivery?: Delivery | undefined;
  failure?: string | undefined;
}

export interface Room {
  id: string;
  type: RoomType;
  name?: string | undefined;
  displayName?: string | undefined;
  topic?: string | undefined;
  description?: string | undefined;
  announcement?: string | undefined;
  memberCount: number;
  userIds: string[];
  usernames: string[];
  lastMessage?: Message | undefined;
  lastMessageAt?: number | undefined;
  isReadOnly: boolean;
  isArchived: boolean;
  isEncrypted: boolean;
  /** Names the key of a room that is or was encrypted; many rooms have the same. */
  keyId?: string | undefined;
  isBroadcast: boolean;
  allowsReactionsWhenReadOnly: boolean;
  muted: string[];
  unmuted: string[];
  parentId?: string | undefined;
  teamId?: string | undefined;
  isTeamMain: boolean;
  avatarTag?: string | undefined;
  needsJoinCode: boolean;
  /** Kinds of system messages this room does not show. */
  hiddenKinds: string[];
  isDefault: boolean;
  /** Joined by everybody who is in the team. */
  isTeamDefault: boolean;
  retention?: Retention | undefined;
  creator?: Person | undefined;
  createdAt?: number | undefined;
  updatedAt: number;
}

export interface Retention {
  isEnabled: boolean;
  overridesGlobal: boolean;
  maxAgeDays?: number | undefined;
}

/** `default` follows the person's own preference. */
export type NotifyLevel = "default" | "all" | "mentions" | "nothing";

export interface Subscription {
  id: string;
  roomId: string;
  type: RoomType;
  name: string;
  displayName?: string | undefined;
  isOpen: boolean;
  isFavorite: boolean;
  hasAlert: boolean;
  unread: number;
  userMentions: number;
  groupMentions: number;
  unreadThreads: string[];
  /** Threads with unread replies that address the reader. */
  mentioningThreads: string[];
  lastSeenAt?: number | undefined;
  lastReplyAt?: number | undefined;
  joinedAt?: number | undefined;
  isMuted: boolean;
  hidesUnread: boolean;
  hidesMentions: boolean;
  mutesGroupMentions: boolean;
  desktopLevel: NotifyLevel;
  mobileLevel: NotifyLevel;
  emailLevel: NotifyLevel;
  sound: string;
  /** Messages of others are shown in the reader's language. */
  translates: boolean;
  translateTo?: string | undefined;
  /** People whose messages are folded away here. */
  ignored: string[];
  isArchived: boolean;
  isBlocked: boolean;
  hasBlocked: boolean;
  roles: string[];
  parentId?: string | undefined;
  isTeamMain: boolean;
  /** The room's key, encrypted for the reader. */
  roomKey?: string | undefined;
  /** As another member offers it. */
  suggestedKey?: string | undefined;
  updatedAt: number;
}
