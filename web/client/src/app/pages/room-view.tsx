import type { Message } from "@parley/shared/wire/entities";
import { toWireError } from "@parley/shared/wire/errors";
import { parseMessage } from "@parley/shared/wire/parse";
import { type DragEvent, lazy, Suspense, useCallback, useEffect, useMemo, useRef, useState } from "react";
import { useLocation, useSearchParams } from "wouter";
import { Composer } from "../../features/composer/components/composer";
import { ComposerGate } from "../../features/composer/components/composer-gate";
import { Uploads } from "../../features/composer/components/uploads";
import { composerStrings } from "../../features/composer/strings";
import { markRoomRead, openDirect } from "../../features/room/actions";
import { AnnouncementBar } from "../../features/room/components/announcement-bar";
import { RoomHeader } from "../../features/room/components/room-header";
import { type PanelId, panelOf } from "../../features/room/panel-ids";
import { messageLink } from "../../features/timeline/actions";
import { ArrivalAnnouncer } from "../../features/timeline/components/arrival-announcer";
import { Foreword } from "../../features/timeline/components/foreword";
import { ListedMessageMenu } from "../../features/timeline/components/message-menu";
import { MessageTimeline } from "../../features/timeline/components/message-timeline";
import { timelineStrings } from "../../features/timeline/strings";
import { roomTitle } from "../../store/room-names";
import { usePreference } from "../../store/preferences";
import { unreadMark } from "../../store/unread";
import { useCell, useEntity, useSetting, useWorkspace } from "../../store/use-store";
import { PersonContext } from "../../ui/person-context";
import type { Creation } from "../create-dialogs";
import styles from "./room-view.module.css";
import { useConversation } from "./use-conversation";
import { useReading } from "./use-reading";
import { isCovered } from "../keys";
import { useTypingAnywhere } from "./use-typing-anywhere";

const RoomPanel = lazy(() => import("./room-panel").then((module) => ({ default: module.RoomPanel })));
const ThreadPanel = lazy(() => import("./thread-panel").then((module) => ({ default: module.ThreadPanel })));
const OtrBar = lazy(() =>
  import("../../features/room/components/otr-bar").then((module) => ({ default: module.OtrBar })),
);
const E2eBar = lazy(() =>
  import("../../features/room/components/e2e-bar").then((module) => ({ default: module.E2eBar })),
);
const MessageDialogs = lazy(() =>
  import("./message-dialogs").then((module) => ({ default: module.MessageDialogs })),
);

interface Props {
  roomId: string;
  basePath: string;
  tab: string | undefined;
  context: string | undefined;
  onBack: () => void;
  onCreate: (creation: Creation) => void;
}

