import type { User } from "@parley/shared/wire/entities";
import { toWireError } from "@parley/shared/wire/errors";
import { asList, asRecord, parseList, parseUser } from "@parley/shared/wire/parse";
import { Search, UserPlus } from "lucide-react";
import { useCallback, useEffect, useState } from "react";
import { useLocation } from "wouter";
import { personName } from "../../../store/room-names";
import { useEntity, usePermission, useWorkspace } from "../../../store/use-store";
import { Avatar, userAvatar } from "../../../ui/avatar";
import { Button, IconButton } from "../../../ui/button";
import { Dialog } from "../../../ui/dialog";
import { Panel } from "../../../ui/panel";
import { PeoplePicker } from "../../../ui/people-picker";
import { PresenceMark } from "../../../ui/presence-mark";
import { toasts } from "../../../ui/toast";
import { doorOf, openDirect } from "../actions";
import { roomStrings } from "../strings";
import styles from "./panels.module.css";

const strings = roomStrings.membersPanel;
const PAGE = 50;

interface Props {
  roomId: string;
  onClose: () => void;
}

export function MembersPanel({ roomId, onClose }: Props) {
  const workspace = useWorkspace();
  const { store, link, presence } = workspace;
  const room = useEntity(store.rooms, roomId);
  const [filter, setFilter] = useState("");
  const [members, setMembers] = useState<User[]>();
  const [total, setTotal] = useState(0);
  const [roles, setRoles] = useState<Record<string, string[]>>({});
  const [problem, setProblem] = useState<string>();
  const [isAdding, setIsAdding] = useState(false);
  const canAdd = usePermission("add-user-to-joined-room", roomId);
  const type = room?.type ?? "c";

  const load = useCallback(
    async (offset: number) => {
      try {
        const answer = await link.rest.get(`${doorOf(type)}.members`, {
          roomId,
          count: PAGE,
          offset,
          ...(filter === "" ? {} : { filter }),
        });
        const page = parseList(answer.members, parseUser);
        store.users.batch(() => {
          for (const user of page) store.putUser({ ...user, roles: undefined });
        });
        presence.watch(page.map((user) => user.id));
        setMembers((known) => (offset === 0 ? page : [...(known ?? []), ...page]));
        setTotal(typeof answer.total === "number" ? answer.total : page.length);
        setProblem(undefined);
      } catch (error) {
        setProblem(roomStrings.failed(toWireError(error).message));
      }
    },
    [link, store, presence, roomId, type, filter],
  );

  useEffect(() => {
    const timer = setTimeout(() => void load(0), filter === "" ? 0 : 200);
    return () => clearTimeout(timer);
  }, [load, filter, room?.memberCount]);

  useEffect(() => {
    link
      .read("getRoomRoles", roomId)
      .then((answer) => {
        const table: Record<string, string[]> = {};
        for (const item of asList(answer).map(asRecord))
          table[String(asRecord(item.u)._id)] = asList(item.roles).map(String);
        setRoles(table);
      })
      .catch(() => undefined);
  }, [link, roomId, room?.memberCount]);

  return (
    <Panel
      title={roomStrings.members}
      subtitle={members === undefined ? undefined : roomStrings.memberCount(total)}
      onClose={onClose}
      actions={
        canAdd &&
        type !== "d" && (
          <IconButton label={strings.add} icon={<UserPlus />} onPress={() => setIsAdding(true)} />
        )
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
      <div className={styles.scroller}>
        <ul className={styles.list}>
          {(members ?? []).map((user) => (
            <MemberRow key={user.id} userId={user.id} roles={roles[user.id] ?? []} />
          ))}
        </ul>
        {problem !== undefined && (
          <p className={styles.hint} role="alert">
            {problem}{" "}
            <Button look="quiet" onPress={() => void load(0)}>
              {roomStrings.tryAgain}
            </Button>
          </p>
        )}
        {members?.length === 0 && <p className={styles.hint}>{strings.none}</p>}
        {members !== undefined && members.length > 0 && members.length < total && (
          <Button look="quiet" onPress={() => void load(members.length)}>
            {roomStrings.loadMore}
          </Button>
        )}
      </div>
      {isAdding && (
        <AddPeopleDialog roomId={roomId} onClose={() => setIsAdding(false)} onAdded={() => void load(0)} />
      )}
    </Panel>
  );
}

function MemberRow({ userId, roles }: { userId: string; roles: readonly string[] }) {
  const workspace = useWorkspace();
  const [, navigate] = useLocation();
  const user = useEntity(workspace.store.users, userId);
  if (user === undefined) return null;
  const isMe = userId === workspace.store.me.get().id;
  const handleOpen = async () => {
    const path = await openDirect(workspace, user.username);
    if (path !== undefined) navigate(path);
  };
  return (
    <li>
      <button
        type="button"
        className={styles.person}
        title={strings.write(personName(user))}
        onClick={() => void handleOpen()}
      >
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
        {roles
          .filter((role) => strings.roles[role] !== undefined)
          .map((role) => (
            <span key={role} className={styles.tag}>
              {strings.roles[role]}
            </span>
          ))}
      </button>
    </li>
  );
}

function AddPeopleDialog({
  roomId,
  onClose,
  onAdded,
}: {
  roomId: string;
  onClose: () => void;
  onAdded: () => void;
}) {
  const { link } = useWorkspace();
  const [people, setPeople] = useState<User[]>([]);
  const [isBusy, setIsBusy] = useState(false);
  const handleAdd = async () => {
    setIsBusy(true);
    try {
      await link.call("addUsersToRoom", { rid: roomId, users: people.map((person) => person.username) });
      onAdded();
      onClose();
    } catch (error) {
      toasts.add("failed", roomStrings.failed(toWireError(error).message));
      setIsBusy(false);
    }
  };
  return (
    <Dialog
      title={strings.addTitle}
      onClose={onClose}
      footer={
        <>
          <Button onPress={onClose}>{strings.cancel}</Button>
          <Button
            look="primary"
            isDisabled={people.length === 0}
            isPending={isBusy}
            onPress={() => void handleAdd()}
          >
            {strings.addAction}
          </Button>
        </>
      }
    >
      <PeoplePicker
        autoFocus
        label={strings.add}
        help={strings.addHelp}
        chosen={people}
        onChange={setPeople}
      />
    </Dialog>
  );
}
