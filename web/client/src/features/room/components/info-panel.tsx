import type { Room, Subscription } from "@parley/shared/wire/entities";
import {
  Archive,
  Clock,
  Ellipsis,
  EyeOff,
  Hash,
  LogOut,
  type LucideIcon,
  MailOpen,
  Pencil,
  ShieldCheck,
  Star,
  StarOff,
  Trash2,
  UsersRound,
  Volume1,
} from "lucide-react";
import { useState } from "react";
import { MenuTrigger } from "react-aria-components";
import { Link } from "wouter";
import { formatDate } from "../../../lib/dates";
import { personName, roomPath, roomTitle } from "../../../store/room-names";
import { useEntity, useSetting, useWorkspace } from "../../../store/use-store";
import { Avatar, roomAvatar, userAvatar } from "../../../ui/avatar";
import { Button, IconButton } from "../../../ui/button";
import { TextMarkup } from "../../../ui/markup/markup";
import { Menu, MenuItem, MenuSeparator } from "../../../ui/menu";
import { Panel } from "../../../ui/panel";
import { RoomGlyph } from "../../../ui/room-glyph";
import { useRoomAbilities } from "../abilities";
import { markRoomUnread, toggleFavorite } from "../actions";
import { panelStrings } from "../panel-strings";
import { EditRoomPanel } from "./edit-room-panel";
import styles from "./info-panel.module.css";
import { type RoomDialog, RoomDialogs } from "./room-dialogs";

const strings = panelStrings.infoPanel;

interface Props {
  roomId: string;
  onClose: () => void;
  onShowMembers: () => void;
}

export function InfoPanel({ roomId, onClose, onShowMembers }: Props) {
  const workspace = useWorkspace();
  const { store } = workspace;
  const room = useEntity(store.rooms, roomId);
  const subscription = useEntity(store.subscriptions, roomId);
  const hasFavorites = useSetting("Favorite_Rooms") !== false;
  const abilities = useRoomAbilities(roomId);
  const [isEditing, setIsEditing] = useState(false);
  const [dialog, setDialog] = useState<RoomDialog>();

  if (isEditing && room !== undefined)
    return <EditRoomPanel room={room} onClose={onClose} onDone={() => setIsEditing(false)} />;

  const isFavorite = subscription?.isFavorite === true;
  const hasMore =
    abilities.isMember || abilities.mayDelete || abilities.mayConvertToTeam || abilities.mayMoveToTeam;
  return (
    <Panel title={strings.title} onClose={onClose}>
      <div className={styles.scroller}>
        <Head room={room} subscription={subscription} />
        <div className={styles.actions}>
          {abilities.mayEdit && (
            <Button onPress={() => setIsEditing(true)}>
              <Pencil />
              {strings.edit}
            </Button>
          )}
          {abilities.mayHide && (
            <Button onPress={() => setDialog("hide")}>
              <EyeOff />
              {strings.hide}
            </Button>
          )}
          {abilities.mayLeave && (
            <Button onPress={() => setDialog("leave")}>
              <LogOut />
              {strings.leave}
            </Button>
          )}
          {hasMore && (
            <MenuTrigger>
              <IconButton label={strings.more} icon={<Ellipsis />} />
              <Menu>
                {abilities.isMember && hasFavorites && (
                  <MenuItem
                    icon={isFavorite ? <StarOff /> : <Star />}
                    onAction={() => toggleFavorite(workspace, roomId)}
                  >
                    {isFavorite ? panelStrings.unfavorite : panelStrings.favorite}
                  </MenuItem>
                )}
                {abilities.isMember && (
                  <MenuItem icon={<MailOpen />} onAction={() => markRoomUnread(workspace, roomId)}>
                    {strings.markUnread}
                  </MenuItem>
                )}
                {abilities.mayConvertToTeam && (
                  <MenuItem icon={<UsersRound />} onAction={() => setDialog("to-team")}>
                    {strings.toTeam}
                  </MenuItem>
                )}
                {abilities.mayConvertToChannel && (
                  <MenuItem icon={<Hash />} onAction={() => setDialog("to-channel")}>
                    {strings.toChannel}
                  </MenuItem>
                )}
                {abilities.mayMoveToTeam && (
                  <MenuItem icon={<UsersRound />} onAction={() => setDialog("move-to-team")}>
                    {strings.moveToTeam}
                  </MenuItem>
                )}
                {abilities.mayDelete && <MenuSeparator />}
                {abilities.mayDelete && (
                  <MenuItem isDanger icon={<Trash2 />} onAction={() => setDialog("delete")}>
                    {strings.remove}
                  </MenuItem>
                )}
              </Menu>
            </MenuTrigger>
          )}
        </div>
        {room !== undefined && <States room={room} />}
        {room !== undefined && <Facts room={room} />}
      </div>
      {dialog !== undefined && (
        <RoomDialogs
          roomId={roomId}
          dialog={dialog}
          onClose={() => setDialog(undefined)}
          onShowMembers={onShowMembers}
        />
      )}
    </Panel>
  );
}

