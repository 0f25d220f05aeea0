import { BellOff, Ellipsis, Pencil } from "lucide-react";
import { lazy, memo, Suspense, useEffect, useState } from "react";
import { MenuTrigger } from "react-aria-components";
import { Link } from "wouter";
import { messageLine } from "../../../store/message-text";
import { directPartnerId, personName, roomPath, roomTitle } from "../../../store/room-names";
import { isSystemMessage } from "../../../store/system-messages";
import { unreadMark } from "../../../store/unread";
import { useCell, useEntity, useWorkspace } from "../../../store/use-store";
import { Avatar, roomAvatar, userAvatar } from "../../../ui/avatar";
import { CountBadge, UnreadDot } from "../../../ui/badge";
import { IconButton } from "../../../ui/button";
import { RoomGlyph } from "../../../ui/room-glyph";
import { PresenceMark } from "../../../ui/presence-mark";
import type { ViewMode } from "../arrangement";
import { sidebarStrings as strings } from "../strings";
import type { RowQuestion } from "./row-menu";
import styles from "./sidebar.module.css";

const RowMenu = lazy(() => import("./row-menu").then((module) => ({ default: module.RowMenu })));
const RowDialogs = lazy(() => import("./row-dialogs").then((module) => ({ default: module.RowDialogs })));

interface Props {
  roomId: string;
  isCurrent: boolean;
  mode: ViewMode;
  showsAvatar: boolean;
  onLeft: () => void;
}

export const RoomRow = memo(function RoomRow({ roomId, isCurrent, mode, showsAvatar, onLeft }: Props) {
  const workspace = useWorkspace();
  const { store, drafts } = workspace;
  const subscription = useEntity(store.subscriptions, roomId);
  const room = useEntity(store.rooms, roomId);
  const hasDraft = useCell(drafts.keys).has(roomId);
  const [isMenuOpen, setIsMenuOpen] = useState(false);
  const [asked, setAsked] = useState<RowQuestion>();
  if (subscription === undefined) return null;

  // By the keys for it, or the other button of the mouse.
  const openMenu = (event: { preventDefault: () => void }) => {
    event.preventDefault();
    setIsMenuOpen(true);
  };
  const title = roomTitle(subscription, room);
  const mark = unreadMark(subscription);
  const isUnread = mark.kind !== "none" && !isCurrent;

  return (
    <li
      className={styles.row}
      data-current={isCurrent}
      data-unread={isUnread}
      data-room-id={roomId}
      data-menu={isMenuOpen}
      data-muted={subscription.isMuted}
    >
      <Link
        href={roomPath(subscription)}
        className={styles.link}
        aria-current={isCurrent ? "page" : undefined}
        aria-keyshortcuts="Shift+F10"
        onContextMenu={openMenu}
        onKeyDown={(event) => {
          if (event.key === "ContextMenu" || (event.key === "F10" && event.shiftKey)) openMenu(event);
        }}
      >
        <RowSign roomId={roomId} isLarge={mode === "extended"} showsAvatar={showsAvatar} />
        <span className={styles.names}>
          <span className={styles.name} dir="auto" title={title}>
            {title}
          </span>
          {mode === "extended" && <LastMessage roomId={roomId} hasDraft={hasDraft && !isCurrent} />}
        </span>
        {hasDraft && !isCurrent && <Pencil className={styles.mark} aria-label={strings.draft} />}
        {subscription.isMuted && <BellOff className={styles.mark} aria-label={strings.muted} />}
        {mark.kind === "count" && <CountBadge count={mark.count} isPersonal={mark.isPersonal} />}
        {mark.kind === "dot" && !isCurrent && <UnreadDot />}
      </Link>
      <span className={styles.options}>
        <MenuTrigger isOpen={isMenuOpen} onOpenChange={setIsMenuOpen}>
          <IconButton size="small" label={strings.options(title)} icon={<Ellipsis />} />
          {isMenuOpen && (
            <Suspense fallback={null}>
              <RowMenu subscription={subscription} isUnread={mark.kind !== "none"} onAsk={setAsked} />
            </Suspense>
          )}
        </MenuTrigger>
      </span>
      {asked !== undefined && (
        <Suspense fallback={null}>
          <RowDialogs
            asked={asked}
            roomId={roomId}
            title={title}
            onClose={() => setAsked(undefined)}
            onLeft={() => isCurrent && onLeft()}
          />
        </Suspense>
      )}
    </li>
  );
});

interface SignProps {
  roomId: string;
  isLarge: boolean;
  showsAvatar: boolean;
}

/** The picture of a person or room where there is one, else what kind of room it is. */
function RowSign({ roomId, isLarge, showsAvatar }: SignProps) {
  const { store, presence } = useWorkspace();
  const subscription = useEntity(store.subscriptions, roomId);
  const room = useEntity(store.rooms, roomId);
  const partnerId = directPartnerId(room, store.me.get().id);
  const partner = useEntity(store.users, partnerId);
  const size = isLarge ? 36 : 20;
  const title = roomTitle(subscription, room);

  useEffect(() => {
    if (partnerId !== undefined) presence.watch([partnerId]);
  }, [partnerId, presence]);

  const isPerson =
    subscription?.type === "d" && (partnerId !== undefined || (room?.userIds.length ?? 0) <= 2);
  if (isPerson && !showsAvatar) {
    return (
      <span className={styles.glyph}>
        <PresenceMark presence={partner?.presence ?? "offline"} />
      </span>
    );
  }
  if (isPerson) {
    const username = partner?.username || subscription.name;
    return (
      <span className={styles.person}>
        <Avatar size={size} name={title} source={userAvatar(username, partner?.avatarTag)} />
        <PresenceMark presence={partner?.presence ?? "offline"} />
      </span>
    );
  }
  if (showsAvatar && room?.avatarTag !== undefined)
    return <Avatar size={size} name={title} source={roomAvatar(roomId, room.avatarTag)} />;
  return (
    <span className={styles.glyph} data-large={isLarge}>
      <RoomGlyph
        type={subscription?.type}
        isTeam={subscription?.isTeamMain === true || room?.isTeamMain === true}
        isDiscussion={subscription?.parentId !== undefined}
      />
    </span>
  );
}

/** The last words of a room, or that one has begun to write there. */
function LastMessage({ roomId, hasDraft }: { roomId: string; hasDraft: boolean }) {
  const { store, drafts } = useWorkspace();
  const last = useEntity(store.rooms, roomId)?.lastMessage;
  const type = useEntity(store.subscriptions, roomId)?.type;
  if (hasDraft) {
    return (
      <span className={styles.last}>
        <em>{strings.draft}:</em> {drafts.read(roomId)}
      </span>
    );
  }
  if (last === undefined) return <span className={styles.last}>{strings.noMessages}</span>;
  const isMine = last.author.id === store.me.get().id;
  const who = isMine ? strings.you : personName(last.author);
  const showsWho = isMine || type !== "d";
  return (
    <span className={styles.last}>
      {showsWho && (isSystemMessage(last) ? `${who} ` : `${who}: `)}
      {messageLine(last)}
    </span>
  );
}
