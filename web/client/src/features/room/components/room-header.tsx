import {
  ArrowLeft,
  Bookmark,
  Ellipsis,
  Files,
  Info,
  MessagesSquare,
  Pin,
  Search,
  Star,
  StarOff,
  Users,
} from "lucide-react";
import { useEffect } from "react";
import { MenuTrigger } from "react-aria-components";
import { directPartnerId, roomTitle } from "../../../store/room-names";
import { useEntity, useWorkspace } from "../../../store/use-store";
import { Avatar, userAvatar } from "../../../ui/avatar";
import { IconButton } from "../../../ui/button";
import { InlineMarkup } from "../../../ui/markup/markup";
import { Menu, MenuItem, MenuSeparator } from "../../../ui/menu";
import { PresenceMark } from "../../../ui/presence-mark";
import { RoomGlyph } from "../../../ui/room-glyph";
import { uiStrings } from "../../../ui/strings";
import { toggleFavorite } from "../actions";
import { roomStrings as strings } from "../strings";
import styles from "./room-header.module.css";

export type PanelId =
  | "members-list"
  | "thread"
  | "channel-settings"
  | "pinned-messages"
  | "starred-messages"
  | "uploaded-files-list"
  | "message-search";

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
        {partner !== undefined && <PresenceMark presence={partner.presence} />}
        {detail !== undefined && detail !== "" && (
          <span className={styles.detail} dir="auto" title={detail}>
            {partner === undefined ? <InlineMarkup text={detail} /> : detail}
          </span>
        )}
      </div>
      <div className={styles.actions}>
        {type !== "d" && count > 0 && (
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
          <IconButton
            label={strings.threads}
            icon={<MessagesSquare />}
            isActive={panel === "thread"}
            onPress={() => onPanel("thread")}
          />
          <IconButton
            label={strings.search}
            icon={<Search />}
            isActive={panel === "message-search"}
            onPress={() => onPanel("message-search")}
          />
        </span>
        <MenuTrigger>
          <IconButton label={strings.more} icon={<Ellipsis />} />
          <Menu>
            <MenuItem icon={<Info />} onAction={() => onPanel("channel-settings")}>
              {strings.info}
            </MenuItem>
            <MenuItem icon={<Users />} onAction={() => onPanel("members-list")}>
              {strings.members}
            </MenuItem>
            <MenuItem icon={<MessagesSquare />} onAction={() => onPanel("thread")}>
              {strings.threads}
            </MenuItem>
            <MenuItem icon={<Search />} onAction={() => onPanel("message-search")}>
              {strings.search}
            </MenuItem>
            <MenuSeparator />
            <MenuItem icon={<Pin />} onAction={() => onPanel("pinned-messages")}>
              {strings.pinned}
            </MenuItem>
            <MenuItem icon={<Bookmark />} onAction={() => onPanel("starred-messages")}>
              {strings.starred}
            </MenuItem>
            <MenuItem icon={<Files />} onAction={() => onPanel("uploaded-files-list")}>
              {strings.files}
            </MenuItem>
            {subscription !== undefined && <MenuSeparator />}
            {subscription !== undefined && (
              <MenuItem
                icon={subscription.isFavorite ? <StarOff /> : <Star />}
                onAction={() => toggleFavorite(workspace, roomId)}
              >
                {subscription.isFavorite ? strings.unfavorite : strings.favorite}
              </MenuItem>
            )}
          </Menu>
        </MenuTrigger>
      </div>
    </header>
  );
}
