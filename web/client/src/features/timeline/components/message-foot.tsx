import { type Message } from "@parley/shared/wire/entities";
import { CircleAlert, Clock, Trash2 } from "lucide-react";
import { formatShort } from "../../../lib/dates";
import { listNames } from "../../../lib/text";
import { personName } from "../../../store/room-names";
import { useCell, useEntity, useWorkspace } from "../../../store/use-store";
import { Avatar, userAvatar } from "../../../ui/avatar";
import { Emoji } from "../../../ui/emoji";
import { toggleReaction } from "../actions";
import { type MessageHandlers } from "../handlers";
import { timelineStrings as strings } from "../strings";
import { AddReaction } from "./message-toolbar";
import styles from "./message-row.module.css";

export function Reactions({ message, handlers }: { message: Message; handlers: MessageHandlers }) {
  const workspace = useWorkspace();
  const me = useCell(workspace.store.me);
  const nameOf = (username: string) => {
    if (username === me.username) return strings.you;
    const user = workspace.store.findUserByName(username);
    return user === undefined ? username : personName(user);
  };
  return (
    <div className={styles.reactions}>
      {message.reactions.map((reaction) => {
        const names = strings.reactedWith(listNames(reaction.usernames.map(nameOf), 8), reaction.name);
        return (
          <button
            key={reaction.name}
            type="button"
            className={styles.reaction}
            aria-pressed={reaction.usernames.includes(me.username)}
            aria-label={`${names}, ${reaction.usernames.length}`}
            title={names}
            onClick={() => toggleReaction(workspace, message, reaction.name)}
          >
            <Emoji code={reaction.name} />
            <span>{reaction.usernames.length}</span>
          </button>
        );
      })}
      {handlers.renderEmojiPicker(<AddReaction />, (code) => toggleReaction(workspace, message, code))}
    </div>
  );
}

export function ThreadSummary({ message, onOpen }: { message: Message; onOpen: (message: Message) => void }) {
  const { store } = useWorkspace();
  const subscription = useEntity(store.subscriptions, message.roomId);
  const isUnread = subscription?.unreadThreads.includes(message.id) === true;
  return (
    <button type="button" className={styles.thread} data-unread={isUnread} onClick={() => onOpen(message)}>
      <span className={styles.faces}>
        {message.followers.slice(0, 3).map((id) => (
          <Face key={id} userId={id} />
        ))}
      </span>
      <span className={styles.threadCount}>{strings.replies(message.replyCount)}</span>
      {message.lastReplyAt !== undefined && (
        <span className={styles.threadTime}>{strings.lastReply(formatShort(message.lastReplyAt))}</span>
      )}
    </button>
  );
}

function Face({ userId }: { userId: string }) {
  const { store } = useWorkspace();
  const user = useEntity(store.users, userId);
  return user === undefined || user.username === "" ? null : (
    <Avatar size={20} name={personName(user)} source={userAvatar(user.username, user.avatarTag)} />
  );
}

export function DeliveryState({ message }: { message: Message }) {
  const { outbox } = useWorkspace();
  if (message.delivery === "failed") {
    return (
      <p className={styles.failed} role="alert">
        <CircleAlert />
        {strings.failed(message.failure)}
        <button type="button" onClick={() => outbox.retry(message.id)}>
          {strings.retry}
        </button>
        <button type="button" onClick={() => outbox.discard(message.id)}>
          <Trash2 />
          {strings.discard}
        </button>
      </p>
    );
  }
  return message.delivery === "queued" ? (
    <p className={styles.waiting}>
      <Clock />
      {strings.queued}
    </p>
  ) : null;
}