function Head({ room, subscription }: { room: Room | undefined; subscription: Subscription | undefined }) {
  const { store } = useWorkspace();
  const parent = useEntity(store.rooms, room?.parentId);
  const parentSubscription = useEntity(store.subscriptions, room?.parentId);
  const title = roomTitle(subscription, room);
  const type = room?.type ?? subscription?.type ?? "c";
  const kind =
    room?.isTeamMain === true && (type === "c" || type === "p")
      ? strings.team[type]
      : room?.parentId !== undefined
        ? strings.discussion
        : strings.kinds[type];
  const known = parentSubscription ?? (parent === undefined ? undefined : { ...parent, roomId: parent.id });
  return (
    <div className={styles.head}>
      {type === "d" ? (
        <Avatar size={72} name={title} source={userAvatar(subscription?.name ?? "")} />
      ) : room?.avatarTag === undefined ? (
        <span className={styles.glyph}>
          <RoomGlyph
            type={type}
            isTeam={room?.isTeamMain === true}
            isDiscussion={room?.parentId !== undefined}
          />
        </span>
      ) : (
        <Avatar size={72} name={title} source={roomAvatar(room.id, room.avatarTag)} />
      )}
      <div className={styles.words}>
        <h3 className={styles.title} dir="auto">
          {title}
        </h3>
        <span className={styles.kind}>{kind}</span>
        {known !== undefined && (
          <Link className={styles.parent} href={roomPath(known)}>
            {strings.partOf(roomTitle(parentSubscription, parent))}
          </Link>
        )}
      </div>
    </div>
  );
}

/** What is unlike other rooms. */
function States({ room }: { room: Room }) {
  const days = room.retention?.isEnabled === true ? room.retention.maxAgeDays : undefined;
  const hasEncryption = useSetting("E2E_Enable") === true;
  const states: [LucideIcon, string, string][] = [];
  if (room.isArchived) states.push([Archive, strings.archived, strings.archivedText]);
  if (room.isBroadcast) states.push([Volume1, strings.broadcast, strings.broadcastText]);
  else if (room.isReadOnly) states.push([Volume1, strings.readOnly, strings.readOnlyText]);
  if (room.isEncrypted && hasEncryption) states.push([ShieldCheck, strings.encrypted, strings.encryptedText]);
  if (days !== undefined) states.push([Clock, strings.retention, strings.retentionText(days)]);
  if (states.length === 0) return null;
  return (
    <ul className={styles.states}>
      {states.map(([Icon, name, text]) => (
        <li key={name}>
          <Icon />
          <span>
            <strong>{name}</strong> {text}
          </span>
        </li>
      ))}
    </ul>
  );
}

function Facts({ room }: { room: Room }) {
  const texts: [string, string | undefined][] = [
    [strings.topic, room.topic],
    [strings.announcement, room.announcement],
    [strings.description, room.description],
  ];
  const hasCreator = room.creator !== undefined && room.creator.username !== "";
  return (
    <dl className={styles.facts}>
      {texts.map(([label, text]) =>
        text === undefined ? null : (
          <div key={label}>
            <dt>{label}</dt>
            <dd>
              <TextMarkup text={text} />
            </dd>
          </div>
        ),
      )}
      {room.createdAt !== undefined && (
        <div>
          <dt>{strings.created}</dt>
          <dd>
            {hasCreator && room.creator !== undefined
              ? strings.createdBy(personName(room.creator), formatDate(room.createdAt))
              : formatDate(room.createdAt)}
          </dd>
        </div>
      )}
    </dl>
  );
}
