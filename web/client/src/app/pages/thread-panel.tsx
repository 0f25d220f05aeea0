import type { Message } from "@parley/shared/wire/entities";
import { toWireError } from "@parley/shared/wire/errors";
import { Bell, BellOff } from "lucide-react";
import { useCallback, useEffect, useMemo, useState } from "react";
import { Composer } from "../../features/composer/components/composer";
import { ComposerGate } from "../../features/composer/components/composer-gate";
import { Uploads } from "../../features/composer/components/uploads";
import { composerStrings } from "../../features/composer/strings";
import { EmojiPicker } from "../../features/emoji/components/emoji-picker";
import { messageLink } from "../../features/timeline/actions";
import { type MessageHandlers, MessageRow } from "../../features/timeline/components/message-row";
import { MessageTimeline } from "../../features/timeline/components/message-timeline";
import { timelineStrings } from "../../features/timeline/strings";
import { roomTitle } from "../../store/room-names";
import { useCell, useEntity, useWorkspace } from "../../store/use-store";
import { threadKey } from "../../store/workspace-store";
import { IconButton } from "../../ui/button";
import { Panel } from "../../ui/panel";
import { toasts } from "../../ui/toast";
import { pageStrings } from "./strings";
import styles from "./room-view.module.css";
import { useReading } from "./use-reading";

interface Props {
  roomId: string;
  threadId: string;
  onClose: () => void;
}

const nothing = () => undefined;
const noLoad = () => Promise.resolve();

export function ThreadPanel({ roomId, threadId, onClose }: Props) {
  const workspace = useWorkspace();
  const { store, history, link } = workspace;
  const root = useEntity(store.messages, threadId);
  const room = useEntity(store.rooms, roomId);
  const subscription = useEntity(store.subscriptions, roomId);
  const me = useCell(store.me);
  const timeline = useEntity(store.timelines, threadKey(threadId));
  const connection = useCell(store.connection);
  const target = useMemo(() => ({ roomId, threadId }), [roomId, threadId]);
  const [failure, setFailure] = useState<string>();
  const [attempt, setAttempt] = useState(0);
  const [editing, setEditing] = useState<Message>();
  const [quoted, setQuoted] = useState<Message[]>([]);
  const [isAtEnd, setIsAtEnd] = useState(true);

  useEffect(() => {
    if (connection !== "online") return;
    history.loadThread(threadId).catch((error: unknown) => setFailure(toWireError(error).message));
  }, [history, threadId, attempt, connection]);

  const isUnread = subscription?.unreadThreads.includes(threadId) === true;
  useReading(isUnread && isAtEnd && timeline?.isLoaded === true, () => {
    store.patchSubscription(roomId, {
      unreadThreads: subscription?.unreadThreads.filter((id) => id !== threadId) ?? [],
    });
    link.call("readThreads", threadId).catch(() => undefined);
  });

  const handlers = useMemo<MessageHandlers>(
    () => ({
      onReply: undefined,
      onQuote: (message) =>
        setQuoted((known) => [...known.filter((other) => other.id !== message.id), message]),
      onEdit: setEditing,
      onOpenDiscussion: nothing,
      renderEmojiPicker: (trigger, onPick) => <EmojiPicker trigger={trigger} onPick={onPick} />,
    }),
    [],
  );

  const editLast = () => {
    const last = (timeline?.ids ?? [])
      .map(store.findMessage)
      .findLast((m) => m?.author.id === me.id && m.delivery === undefined);
    if (last !== undefined) setEditing(last);
  };

  const isFollowing = root?.followers.includes(me.id) === true;
  const toggleFollow = useCallback(() => {
    link
      .call(isFollowing ? "unfollowMessage" : "followMessage", { mid: threadId })
      .catch((error: unknown) =>
        toasts.add("failed", timelineStrings.actionFailed(toWireError(error).message)),
      );
  }, [link, isFollowing, threadId]);

  const replies = timeline?.ids.length ?? 0;

  return (
    <Panel
      title={pageStrings.thread}
      subtitle={roomTitle(subscription, room)}
      onClose={onClose}
      actions={
        replies > 0 && (
          <IconButton
            label={isFollowing ? pageStrings.unfollow : pageStrings.follow}
            icon={isFollowing ? <Bell /> : <BellOff />}
            onPress={toggleFollow}
          />
        )
      }
    >
      <div className={styles.thread}>
        <MessageTimeline
          timelineKey={threadKey(threadId)}
          label={timelineStrings.threadLabel}
          foreword={
            <div className={styles.root}>
              <MessageRow
                id={threadId}
                startsRun
                isTabStop={false}
                isHighlighted={false}
                isEditing={editing?.id === threadId}
                handlers={handlers}
              />
              {replies > 0 && <div className={styles.replies}>{timelineStrings.replies(replies)}</div>}
            </div>
          }
          seenUntil={undefined}
          highlightedId={undefined}
          editingId={editing?.id}
          handlers={handlers}
          onLoadOlder={noLoad}
          onLoadNewer={noLoad}
          onJumpToPresent={nothing}
          onAtEnd={setIsAtEnd}
          failure={failure}
          onRetry={() => {
            setFailure(undefined);
            setAttempt(attempt + 1);
          }}
          isThread
        />
        <Uploads target={target} />
        <ComposerGate roomId={roomId}>
          <Composer
            target={target}
            placeholder={composerStrings.replyPlaceholder}
            editing={editing}
            quoted={quoted}
            linkTo={(message) => messageLink(workspace, message)}
            onEditDone={() => setEditing(undefined)}
            onEditLast={editLast}
            onQuotesChange={setQuoted}
            onSent={nothing}
            renderEmojiPicker={handlers.renderEmojiPicker}
            autoFocus
          />
        </ComposerGate>
      </div>
    </Panel>
  );
}
