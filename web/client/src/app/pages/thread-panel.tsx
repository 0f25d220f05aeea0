import { toWireError } from "@parley/shared/wire/errors";
import { Bell, BellOff, Maximize2, Minimize2 } from "lucide-react";
import { lazy, Suspense, useEffect, useMemo, useState } from "react";
import { useLocation, useSearchParams } from "wouter";
import { Composer } from "../../features/composer/components/composer";
import { ComposerGate } from "../../features/composer/components/composer-gate";
import { Uploads } from "../../features/composer/components/uploads";
import { composerStrings } from "../../features/composer/strings";
import { messageLink, toggleFollow } from "../../features/timeline/actions";
import { MessageRow } from "../../features/timeline/components/message-row";
import { MessageTimeline } from "../../features/timeline/components/message-timeline";
import { timelineStrings } from "../../features/timeline/strings";
import { roomTitle } from "../../store/room-names";
import { useCell, useEntity, useWorkspace } from "../../store/use-store";
import { threadKey } from "../../store/workspace-store";
import { IconButton } from "../../ui/button";
import { Panel } from "../../ui/panel";
import { pageStrings } from "./strings";
import styles from "./room-view.module.css";
import { useConversation } from "./use-conversation";
import { useReading } from "./use-reading";

const MessageDialogs = lazy(() =>
  import("./message-dialogs").then((module) => ({ default: module.MessageDialogs })),
);

interface Props {
  roomId: string;
  threadId: string;
  onOpenPerson: (username: string) => void;
  onClose: () => void;
}

const nothing = () => undefined;
const noLoad = () => Promise.resolve();

export function ThreadPanel({ roomId, threadId, onOpenPerson, onClose }: Props) {
  const workspace = useWorkspace();
  const { store, history, link } = workspace;
  const [, navigate] = useLocation();
  const [search] = useSearchParams();
  const root = useEntity(store.messages, threadId);
  const room = useEntity(store.rooms, roomId);
  const subscription = useEntity(store.subscriptions, roomId);
  const me = useCell(store.me);
  const timeline = useEntity(store.timelines, threadKey(threadId));
  const connection = useCell(store.connection);
  const target = useMemo(() => ({ roomId, threadId }), [roomId, threadId]);
  const [failure, setFailure] = useState<string>();
  const [attempt, setAttempt] = useState(0);
  const [isAtEnd, setIsAtEnd] = useState(true);
  const [isWide, setIsWide] = useState(false);
  const conversation = useConversation({
    target,
    timelineKey: threadKey(threadId),
    place: "thread",
    onReply: undefined,
    onOpenPerson,
  });
  const { handlers, composer } = conversation;

  useEffect(() => {
    if (connection !== "online") return;
    history.loadThread(threadId).catch((error: unknown) => setFailure(toWireError(error).message));
  }, [history, threadId, attempt, connection]);

  const isUnread = subscription?.unreadThreads.includes(threadId) === true;
  useReading(isUnread && isAtEnd && timeline?.isLoaded === true, () => {
    store.patchSubscription(roomId, {
      unreadThreads: subscription?.unreadThreads.filter((id) => id !== threadId) ?? [],
      mentioningThreads: subscription?.mentioningThreads.filter((id) => id !== threadId) ?? [],
    });
    link.call("readThreads", threadId).catch(() => undefined);
  });

  const isFollowing = root?.followers.includes(me.id) === true;
  const replies = timeline?.ids.length ?? 0;
  const wantedId = search.get("msg") ?? undefined;

  return (
    <Panel
      title={pageStrings.thread}
      subtitle={roomTitle(subscription, room)}
      isWide={isWide}
      onClose={onClose}
      actions={
        <>
          {replies > 0 && root !== undefined && (
            <IconButton
              label={isFollowing ? pageStrings.unfollow : pageStrings.follow}
              icon={isFollowing ? <Bell /> : <BellOff />}
              onPress={() => toggleFollow(workspace, root)}
            />
          )}
          <span className={styles.widen}>
            <IconButton
              label={isWide ? pageStrings.narrow : pageStrings.widen}
              icon={isWide ? <Minimize2 /> : <Maximize2 />}
              onPress={() => setIsWide(!isWide)}
            />
          </span>
        </>
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
                isEditing={conversation.editing?.id === threadId}
                handlers={handlers}
              />
              {replies > 0 && <div className={styles.replies}>{timelineStrings.replies(replies)}</div>}
            </div>
          }
          seenUntil={undefined}
          highlightedId={wantedId !== undefined && timeline?.ids.includes(wantedId) ? wantedId : undefined}
          editingId={conversation.editing?.id}
          handlers={handlers}
          onLoadOlder={noLoad}
          onLoadNewer={noLoad}
          onLoadUnread={noLoad}
          onMarkRead={nothing}
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
            ref={composer}
            target={target}
            placeholder={composerStrings.replyPlaceholder}
            editing={conversation.editing}
            quoted={conversation.quoted}
            linkTo={(message) => messageLink(workspace, message)}
            onEditDone={() => conversation.setEditing(undefined)}
            onEditLast={conversation.editLast}
            onEditNext={conversation.editNext}
            onReplyLast={conversation.quoteLast}
            onEmptyEdit={(message) => conversation.ask("remove", message)}
            onQuotesChange={conversation.setQuoted}
            onSent={nothing}
            renderEmojiPicker={handlers.renderEmojiPicker}
            isFirstReply={root?.replyCount === 0}
            autoFocus
          />
        </ComposerGate>
      </div>
      {conversation.asked !== undefined && (
        <Suspense fallback={null}>
          <MessageDialogs {...conversation.asked} onClose={conversation.closeDialog} onNavigate={navigate} />
        </Suspense>
      )}
    </Panel>
  );
}
