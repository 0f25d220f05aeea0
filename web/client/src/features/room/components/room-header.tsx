import { ArrowLeft, Ellipsis, KeyRound, MessageSquareReply, Search, Users } from "lucide-react";
import { lazy, Suspense, useEffect } from "react";
import { MenuTrigger } from "react-aria-components";
import { Link } from "wouter";
import { directPartnerId, roomPath, roomTitle } from "../../../store/room-names";
import { useEntity, useSetting, useWorkspace } from "../../../store/use-store";
import { Avatar, roomAvatar, userAvatar } from "../../../ui/avatar";
import { CountBadge, UnreadDot } from "../../../ui/badge";
import { IconButton } from "../../../ui/button";
import { InlineMarkup } from "../../../ui/markup/markup";
import { PresenceMark } from "../../../ui/presence-mark";
import { RoomGlyph } from "../../../ui/room-glyph";
import { uiStrings } from "../../../ui/strings";
import { useRoomAbilities } from "../abilities";
import type { PanelId } from "../panel-ids";
import { roomStrings as strings } from "../strings";
import styles from "./room-header.module.css";

const RoomMenu = lazy(() => import("./room-menu").then((module) => ({ default: module.RoomMenu })));

interface Props {
  roomId: string;
  panel: PanelId | undefined;
  onPanel: (panel: PanelId) => void;
  onBack: () => void;
}

export function RoomHeader({ roomId, panel, onPanel, onBack }: Props) {
  const workspace = useWorkspace();
  const { store, presence } = workspace;
  const room = useEntity(store.rooms, roomId);
  const subscription = useEntity(store.subscriptions, roomId);
  const partnerId = directPartnerId(room, store.me.get().id);
  const partner = useEntity(store.users, partnerId);
  const title = roomTitle(subscription, room);
  const type = subscription?.type ?? room?.type;
  const abilities = useRoomAbilities(roomId);
  const hasEncryption = useSetting("E2E_Enable") === true;

  useEffect(() => {
    if (partnerId !== undefined) presence.watch([partnerId]);
  }, [partnerId, presence]);

  const detail =
    partner === undefined
      ? (room?.topic ?? room?.description)
      : partner.statusText || uiStrings.presence[partner.presence];
  const count = room?.memberCount ?? 0;

  return (
    <header className={styles.header}>
      <span className={styles.back}>
        <IconButton label={strings.back} icon={<ArrowLeft />} onPress={onBack} />
      </span>
      {type === "d" ? (
        <Avatar
          size={28}
          name={title}
          source={userAvatar(partner?.username ?? subscription?.name ?? "", partner?.avatarTag)}
        />
      ) : room?.avatarTag !== undefined ? (
        <Avatar size={28} name={title} source={roomAvatar(roomId, room.avatarTag)} />
      ) : (
        <span className={styles.glyph}>
          <RoomGlyph
            type={type}
            isTeam={room?.isTeamMain === true}
            isDiscussion={room?.parentId !== undefined}
          />
        </span>
      )}
      <div className={styles.titles}>
        <h1 className={styles.title} dir="auto" title={title}>
          {title}
        </h1>
        {room?.isEncrypted === true && hasEncryption && (
          <KeyRound className={styles.key} role="img" aria-label={strings.header.encrypted} />
        )}
        {partner !== undefined && <PresenceMark presence={partner.presence} />}
        <ParentLink roomId={roomId} />
        {detail !== undefined && detail !== "" && (
          <span className={styles.detail} dir="auto" title={detail}>
            {partner === undefined ? <InlineMarkup text={detail} /> : detail}
          </span>
        )}
      </div>
      <div className={styles.actions}>
        {type !== "d" && count > 0 && abilities.maySeeMembers && (
          <button
            type="button"
            className={styles.members}
            aria-label={strings.memberCount(count)}
            title={strings.members}
            aria-pressed={panel === "members-list"}
            onClick={() => onPanel("members-list")}
          >
            <Users />
            {count.toLocaleString("en")}
          </button>
        )}
        <span className={styles.wideOnly}>
          <ThreadsButton roomId={roomId} isActive={panel === "thread"} onPress={() => onPanel("thread")} />
          <IconButton
            label={strings.search}
            icon={<Search />}
            isActive={panel === "message-search"}
            onPress={() => onPanel("message-search")}
          />
        </span>
        <MenuTrigger>
          <IconButton label={strings.more} icon={<Ellipsis />} />
          <Suspense fallback={null}>
            <RoomMenu roomId={roomId} onPanel={onPanel} />
          </Suspense>
        </MenuTrigger>
      </div>
    </header>
  );
}

/** Leads to the channel a discussion began in, or to the team a channel belongs to. */
function ParentLink({ roomId }: { roomId: string }) {
  const { store } = useWorkspace();
  const parentId = useEntity(store.rooms, roomId)?.parentId;
  const parent = useEntity(store.rooms, parentId);
  const subscription = useEntity(store.subscriptions, parentId);
  if (parentId === undefined || (parent === undefined && subscription === undefined)) return null;
  const known = subscription ?? (parent === undefined ? undefined : { ...parent, roomId: parent.id });
  if (known === undefined) return null;
  return (
    <Link className={styles.parent} href={roomPath(known)}>
      {strings.header.partOf(roomTitle(subscription, parent))}
    </Link>
  );
}

function ThreadsButton({
  roomId,
  isActive,
  onPress,
}: {
  roomId: string;
  isActive: boolean;
  onPress: () => void;
}) {
  const { store } = useWorkspace();
  const subscription = useEntity(store.subscriptions, roomId);
  const unread = subscription?.unreadThreads.length ?? 0;
  const mentioning = subscription?.mentioningThreads.length ?? 0;
  return (
    <span className={styles.badged}>
      <IconButton
        label={strings.threads}
        icon={<MessageSquareReply />}
        isActive={isActive}
        onPress={onPress}
      />
      {mentioning > 0 ? <CountBadge count={mentioning} isPersonal /> : unread > 0 && <UnreadDot />}
    </span>
  );
}
