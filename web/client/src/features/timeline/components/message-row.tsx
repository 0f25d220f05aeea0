import type { Message } from "@parley/shared/wire/entities";
import {
  Bookmark,
  Check,
  CheckCheck,
  CircleAlert,
  Clock,
  CornerDownRight,
  MessageCircleReply,
  MessagesSquare,
  Pin,
  Trash2,
} from "lucide-react";
import { memo, useState } from "react";
import { formatClock, formatFull, formatShort } from "../../../lib/dates";
import { listNames, safeMediaSource } from "../../../lib/text";
import { messageLine } from "../../../store/message-text";
import { personName } from "../../../store/room-names";
import { isSystemMessage, systemSentence } from "../../../store/system-messages";
import { useCell, useEntity, useSetting, useWorkspace } from "../../../store/use-store";
import { Avatar, userAvatar } from "../../../ui/avatar";
import { Emoji } from "../../../ui/emoji";
import { toggleReaction } from "../actions";
import type { MessageHandlers } from "../handlers";
import { timelineStrings as strings } from "../strings";
import { Attachments } from "./attachments";
import { Markup, PlainMarkup } from "../../../ui/markup/markup";
import { AddReaction, MessageToolbar } from "./message-toolbar";
import styles from "./message-row.module.css";

interface Props {
  id: string;
  startsRun: boolean;
  /** The one row that the Tab key reaches. */
  isTabStop: boolean;
  isHighlighted: boolean;
  isEditing: boolean;
  handlers: MessageHandlers;
}

export const MessageRow = memo(function MessageRow({
  id,
  startsRun,
  isTabStop,
  isHighlighted,
  isEditing,
  handlers,
}: Props) {
  const { store } = useWorkspace();
  const message = useEntity(store.messages, id);
  const me = useCell(store.me);
  const [isHovered, setIsHovered] = useState(false);
  const [isFocused, setIsFocused] = useState(false);
  const [isHeld, setIsHeld] = useState(false);
  const [isRevealed, setIsRevealed] = useState(false);
  const ignored = useEntity(store.subscriptions, message?.roomId)?.ignored;
  if (message === undefined) return null;

  const isSystem = isSystemMessage(message);
  const isMentioned = message.mentions.some(
    (mention) => mention.username === me.username || mention.id === "all" || mention.id === "here",
  );
  const isFolded = !isRevealed && ignored?.includes(message.author.id) === true;
  const isActive =
    (isHovered || isFocused || isHeld) &&
    message.delivery === undefined &&
    !message.isPrivate &&
    !isSystem &&
    !isFolded;

  return (
    // eslint-disable-next-line jsx-a11y/no-noninteractive-element-interactions -- hovering shows what focus shows
    <article
      className={styles.row}
      data-message-id={id}
      data-run={startsRun && !isSystem && !isFolded}
      data-delivery={message.delivery}
      data-mentioned={isMentioned && message.author.id !== me.id}
      data-highlighted={isHighlighted}
      data-editing={isEditing}
      data-system={isSystem || isFolded}
      data-active={isHovered || isHeld}
      aria-label={`${message.alias ?? personName(message.author)}, ${formatShort(message.sentAt)}: ${messageLine(message)}`}
      // eslint-disable-next-line jsx-a11y/no-noninteractive-tabindex -- one message of the list is reached by Tab
      tabIndex={isTabStop ? 0 : -1}
      onPointerEnter={(event) => event.pointerType === "mouse" && setIsHovered(true)}
      onPointerLeave={() => setIsHovered(false)}
      onFocus={() => setIsFocused(true)}
      onBlur={(event) => !event.currentTarget.contains(event.relatedTarget) && setIsFocused(false)}
    >
      {isFolded ? (
        <div className={styles.system}>
          <span className={styles.systemText}>
            {strings.ignoredMessage(personName(message.author))}{" "}
            <button type="button" className={styles.reveal} onClick={() => setIsRevealed(true)}>
              {strings.showIgnored}
            </button>
          </span>
        </div>
      ) : isSystem ? (
        <SystemMessage message={message} />
      ) : (
        <OrdinaryMessage message={message} startsRun={startsRun} handlers={handlers} />
      )}
      {isActive && <MessageToolbar message={message} handlers={handlers} onHold={setIsHeld} />}
    </article>
  );
});

function SystemMessage({ message }: { message: Message }) {
  return (
    <div className={styles.system}>
      <span className={styles.systemText}>
        <strong>{personName(message.author)}</strong> {systemSentence(message)}
      </span>
      <Time ms={message.sentAt} />
    </div>
  );
}

function Time({ ms }: { ms: number }) {
  return (
    <time className={styles.time} dateTime={new Date(ms).toISOString()} title={formatFull(ms)}>
      {formatClock(ms)}
    </time>
  );
}

interface OrdinaryProps {
  message: Message;
  startsRun: boolean;
  handlers: MessageHandlers;
}

