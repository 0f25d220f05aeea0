import type { Message } from "@parley/shared/wire/entities";
import { toWireError } from "@parley/shared/wire/errors";
import { parseMessage } from "@parley/shared/wire/parse";
import { wireTime } from "@parley/shared/wire/ddp-client";
import { emojiTable } from "../../store/emoji";
import { roomPath } from "../../store/room-names";
import type { Workspace } from "../../store/workspace";
import { attempt } from "../../ui/attempt";
import { toasts } from "../../ui/toast";
import { timelineStrings as strings } from "./strings";

/** Adds or takes back one's reaction; shown at once, taken back when refused. */
export function toggleReaction({ store, link }: Workspace, message: Message, code: string): void {
  const name = code.startsWith(":") ? code : `:${code}:`;
  const me = store.me.get().username;
  const current = message.reactions.find((reaction) => reaction.name === name);
  const shouldReact = current?.usernames.includes(me) !== true;
  if (shouldReact) emojiTable.noteUse(name.replaceAll(":", ""));
  store.patchMessage(message.id, { reactions: withReaction(message, name, me, shouldReact) });
  void attempt(
    () => link.call("setReaction", name, message.id, shouldReact),
    () => store.patchMessage(message.id, { reactions: message.reactions }),
  );
}

export function withReaction(
  message: Message,
  name: string,
  username: string,
  isOn: boolean,
): Message["reactions"] {
  const known = message.reactions.some((reaction) => reaction.name === name);
  const all = known ? message.reactions : [...message.reactions, { name, usernames: [] }];
  return all
    .map((reaction) => {
      if (reaction.name !== name) return reaction;
      const others = reaction.usernames.filter((other) => other !== username);
      return { name, usernames: isOn ? [...others, username] : others };
    })
    .filter((reaction) => reaction.usernames.length > 0);
}

export function removeMessage({ link }: Workspace, message: Message): void {
  void attempt(() => link.call("deleteMessage", { _id: message.id }));
}

function wireReference(message: Message) {
  const { id, username, name } = message.author;
  return {
    _id: message.id,
    rid: message.roomId,
    msg: message.text,
    ts: wireTime(message.sentAt),
    u: { _id: id, username, name },
  };
}

export function togglePin({ store, link }: Workspace, message: Message): void {
  store.patchMessage(message.id, { isPinned: !message.isPinned });
  void attempt(
    () => link.call(message.isPinned ? "unpinMessage" : "pinMessage", wireReference(message)),
    () => store.patchMessage(message.id, { isPinned: message.isPinned }),
  );
}

export function toggleStar({ store, link }: Workspace, message: Message): void {
  const me = store.me.get().id;
  const isStarred = message.starredBy.includes(me);
  const starredBy = isStarred ? message.starredBy.filter((id) => id !== me) : [...message.starredBy, me];
  store.patchMessage(message.id, { starredBy });
  void attempt(
    () => link.call("starMessage", { _id: message.id, rid: message.roomId, starred: !isStarred }),
    () => store.patchMessage(message.id, { starredBy: message.starredBy }),
  );
}

export function toggleLater({ later }: Workspace, message: Message): void {
  const isSaved = later.saved.has(message.id);
  void later.desk().then(
    (desk) => (isSaved ? desk.remove(message.id) : desk.save(message.id)),
    (error: unknown) => toasts.add("failed", strings.actionFailed(toWireError(error).message)),
  );
}

export function toggleFollow({ store, link }: Workspace, message: Message): void {
  const me = store.me.get().id;
  const isFollowing = message.followers.includes(me);
  const followers = isFollowing ? message.followers.filter((id) => id !== me) : [...message.followers, me];
  store.patchMessage(message.id, { followers });
  void attempt(
    () => link.call(isFollowing ? "unfollowMessage" : "followMessage", { mid: message.id }),
    () => store.patchMessage(message.id, { followers: message.followers }),
  );
}

/** Folds the messages of somebody away in this room, or shows them again. They are not told. */
export function toggleIgnore({ store, link }: Workspace, message: Message): void {
  const { roomId, author } = message;
  const ignored = store.subscriptions.get(roomId)?.ignored ?? [];
  const ignore = !ignored.includes(author.id);
  const next = ignore ? [...ignored, author.id] : ignored.filter((id) => id !== author.id);
  store.patchSubscription(roomId, { ignored: next });
  void attempt(
    () => link.call("ignoreUser", { rid: roomId, userId: author.id, ignore }),
    () => store.patchSubscription(roomId, { ignored }),
  );
}

export function reportMessage({ link }: Workspace, message: Message, description: string): Promise<unknown> {
  return link.rest.post("chat.reportMessage", { messageId: message.id, description });
}

export function markUnreadFrom({ store, link }: Workspace, message: Message): void {
  store.keepUnread(message.roomId, true);
  void attempt(
    () => link.call("unreadMessages", { _id: message.id }),
    () => store.keepUnread(message.roomId, false),
  );
}

export function messageLink({ store }: Workspace, message: Message): string {
  const subscription = store.subscriptions.get(message.roomId);
  const room = store.rooms.get(message.roomId);
  const type = subscription?.type ?? room?.type ?? "c";
  const path = roomPath({ type, name: subscription?.name ?? room?.name, roomId: message.roomId });
  return `${location.origin}${path}?msg=${encodeURIComponent(message.id)}`;
}

export function copyLink(workspace: Workspace, message: Message): void {
  void copy(messageLink(workspace, message), strings.linkCopied);
}

export function copyText(message: Message): void {
  void copy(message.text, strings.textCopied);
}

async function copy(text: string, notice: string): Promise<void> {
  try {
    await navigator.clipboard.writeText(text);
    toasts.add("done", notice);
  } catch (error) {
    toasts.add("failed", strings.actionFailed(toWireError(error).message));
  }
}

/** Whether the setting's time for changing a message has run out. 0 minutes means never. */
export function isWithinWindow(message: Message, minutes: unknown, now = Date.now()): boolean {
  return typeof minutes !== "number" || minutes <= 0 || now - message.sentAt < minutes * 60_000;
}

/** Shows a message in the reader's language, or as it was written; a translation is fetched once (MSG-058). */
export function translate({ store, link }: Workspace, message: Message, language: string): void {
  store.turnOver(message.id);
  if (message.translations[language] !== undefined) return;
  link.rest
    .post("autotranslate.translateMessage", { messageId: message.id, targetLanguage: language })
    .then((answer) => {
      const fresh = parseMessage(answer.message);
      if (fresh !== undefined) store.putMessages([fresh], "update");
    })
    .catch((error: unknown) => {
      store.turnOver(message.id);
      toasts.add("failed", strings.actionFailed(toWireError(error).message));
    });
}
