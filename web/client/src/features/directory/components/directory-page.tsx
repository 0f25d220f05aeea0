import type { User } from "@parley/shared/wire/entities";
import { toWireError } from "@parley/shared/wire/errors";
import { ArrowLeft, CircleAlert, Compass, Search } from "lucide-react";
import { useCallback, useEffect, useRef, useState } from "react";
import { Link } from "wouter";
import { personName, roomPath } from "../../../store/room-names";
import { useEntity, usePermission, useSetting, useWorkspace } from "../../../store/use-store";
import { Avatar, roomAvatar, userAvatar } from "../../../ui/avatar";
import { Button, IconButton } from "../../../ui/button";
import { EmptyState } from "../../../ui/empty-state";
import { RoomGlyph } from "../../../ui/room-glyph";
import { Select } from "../../../ui/select";
import {
  type DirectoryRoom,
  type Entry,
  fetchDirectory,
  type SortKey,
  sortKeys,
  type Tab,
} from "../directory";
import { directoryStrings as strings } from "../strings";
import styles from "./directory-page.module.css";

const PAUSE_MS = 250;
const tabNames: Record<Tab, { title: string; search: string }> = {
  channels: { title: strings.channels, search: strings.searchChannels },
  teams: { title: strings.teams, search: strings.searchTeams },
  users: { title: strings.people, search: strings.searchPeople },
};

interface Props {
  onBack: () => void;
  onOpenPerson: (username: string) => void;
}

/** Channels, teams and people of the workspace (ROOM-064). */
export function DirectoryPage({ onBack, onOpenPerson }: Props) {
  const workspace = useWorkspace();
  const first = useSetting("Accounts_Directory_DefaultView");
  const maySeeOutside = usePermission("view-outside-room");
  const maySeePeople = usePermission("view-d-room");
  const tabs: readonly Tab[] =
    maySeeOutside && maySeePeople ? ["channels", "teams", "users"] : ["channels", "teams"];
  const [tab, setTab] = useState<Tab>(() => tabs.find((id) => id === first) ?? "channels");
  const [sort, setSort] = useState<SortKey>(sortKeys[tab][0] ?? "name");
  const [text, setText] = useState("");
  const [entries, setEntries] = useState<Entry[]>();
  const [total, setTotal] = useState(0);
  const [problem, setProblem] = useState<string>();
  const asked = useRef(0);

  const load = useCallback(
    async (offset: number) => {
      asked.current += 1;
      const number = asked.current;
      try {
        const page = await fetchDirectory(workspace, { tab, text: text.trim(), sort, offset });
        if (number !== asked.current) return;
        setEntries((known) => (offset === 0 ? page.entries : [...(known ?? []), ...page.entries]));
        setTotal(page.total);
        setProblem(undefined);
      } catch (error) {
        if (number === asked.current) setProblem(toWireError(error).message);
      }
    },
    [workspace, tab, text, sort],
  );

  useEffect(() => {
    const timer = setTimeout(() => void load(0), text === "" ? 0 : PAUSE_MS);
    return () => clearTimeout(timer);
  }, [load, text]);

  const openTab = (id: Tab) => {
    setTab(id);
    setSort(sortKeys[id][0] ?? "name");
    setEntries(undefined);
  };

  return (
    <main className={styles.page}>
      <header className={styles.header}>
        <span className={styles.back}>
          <IconButton label={strings.back} icon={<ArrowLeft />} onPress={onBack} />
        </span>
        <h1 className={styles.title}>{strings.title}</h1>
      </header>
      <div className={styles.content}>
        <div className={styles.controls}>
          <div className={styles.tabs} role="tablist" aria-label={strings.title}>
            {tabs.map((id) => (
              <button
                key={id}
                type="button"
                role="tab"
                aria-selected={tab === id}
                className={styles.tab}
                onClick={() => openTab(id)}
              >
                {tabNames[id].title}
              </button>
            ))}
          </div>
          <label className={styles.search}>
            <Search />
            <input
              type="search"
              aria-label={tabNames[tab].search}
              placeholder={tabNames[tab].search}
              value={text}
              onChange={(event) => setText(event.target.value)}
            />
          </label>
          <Select
            hidesLabel
            label={strings.sort}
            options={sortKeys[tab].map((id) => ({ id, label: strings.sorts[id] }))}
            value={sort}
            onChange={(id) => setSort(id as SortKey)}
          />
        </div>
        {problem !== undefined && (
          <EmptyState
            icon={<CircleAlert />}
            title={strings.failed}
            action={<Button onPress={() => void load(0)}>{strings.tryAgain}</Button>}
          >
            {problem}
          </EmptyState>
        )}
        {problem === undefined && (
          <ul className={styles.list}>
            {(entries ?? []).map((entry) =>
              entry.kind === "room" ? (
                <RoomRow
                  key={entry.room.id}
                  room={entry.room}
                  isTeam={tab === "teams" || entry.room.isTeamMain}
                />
              ) : (
                <PersonRow
                  key={entry.user.id}
                  user={entry.user}
                  email={entry.email}
                  onOpen={() => onOpenPerson(entry.user.username)}
                />
              ),
            )}
          </ul>
        )}
        {entries?.length === 0 && problem === undefined && (
          <EmptyState icon={<Compass />} title={strings.noneTitle}>
            {text === "" ? strings.noneEmpty : strings.noneText}
          </EmptyState>
        )}
        {entries !== undefined && entries.length > 0 && entries.length < total && (
          <Button look="quiet" onPress={() => void load(entries.length)}>
            {strings.more}
          </Button>
        )}
      </div>
    </main>
  );
}

function RoomRow({ room, isTeam }: { room: DirectoryRoom; isTeam: boolean }) {
  const { store } = useWorkspace();
  const isMember = useEntity(store.subscriptions, room.id) !== undefined;
  const title = room.displayName ?? room.name ?? "";
  const facts = [
    isTeam && room.roomCount !== undefined ? strings.rooms(room.roomCount) : undefined,
    room.memberCount > 0 ? strings.members(room.memberCount) : undefined,
    room.topic ?? room.description,
  ];
  const path = roomPath({ ...room, roomId: room.id });
  return (
    <li className={styles.row}>
      {room.avatarTag === undefined ? (
        <span className={styles.glyph}>
          <RoomGlyph type={room.type} isTeam={isTeam} isDiscussion={room.parentId !== undefined} />
        </span>
      ) : (
        <Avatar size={36} name={title} source={roomAvatar(room.id, room.avatarTag)} />
      )}
      <Link className={styles.words} href={path}>
        <span className={styles.name}>{title}</span>
        <span className={styles.quiet}>{facts.filter(Boolean).join(" · ")}</span>
      </Link>
      {isMember && <span className={styles.tag}>{strings.joined}</span>}
      <Link className={styles.open} href={path} aria-hidden="true" tabIndex={-1}>
        {isMember ? strings.open : strings.preview}
      </Link>
    </li>
  );
}

function PersonRow({ user, email, onOpen }: { user: User; email: string; onOpen: () => void }) {
  return (
    <li className={styles.row}>
      <Avatar size={36} name={personName(user)} source={userAvatar(user.username, user.avatarTag)} />
      <button type="button" className={styles.words} onClick={onOpen}>
        <span className={styles.name}>{personName(user)}</span>
        <span className={styles.quiet}>
          {[`@${user.username}`, email, user.bio]
            .filter((fact) => fact !== undefined && fact !== "")
            .join(" · ")}
        </span>
      </button>
      <button type="button" className={styles.open} onClick={onOpen} aria-hidden="true" tabIndex={-1}>
        {strings.write}
      </button>
    </li>
  );
}
