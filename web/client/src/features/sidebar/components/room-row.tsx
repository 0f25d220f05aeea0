import {
  BellOff,
  Ellipsis,
  EyeOff,
  Hash,
  Lock,
  LogOut,
  MailOpen,
  MessagesSquare,
  Pencil,
  Star,
  StarOff,
  Users,
} from "lucide-react";
import { memo, useEffect, useState } from "react";
import { MenuTrigger } from "react-aria-components";
import { Link } from "wouter";
import { directPartnerId, roomPath, roomTitle } from "../../../store/room-names";
import { unreadMark } from "../../../store/unread";
import { useCell, useEntity, useWorkspace } from "../../../store/use-store";
import { Avatar, userAvatar } from "../../../ui/avatar";
import { CountBadge, UnreadDot } from "../../../ui/badge";
import { IconButton } from "../../../ui/button";
import { ConfirmDialog } from "../../../ui/dialog";
import { Menu, MenuItem, MenuSeparator } from "../../../ui/menu";
import { PresenceMark } from "../../../ui/presence-mark";
import { hideRoom, leaveRoom, markRead, markUnread, toggleFavorite } from "../actions";
import { sidebarStrings as strings } from "../strings";
import styles from "./sidebar.module.css";

interface Props {
  roomId: string;
  isCurrent: boolean;
  onLeft: () => void;
}

export const RoomRow = memo(function RoomRow({ roomId, isCurrent, onLeft }: Props) {
  const workspace = useWorkspace();
  const { store, drafts } = workspace;
  const subscription = useEntity(store.subscriptions, roomId);
  const room = useEntity(store.rooms, roomId);
  const hasDraft = useCell(drafts.keys).has(roomId);
  const [isMenuOpen, setIsMenuOpen] = useState(false);
  const [isLeaving, setIsLeaving] = useState(false);
  if (subscription === undefined) return null;

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
    >
      <Link
        href={roomPath(subscription)}
        className={styles.link}
        aria-current={isCurrent ? "page" : undefined}
      >
        <RoomGlyph roomId={roomId} />
        <span className={styles.name} dir="auto" title={title}>
          {title}
        </span>
        {hasDraft && !isCurrent && <Pencil className={styles.mark} aria-label={strings.draft} />}
        {subscription.isMuted && <BellOff className={styles.mark} aria-label={strings.muted} />}
        {mark.kind === "count" && <CountBadge count={mark.count} isPersonal={mark.isPersonal} />}
        {mark.kind === "dot" && !isCurrent && <UnreadDot />}
      </Link>
      <span className={styles.options}>
        <MenuTrigger isOpen={isMenuOpen} onOpenChange={setIsMenuOpen}>
          <IconButton size="small" label={strings.options(title)} icon={<Ellipsis />} />
          <Menu placement="bottom start">
            <MenuItem
              icon={subscription.isFavorite ? <StarOff /> : <Star />}
              onAction={() => toggleFavorite(workspace, roomId)}
            >
              {subscription.isFavorite ? strings.unfavorite : strings.favorite}
            </MenuItem>
            {mark.kind === "none" ? (
              <MenuItem icon={<MailOpen />} onAction={() => markUnread(workspace, roomId)}>
                {strings.markUnread}
              </MenuItem>
            ) : (
              <MenuItem icon={<MailOpen />} onAction={() => markRead(workspace, roomId)}>
                {strings.markRead}
              </MenuItem>
            )}
            <MenuItem icon={<EyeOff />} onAction={() => hideRoom(workspace, roomId)}>
              {strings.hide}
            </MenuItem>
            {subscription.type !== "d" && <MenuSeparator />}
            {subscription.type !== "d" && (
              <MenuItem isDanger icon={<LogOut />} onAction={() => setIsLeaving(true)}>
                {strings.leave}
              </MenuItem>
            )}
          </Menu>
        </MenuTrigger>
      </span>
      {isLeaving && (
        <ConfirmDialog
          title={strings.leaveTitle(title)}
          action={strings.leave}
          onClose={() => setIsLeaving(false)}
          onConfirm={() =>
            void leaveRoom(workspace, roomId).then((isDone) => isDone && isCurrent && onLeft())
          }
        >
          <p>{strings.leaveText}</p>
        </ConfirmDialog>
      )}
    </li>
  );
});

function RoomGlyph({ roomId }: { roomId: string }) {
  const { store, presence } = useWorkspace();
  const subscription = useEntity(store.subscriptions, roomId);
  const room = useEntity(store.rooms, roomId);
  const partnerId = directPartnerId(room, store.me.get().id);
  const partner = useEntity(store.users, partnerId);

  useEffect(() => {
    if (partnerId !== undefined) presence.watch([partnerId]);
  }, [partnerId, presence]);

  if (subscription?.type === "d") {
    if (partnerId === undefined && (room?.userIds.length ?? 0) > 2) {
      return (
        <span className={styles.glyph}>
          <Users />
        </span>
      );
    }
    const username = partner?.username || subscription.name;
    return (
      <span className={styles.person}>
        <Avatar
          size={20}
          name={roomTitle(subscription, room)}
          source={userAvatar(username, partner?.avatarTag)}
        />
        <PresenceMark presence={partner?.presence ?? "offline"} />
      </span>
    );
  }
  const isDiscussion = subscription?.parentId !== undefined;
  return (
    <span className={styles.glyph}>
      {isDiscussion ? (
        <MessagesSquare />
      ) : subscription?.type === "p" ? (
        <Lock aria-label={strings.privateRoom} />
      ) : (
        <Hash />
      )}
    </span>
  );
}
