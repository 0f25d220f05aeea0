import type { Message } from "@parley/shared/wire/entities";
import { toWireError } from "@parley/shared/wire/errors";
import { useCallback, useEffect, useMemo, useState } from "react";
import { useLocation, useSearchParams } from "wouter";
import { Composer } from "../../features/composer/components/composer";
import { ComposerGate } from "../../features/composer/components/composer-gate";
import { Uploads } from "../../features/composer/components/uploads";
import { composerStrings } from "../../features/composer/strings";
import { EmojiPicker } from "../../features/emoji/components/emoji-picker";
import { markRoomRead } from "../../features/room/actions";
import { AnnouncementBar } from "../../features/room/components/announcement-bar";
import { type PanelId, RoomHeader } from "../../features/room/components/room-header";
import { messageLink } from "../../features/timeline/actions";
import { ArrivalAnnouncer } from "../../features/timeline/components/arrival-announcer";
import { Foreword } from "../../features/timeline/components/foreword";
import type { MessageHandlers } from "../../features/timeline/components/message-row";
import { MessageTimeline } from "../../features/timeline/components/message-timeline";
import { timelineStrings } from "../../features/timeline/strings";
import { roomPath, roomTitle } from "../../store/room-names";
import { unreadMark } from "../../store/unread";
import { useEntity, useWorkspace } from "../../store/use-store";
import { RoomPanel } from "./room-panel";
import styles from "./room-view.module.css";
import { useReading } from "./use-reading";

interface Props {
  roomId: string;
  basePath: string;
  tab: string | undefined;
  context: string | undefined;
  onBack: () => void;
}

/** One open room. Rendered anew for each room, so that nothing of one leaks into the next. */
export function RoomView({ roomId, basePath, tab, context, onBack }: Props) {
  const workspace = useWorkspace();
  const { store, history, sync, snapshots, link } = workspace;
  const [, navigate] = useLocation();
  const [search, setSearch] = useSearchParams();
  const room = useEntity(store.rooms, roomId);
  const subscription = useEntity(store.subscriptions, roomId);
  const title = roomTitle(subscription, room);
  const target = useMemo(() => ({ roomId, threadId: undefined }), [roomId]);
  const [failure, setFailure] = useState<string>();
  const [attempt, setAttempt] = useState(0);
  const [editing, setEditing] = useState<Message>();
  const [quoted, setQuoted] = useState<Message[]>([]);
  const wantedId = search.get("msg") ?? undefined;
  const [isAtEnd, setIsAtEnd] = useState(wantedId === undefined);
  const [seenUntil] = useState(() => {
    const known = store.subscriptions.get(roomId);
    return known !== undefined && unreadMark(known).kind !== "none" ? known.lastSeenAt : undefined;
  });

  useEffect(() => {
    const wasWatched = sync.isWatching(roomId);
    sync.watchRoom(roomId);
    const load = async () => {
      setFailure(undefined);
      if (wantedId !== undefined && store.timelines.get(roomId)?.ids.includes(wantedId) !== true) {
        await history.loadAround(roomId, wantedId);
        return;
      }
      if (wasWatched && store.timelines.get(roomId)?.isLoaded === true) return;
      await snapshots?.restoreRoom(roomId);
      await history.loadLatest(roomId);
      snapshots?.roomChanged(roomId);
    };
    load().catch((error: unknown) => setFailure(toWireError(error).message));
  }, [roomId, wantedId, attempt, store, history, sync, snapshots]);

  useEffect(() => {
    const known = store.subscriptions.get(roomId);
    if (known === undefined || known.isOpen) return;
    store.patchSubscription(roomId, { isOpen: true });
    link.call("openRoom", roomId).catch(() => undefined);
  }, [roomId, store, link, subscription?.isOpen]);

  const hasNews = subscription !== undefined && (subscription.hasAlert || subscription.unread > 0);
  useReading(isAtEnd && hasNews, () => markRoomRead(workspace, roomId));

  const openPanel = useCallback(
    (panel: PanelId, detail?: string) =>
      navigate(`${basePath}/${panel}${detail === undefined ? "" : `/${encodeURIComponent(detail)}`}`),
    [navigate, basePath],
  );
  const closePanel = useCallback(() => navigate(basePath), [navigate, basePath]);

  const handlers = useMemo<MessageHandlers>(
    () => ({
      onReply: (message) => openPanel("thread", message.threadId ?? message.id),
      onQuote: (message) =>
        setQuoted((known) => [...known.filter((other) => other.id !== message.id), message]),
      onEdit: setEditing,
      onOpenDiscussion: (id) => {
        const discussion = store.subscriptions.get(id) ?? store.rooms.get(id);
        navigate(roomPath({ type: discussion?.type ?? "p", name: discussion?.name ?? id, roomId: id }));
      },
      renderEmojiPicker: (trigger, onPick) => <EmojiPicker trigger={trigger} onPick={onPick} />,
    }),
    [openPanel, navigate, store],
  );

  const editLast = () => {
    const me = store.me.get().id;
    const ids = store.timelines.get(roomId)?.ids ?? [];
    const last = ids
      .map(store.findMessage)
      .findLast((m) => m?.author.id === me && m.delivery === undefined && m.kind === undefined);
    if (last !== undefined) setEditing(last);
  };

  const jumpToPresent = useCallback(() => {
    if (wantedId !== undefined) setSearch({}, { replace: true });
    void history.loadLatest(roomId).catch(() => undefined);
  }, [wantedId, setSearch, history, roomId]);

  const loadOlder = useCallback(() => history.loadOlder(roomId), [history, roomId]);
  const loadNewer = useCallback(() => history.loadNewer(roomId).catch(() => undefined), [history, roomId]);
  const toggle = (id: PanelId) => (tab === id && context === undefined ? closePanel() : openPanel(id));

  return (
    <div className={styles.room}>
      <main className={styles.conversation}>
        <RoomHeader roomId={roomId} panel={tab as PanelId | undefined} onPanel={toggle} onBack={onBack} />
        <AnnouncementBar roomId={roomId} />
        <MessageTimeline
          timelineKey={roomId}
          label={timelineStrings.label(title)}
          foreword={<Foreword roomId={roomId} />}
          seenUntil={seenUntil}
          highlightedId={wantedId}
          editingId={editing?.id}
          handlers={handlers}
          onLoadOlder={loadOlder}
          onLoadNewer={loadNewer}
          onJumpToPresent={jumpToPresent}
          onAtEnd={setIsAtEnd}
          failure={failure}
          onRetry={() => setAttempt(attempt + 1)}
        />
        <ArrivalAnnouncer roomId={roomId} />
        <Uploads target={target} />
        <ComposerGate roomId={roomId}>
          <Composer
            target={target}
            placeholder={composerStrings.placeholder(
              subscription?.type === "d" || subscription?.type === "p" ? title : `#${title}`,
            )}
            editing={editing}
            quoted={quoted}
            linkTo={(message) => messageLink(workspace, message)}
            onEditDone={() => setEditing(undefined)}
            onEditLast={editLast}
            onQuotesChange={setQuoted}
            onSent={() => store.timelines.get(roomId)?.hasNewer === true && jumpToPresent()}
            renderEmojiPicker={handlers.renderEmojiPicker}
            autoFocus
          />
        </ComposerGate>
      </main>
      {tab !== undefined && (
        <RoomPanel
          roomId={roomId}
          tab={tab}
          context={context}
          basePath={basePath}
          onOpen={openPanel}
          onClose={closePanel}
        />
      )}
    </div>
  );
}