function OrdinaryMessage({ message, startsRun, handlers }: OrdinaryProps) {
  const { store } = useWorkspace();
  const author = useEntity(store.users, message.author.id);
  const room = useEntity(store.rooms, message.roomId);
  const name = message.alias ?? personName(message.author);
  return (
    <>
      <div className={styles.gutter}>
        {startsRun ? (
          message.avatarEmoji === undefined ? (
            <Avatar
              name={name}
              source={
                safeMediaSource(message.avatarUrl) ?? userAvatar(message.author.username, author?.avatarTag)
              }
            />
          ) : (
            <span className={styles.avatarEmoji}>
              <Emoji isBig code={message.avatarEmoji} />
            </span>
          )
        ) : (
          <span className={styles.gutterTime}>
            <Time ms={message.sentAt} />
          </span>
        )}
      </div>
      <div className={styles.body}>
        {startsRun && (
          <header className={styles.header}>
            <button
              type="button"
              className={styles.author}
              dir="auto"
              title={strings.personCard(name)}
              onClick={() => handlers.onOpenPerson(message.author.username)}
            >
              {name}
            </button>
            {message.isBot && <span className={styles.tag}>{strings.bot}</span>}
            {(message.alias !== undefined ||
              (message.author.name !== undefined && message.author.name !== message.author.username)) && (
              <span className={styles.username}>@{message.author.username}</span>
            )}
            <Roles roomId={message.roomId} userId={message.author.id} />
            <Time ms={message.sentAt} />
            <Marks message={message} />
          </header>
        )}
        {message.kind === "discussion-created" && <p className={styles.note}>{strings.discussionStarted}</p>}
        {message.isPrivate && <p className={styles.note}>{strings.onlyYou}</p>}
        {message.threadId !== undefined && message.alsoInRoom && handlers.onReply !== undefined && (
          <button type="button" className={styles.inThread} onClick={() => handlers.onReply?.(message)}>
            <CornerDownRight />
            {strings.inThread}
          </button>
        )}
        <div className={styles.content}>
          {message.kind === "e2e" ? (
            <p className={styles.note}>{strings.encrypted}</p>
          ) : message.markup !== undefined ? (
            <Markup blocks={message.markup} mentions={message} />
          ) : (
            message.text !== "" && <PlainMarkup text={message.text} />
          )}
          {message.editedAt !== undefined && (
            <span
              className={styles.edited}
              title={strings.editedAt(
                formatFull(message.editedAt),
                message.editedBy === undefined ? name : personName(message.editedBy),
              )}
            >
              ({strings.edited})
            </span>
          )}
          {!startsRun && <Marks message={message} />}
        </div>
        <Attachments message={message} onCompose={handlers.onCompose} />
        {message.discussionId !== undefined && (
          <button
            type="button"
            className={styles.thread}
            onClick={() => handlers.onOpenDiscussion(message.discussionId ?? "")}
          >
            <MessagesSquare />
            <span className={styles.threadCount}>{strings.openDiscussion}</span>
            <span className={styles.threadTime}>
              {strings.discussionCount(message.discussionCount)}
              {message.lastDiscussedAt !== undefined &&
                ` · ${strings.lastMessage(formatShort(message.lastDiscussedAt))}`}
            </span>
          </button>
        )}
        {room?.isBroadcast === true && message.author.id !== store.me.get().id && (
          <button type="button" className={styles.thread} onClick={() => handlers.onReplyDirect(message)}>
            <MessageCircleReply />
            <span className={styles.threadCount}>{strings.answerWriter}</span>
          </button>
        )}
        {message.reactions.length > 0 && <Reactions message={message} handlers={handlers} />}
        {message.replyCount > 0 && handlers.onReply !== undefined && (
          <ThreadSummary message={message} onOpen={handlers.onReply} />
        )}
        {message.delivery !== undefined && <DeliveryState message={message} />}
      </div>
    </>
  );
}

function Marks({ message }: { message: Message }) {
  const { store } = useWorkspace();
  const hasReceipts = useSetting("Message_Read_Receipt_Enabled") === true;
  const myId = store.me.get().id;
  const isStarred = message.starredBy.includes(myId);
  const showsReceipt = hasReceipts && message.author.id === myId && message.delivery === undefined;
  if (!message.isPinned && !isStarred && !showsReceipt) return null;
  return (
    <span className={styles.marks}>
      {message.isPinned && <Pin role="img" aria-label={strings.pinned} />}
      {isStarred && <Bookmark role="img" aria-label={strings.starred} />}
      {showsReceipt &&
        (message.isUnread ? (
          <Check role="img" aria-label={strings.notReadByAll} />
        ) : (
          <CheckCheck className={styles.read} role="img" aria-label={strings.readByAll} />
        ))}
    </span>
  );
}

/** What the author is in this room, unless the workspace or the reader does not want to see it. */
function Roles({ roomId, userId }: { roomId: string; userId: string }) {
  const { store } = useWorkspace();
  const roles = useEntity(store.roomRoles, roomId)?.[userId];
  const isShown = useSetting("UI_DisplayRoles") !== false;
  const me = useCell(store.me);
  if (roles === undefined || !isShown || me.preferences.hideRoles === true) return null;
  return roles
    .filter((role) => strings.roles[role] !== undefined)
    .map((role) => (
      <span key={role} className={styles.tag}>
        {strings.roles[role]}
      </span>
    ));
}

function Reactions({ message, handlers }: { message: Message; handlers: MessageHandlers }) {
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

function ThreadSummary({ message, onOpen }: { message: Message; onOpen: (message: Message) => void }) {
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

function DeliveryState({ message }: { message: Message }) {
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
