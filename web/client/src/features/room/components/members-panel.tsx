import type { User } from "@parley/shared/wire/entities";
import { asRecord, parseList, parseUser } from "@parley/shared/wire/parse";
import { Link2, MicOff, Search, UserPlus } from "lucide-react";
import { useCallback, useEffect, useState } from "react";
import { personName } from "../../../store/room-names";
import { useEntity, useWorkspace } from "../../../store/use-store";
import { Avatar, userAvatar } from "../../../ui/avatar";
import { Button, IconButton } from "../../../ui/button";
import { Panel } from "../../../ui/panel";
import { PresenceMark } from "../../../ui/presence-mark";
import { Segments } from "../../../ui/segments";
import { useRoomAbilities } from "../abilities";
import { explainRoomError } from "../settings";
import { panelStrings } from "../panel-strings";
import { AddPeopleDialog } from "./add-people-dialog";
import { InviteDialog } from "./invite-dialog";
import { PersonPanel } from "./person-panel";
import styles from "./panels.module.css";

const strings = panelStrings.membersPanel;
const PAGE = 50;
const PAUSE_MS = 200;
const noRoles: Readonly<Record<string, readonly string[]>> = {};

type View = "online" | "all";
const views: readonly { id: View; label: string }[] = [
  { id: "online", label: strings.views.online },
  { id: "all", label: strings.views.all },
];

interface Props {
  roomId: string;
  /** Somebody whose panel is open. */
  username: string | undefined;
  onPerson: (username: string | undefined) => void;
  onClose: () => void;
}

export function MembersPanel({ roomId, username, onPerson, onClose }: Props) {
  const { store, link, presence, roomRoles } = useWorkspace();
  const room = useEntity(store.rooms, roomId);
  const abilities = useRoomAbilities(roomId);
  const roles = useEntity(store.roomRoles, roomId) ?? noRoles;
  const [filter, setFilter] = useState("");
  const [view, setView] = useState<View>(room?.type === "d" ? "all" : "online");
  const [members, setMembers] = useState<User[]>();
  const [total, setTotal] = useState(0);
  const [problem, setProblem] = useState<string>();
  const [dialog, setDialog] = useState<"add" | "invite">();

  const load = useCallback(
    async (skip: number) => {
      try {
        const answer = asRecord(
          await link.read("getUsersOfRoom", roomId, view === "all", { limit: PAGE, skip }, filter),
        );
        const page = parseList(answer.records, parseUser);
        store.users.batch(() => {
          for (const user of page) store.putUser({ ...user, roles: undefined });
        });
        presence.watch(page.map((user) => user.id));
        setMembers((known) => (skip === 0 ? page : [...(known ?? []), ...page]));
        setTotal(typeof answer.total === "number" ? answer.total : page.length);
        setProblem(undefined);
      } catch (error) {
        setProblem(explainRoomError(error));
      }
    },
    [link, store, presence, roomId, view, filter],
  );

  useEffect(() => {
    const timer = setTimeout(() => void load(0), filter === "" ? 0 : PAUSE_MS);
    return () => clearTimeout(timer);
  }, [load, filter, room?.memberCount]);

  useEffect(() => roomRoles.load(roomId), [roomRoles, roomId]);

  if (username !== undefined && room !== undefined) {
    return (
      <PersonPanel
        key={username}
        room={room}
        username={username}
        roles={roles}
        onBack={() => onPerson(undefined)}
        onClose={onClose}
      />
    );
  }

  return (
    <Panel
      title={panelStrings.members}
      subtitle={room === undefined ? undefined : panelStrings.memberCount(room.memberCount)}
      onClose={onClose}
      actions={
        <>
          {abilities.mayInvite && (
            <IconButton label={strings.invite} icon={<Link2 />} onPress={() => setDialog("invite")} />
          )}
          {abilities.mayAddPeople && (
            <IconButton label={strings.add} icon={<UserPlus />} onPress={() => setDialog("add")} />
          )}
        </>
      }
    >
      <label className={styles.filter}>
        <Search />
        <input
          type="search"
          aria-label={strings.search}
          placeholder={strings.search}
          value={filter}
          onChange={(event) => setFilter(event.target.value)}
        />
      </label>
      <Segments label={strings.show} options={views} value={view} onChange={setView} />
      <div className={styles.scroller}>
        <ul className={styles.list}>
          {(members ?? []).map((user) => (
            <MemberRow
              key={user.id}
              userId={user.id}
              roles={roles[user.id] ?? []}
              isMuted={room?.muted.includes(user.username) === true}
              onOpen={onPerson}
            />
          ))}
        </ul>
        {problem !== undefined && (
          <p className={styles.hint} role="alert">
            {problem}{" "}
            <Button look="quiet" onPress={() => void load(0)}>
              {panelStrings.tryAgain}
            </Button>
          </p>
        )}
        {members?.length === 0 && problem === undefined && (
          <p className={styles.hint}>
            {filter !== "" ? strings.none : view === "online" ? strings.nobodyOnline : strings.nobody}
          </p>
        )}
        {members !== undefined && members.length > 0 && members.length < total && (
          <Button look="quiet" onPress={() => void load(members.length)}>
            {panelStrings.loadMore}
          </Button>
        )}
      </div>
      {dialog === "add" && (
        <AddPeopleDialog roomId={roomId} onClose={() => setDialog(undefined)} onAdded={() => void load(0)} />
      )}
      {dialog === "invite" && <InviteDialog roomId={roomId} onClose={() => setDialog(undefined)} />}
    </Panel>
  );
}

interface RowProps {
  userId: string;
  roles: readonly string[];
  isMuted: boolean;
  onOpen: (username: string) => void;
}

function MemberRow({ userId, roles, isMuted, onOpen }: RowProps) {
  const { store } = useWorkspace();
  const user = useEntity(store.users, userId);
  if (user === undefined) return null;
  const isMe = userId === store.me.get().id;
  return (
    <li>
      <button type="button" className={styles.person} onClick={() => onOpen(user.username)}>
        <span className={styles.face}>
          <Avatar size={36} name={personName(user)} source={userAvatar(user.username, user.avatarTag)} />
          <PresenceMark presence={user.presence} />
        </span>
        <span className={styles.words}>
          <span className={styles.name}>
            {personName(user)}
            {isMe && <span className={styles.quiet}> ({strings.you})</span>}
          </span>
          <span className={styles.quiet}>
            {user.statusText !== undefined && user.statusText !== "" ? user.statusText : `@${user.username}`}
          </span>
        </span>
        {isMuted && <MicOff className={styles.state} role="img" aria-label={strings.muted} />}
        <RoleTags roles={roles} />
      </button>
    </li>
  );
}

/** The roles of somebody in this room. */
export function RoleTags({ roles }: { roles: readonly string[] }) {
  return roles
    .filter((role) => strings.roles[role] !== undefined)
    .map((role) => (
      <span key={role} className={styles.tag}>
        {strings.roles[role]}
      </span>
    ));
}
