import type { Me, Message, Room, Subscription } from "@parley/shared/wire/entities";
import { WorkspaceStore } from "./workspace-store";

/* Builders for tests. */

export const testMe: Me = {
  id: "me",
  username: "ada",
  name: "Ada",
  presence: "online",
  roles: ["user"],
  defaultPresence: "online",
  preferences: {},
  isEmailVerified: true,
  customFields: {},
  hasPassword: true,
  hasAuthenticator: false,
  hasEmailFactor: false,
};

export function testStore(): WorkspaceStore {
  return new WorkspaceStore(testMe);
}

export function testMessage(id: string, sentAt: number, change: Partial<Message> = {}): Message {
  return {
    id,
    roomId: "r1",
    text: id,
    sentAt,
    updatedAt: sentAt,
    author: { id: "u1", username: "bob" },
    alsoInRoom: false,
    replyCount: 0,
    followers: [],
    discussionCount: 0,
    reactions: [],
    attachments: [],
    previews: [],
    mentions: [],
    channels: [],
    isPinned: false,
    isUnread: false,
    translations: {},
    starredBy: [],
    isBot: false,
    isGroupable: true,
    isPrivate: false,
    ...change,
  };
}

export function testSubscription(roomId: string, change: Partial<Subscription> = {}): Subscription {
  return {
    id: `s-${roomId}`,
    roomId,
    type: "c",
    name: roomId,
    isOpen: true,
    isFavorite: false,
    hasAlert: false,
    unread: 0,
    userMentions: 0,
    groupMentions: 0,
    unreadThreads: [],
    mentioningThreads: [],
    isMuted: false,
    hidesUnread: false,
    hidesMentions: false,
    mutesGroupMentions: false,
    desktopLevel: "default",
    mobileLevel: "default",
    emailLevel: "default",
    sound: "default",
    translates: false,
    ignored: [],
    isArchived: false,
    isBlocked: false,
    hasBlocked: false,
    roles: [],
    isTeamMain: false,
    updatedAt: 0,
    ...change,
  };
}

export function testRoom(id: string, change: Partial<Room> = {}): Room {
  return {
    id,
    type: "c",
    name: id,
    memberCount: 1,
    userIds: [],
    usernames: [],
    isReadOnly: false,
    isArchived: false,
    isEncrypted: false,
    isBroadcast: false,
    allowsReactionsWhenReadOnly: false,
    muted: [],
    unmuted: [],
    isTeamMain: false,
    needsJoinCode: false,
    hiddenKinds: [],
    isDefault: false,
    isTeamDefault: false,
    updatedAt: 0,
    ...change,
  };
}