/** One open room. Rendered anew for each room, so that nothing of one leaks into the next. */
export function RoomView({ roomId, basePath, tab, context, onBack, onCreate }: Props) {
  const workspace = useWorkspace();
  const { store, history, sync, snapshots, link, roomRoles } = workspace;
  const [, navigate] = useLocation();
  const [search, setSearch] = useSearchParams();
  const room = useEntity(store.rooms, roomId);
  const subscription = useEntity(store.subscriptions, roomId);
  const title = roomTitle(subscription, room);
  const isOffTheRecord = useEntity(workspace.otr.states, roomId) !== undefined;
  const hasKeys =
    useSetting("E2E_Enable") === true &&
    subscription !== undefined &&
    (room?.isEncrypted === true || room?.keyId !== undefined);
  const target = useMemo(() => ({ roomId, threadId: undefined }), [roomId]);
  const [failure, setFailure] = useState<string>();
  const [attempt, setAttempt] = useState(0);
  const wantedId = search.get("msg") ?? undefined;
  const replyId = search.get("reply") ?? undefined;
  const [isAtEnd, setIsAtEnd] = useState(wantedId === undefined);
  const [seenUntil, setSeenUntil] = useState(() => {
    const known = store.subscriptions.get(roomId);
    return known !== undefined && unreadMark(known).kind !== "none" ? known.lastSeenAt : undefined;
  });

  const openPanel = useCallback(
    (panel: PanelId, detail?: string) =>
      navigate(`${basePath}/${panel}${detail === undefined ? "" : `/${encodeURIComponent(detail)}`}`),
    [navigate, basePath],
  );
  const closePanel = useCallback(() => navigate(basePath), [navigate, basePath]);
  const openThread = useCallback(
    (message: Message) => openPanel("thread", message.threadId ?? message.id),
    [openPanel],
  );
  const talksAtOnce = useSetting("UI_Click_Direct_Message") === true;
  const openPerson = useCallback(
    (username: string) => {
      if (!talksAtOnce) return openPanel("members-list", username);
      void openDirect(workspace, username).then((path) => path !== undefined && navigate(path));
      return undefined;
    },
    [openPanel, talksAtOnce, workspace, navigate],
  );
  const conversation = useConversation({
    target,
    timelineKey: roomId,
    place: "room",
    onReply: openThread,
    onOpenPerson: openPerson,
  });
  const { handlers, composer, setQuoted } = conversation;
  useTypingAnywhere(composer);

  // Whoever begins or ceases to want replies of threads here gets the room anew.
  const showsThreads = usePreference("showThreadsInMainChannel") === true;
  const showedThreads = useRef(showsThreads);
  useEffect(() => {
    if (showedThreads.current === showsThreads) return;
    showedThreads.current = showsThreads;
    store.timelines.delete(roomId);
    setAttempt((count) => count + 1);
  }, [showsThreads, store, roomId]);

  useEffect(() => {
    const wasWatched = sync.isWatching(roomId);
    sync.watchRoom(roomId);
    roomRoles.load(roomId);
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
  }, [roomId, wantedId, attempt, store, history, sync, snapshots, roomRoles]);

  // A message of another room that is answered here, by its author's address.
  useEffect(() => {
    if (replyId === undefined) return;
    setSearch({}, { replace: true });
    const known = store.messages.get(replyId);
    if (known !== undefined) setQuoted([known]);
    else
      link
        .read("getSingleMessage", replyId)
        .then((raw) => {
          const message = parseMessage(raw);
          if (message !== undefined) setQuoted([message]);
        })
        .catch(() => undefined);
  }, [replyId, setSearch, store, link, setQuoted]);

  useEffect(() => {
    const known = store.subscriptions.get(roomId);
    if (known === undefined || known.isOpen) return;
    store.patchSubscription(roomId, { isOpen: true });
    link.call("openRoom", roomId).catch(() => undefined);
  }, [roomId, store, link, subscription?.isOpen]);

  const isKeptUnread = useCell(store.keptUnread).has(roomId);
  useEffect(() => store.keepUnread(roomId, false), [store, roomId]);
  useEffect(() => {
    if (isKeptUnread) setSeenUntil(subscription?.lastSeenAt);
  }, [isKeptUnread, subscription?.lastSeenAt]);

  const hasNews = subscription !== undefined && (subscription.hasAlert || subscription.unread > 0);
  useReading(isAtEnd && hasNews && !isKeptUnread, () => markRoomRead(workspace, roomId));

  const jumpToPresent = useCallback(() => {
    if (wantedId !== undefined) setSearch({}, { replace: true });
    void history.loadLatest(roomId).catch(() => undefined);
  }, [wantedId, setSearch, history, roomId]);

  const markRead = useCallback(() => {
    markRoomRead(workspace, roomId);
    setSeenUntil(undefined);
  }, [workspace, roomId]);

  useEffect(() => {
    if (tab !== undefined) return undefined;
    const handleKey = (event: KeyboardEvent) => {
      if (event.key === "Escape" && !event.shiftKey && !event.defaultPrevented && !isCovered()) markRead();
    };
    addEventListener("keydown", handleKey);
    return () => removeEventListener("keydown", handleKey);
  }, [tab, markRead]);

  const loadOlder = useCallback(() => history.loadOlder(roomId), [history, roomId]);
  const loadNewer = useCallback(() => history.loadNewer(roomId).catch(() => undefined), [history, roomId]);
  const loadUnread = useCallback(
    (since: number) => history.loadSince(roomId, since).catch(() => undefined),
    [history, roomId],
  );
  const panel = panelOf(tab);
  const toggle = (id: PanelId) => (panel === id && context === undefined ? closePanel() : openPanel(id));
  const handleDrop = (event: DragEvent) => {
    if (event.dataTransfer.files.length === 0) return;
    event.preventDefault();
    composer.current?.addFiles(event.dataTransfer.files);
  };

  return (
    <PersonContext value={openPerson}>
      <div className={styles.room}>
        {/* eslint-disable-next-line jsx-a11y/no-noninteractive-element-interactions -- dropping has a twin: the attach button */}
        <main
          className={styles.conversation}
          onDragOver={(event) => event.preventDefault()}
          onDrop={handleDrop}
        >
          <RoomHeader roomId={roomId} panel={panel} onPanel={toggle} onBack={onBack} />
          <AnnouncementBar roomId={roomId} />
          <MessageTimeline
            timelineKey={roomId}
            label={timelineStrings.label(title)}
            foreword={<Foreword roomId={roomId} />}
            seenUntil={seenUntil}
            highlightedId={wantedId}
            editingId={conversation.editing?.id}
            handlers={handlers}
            onLoadOlder={loadOlder}
            onLoadNewer={loadNewer}
            onLoadUnread={loadUnread}
            onMarkRead={markRead}
            onJumpToPresent={jumpToPresent}
            onAtEnd={setIsAtEnd}
            failure={failure}
            onRetry={() => setAttempt(attempt + 1)}
          />
          <ArrivalAnnouncer roomId={roomId} />
          <Uploads target={target} />
          {isOffTheRecord && (
            <Suspense fallback={null}>
              <OtrBar roomId={roomId} onOpen={() => openPanel("otr")} />
            </Suspense>
          )}
          {hasKeys && (
            <Suspense fallback={null}>
              <E2eBar roomId={roomId} />
            </Suspense>
          )}
          <ComposerGate roomId={roomId}>
            <Composer
              ref={composer}
              target={target}
              placeholder={composerStrings.placeholder(
                room?.type === "c" && !room.isTeamMain && room.parentId === undefined ? `#${title}` : title,
              )}
              editing={conversation.editing}
              quoted={conversation.quoted}
              linkTo={(message) => messageLink(workspace, message)}
              onEditDone={() => conversation.setEditing(undefined)}
              onEditLast={conversation.editLast}
              onEditNext={conversation.editNext}
              onReplyLast={conversation.quoteLast}
              onEmptyEdit={(message) => conversation.ask("remove", message)}
              onQuotesChange={setQuoted}
              onSent={() => {
                store.keepUnread(roomId, false);
                if (store.timelines.get(roomId)?.hasNewer === true) jumpToPresent();
              }}
              onStartDiscussion={() => onCreate({ kind: "discussion", parentId: roomId })}
              renderEmojiPicker={handlers.renderEmojiPicker}
              autoFocus
            />
          </ComposerGate>
        </main>
        {tab !== undefined && (
          <Suspense fallback={null}>
            <RoomPanel
              roomId={roomId}
              tab={tab}
              context={context}
              basePath={basePath}
              onOpen={openPanel}
              onOpenDiscussion={handlers.onOpenDiscussion}
              onCreateChannel={(teamId) => onCreate({ kind: "channel", teamId })}
              renderActions={(message) => (
                <ListedMessageMenu message={message} handlers={conversation.listHandlers} />
              )}
              renderThread={(threadId) => (
                <ThreadPanel
                  key={threadId}
                  roomId={roomId}
                  threadId={threadId}
                  onOpenPerson={openPerson}
                  onClose={closePanel}
                />
              )}
              onClose={closePanel}
            />
          </Suspense>
        )}
        {conversation.asked !== undefined && (
          <Suspense fallback={null}>
            <MessageDialogs
              {...conversation.asked}
              onClose={conversation.closeDialog}
              onNavigate={navigate}
            />
          </Suspense>
        )}
      </div>
    </PersonContext>
  );
}
