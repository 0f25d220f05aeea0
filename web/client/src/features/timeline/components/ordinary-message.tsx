import { type Message } from "@parley/shared/wire/entities";
import { CornerDownRight, Languages, MessageCircleReply, MessagesSquare } from "lucide-react";
import { lazy, Suspense } from "react";
import { formatFull, formatShort } from "../../../lib/dates";
import { safeMediaSource } from "../../../lib/text";
import { usePreference } from "../../../store/preferences";
import { personName } from "../../../store/room-names";
import { languageOf, translationOf } from "../../../store/translation";
import { useCell, useEntity, useWorkspace } from "../../../store/use-store";
import { Avatar, userAvatar } from "../../../ui/avatar";
import { Emoji } from "../../../ui/emoji";
import { Markup, PlainMarkup, TextMarkup } from "../../../ui/markup/markup";
import { type MessageHandlers } from "../handlers";
import { timelineStrings as strings } from "../strings";
import { Attachments } from "./attachments";
import { DeliveryState, Reactions, ThreadSummary } from "./message-foot";
import { Marks, Roles, Time } from "./message-marks";
import styles from "./message-row.module.css";

const Blocks = lazy(() => import("../../../ui/blocks/blocks").then((module) => ({ default: module.Blocks })));

interface OrdinaryProps {
  message: Message;
  startsRun: boolean;
  handlers: MessageHandlers;
}

export function OrdinaryMessage({ message, startsRun, handlers }: OrdinaryProps) {
  const { store } = useWorkspace();
  const author = useEntity(store.users, message.author.id);
  const room = useEntity(store.rooms, message.roomId);
  const name = message.alias ?? personName(message.author);
  const translation = useTranslation(message);
  const showsAvatars = usePreference("displayAvatars") !== false;
  const hidesUsernames = usePreference("hideUsernames") === true;
  return (
    <>
      <div className={styles.gutter}>
        {startsRun ? (
          !showsAvatars ? null : message.avatarEmoji === undefined ? (
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
            {!hidesUsernames &&
              (message.alias !== undefined ||
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
        {message.threadId !== undefined && handlers.onReply !== undefined && (
          <button type="button" className={styles.inThread} onClick={() => handlers.onReply?.(message)}>
            <CornerDownRight />
            {strings.inThread}
          </button>
        )}
        <div className={styles.content}>
          {message.kind === "e2e" && message.sealed === undefined ? (
            <p className={styles.note}>{strings.encrypted}</p>
          ) : translation !== undefined ? (
            <TextMarkup text={translation} />
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
          {translation !== undefined && (
            <button type="button" className={styles.translated} onClick={() => store.turnOver(message.id)}>
              <Languages />
              {strings.translated}
            </button>
          )}
          {!startsRun && <Marks message={message} />}
        </div>
        {message.blocks !== undefined && (
          <Suspense fallback={null}>
            <Blocks message={message} />
          </Suspense>
        )}
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

/** The translation that is to be shown, if any. */
function useTranslation(message: Message): string | undefined {
  const { store } = useWorkspace();
  const subscription = useEntity(store.subscriptions, message.roomId);
  const isTurnedOver = useCell(store.turnedOver).has(message.id);
  const me = store.me.get();
  const language = languageOf(subscription, me.preferences, store.settings.get());
  return translationOf(message, subscription, language, isTurnedOver, me.id);
}
