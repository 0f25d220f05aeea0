import type { Room, User } from "@parley/shared/wire/entities";
import { toWireError } from "@parley/shared/wire/errors";
import { parseList, parseRoom, parseUser } from "@parley/shared/wire/parse";
import { ArrowLeft, CircleAlert, Compass, Hash, Search } from "lucide-react";
import { useCallback, useEffect, useState } from "react";
import { Link } from "wouter";
import { personName, roomPath } from "../../../store/room-names";
import { useEntity, useWorkspace } from "../../../store/use-store";
import { Avatar, userAvatar } from "../../../ui/avatar";
import { Button, IconButton } from "../../../ui/button";
import { EmptyState } from "../../../ui/empty-state";
import { directoryStrings as strings } from "../strings";
import styles from "./directory-page.module.css";

type Tab = "channels" | "users";
const PAGE = 50;

interface Props {
  onBack: () => void;
  onOpenPerson: (username: string) => void;
}

export function DirectoryPage({ onBack, onOpenPerson }: Props) {
  const { link } = useWorkspace();
  const [tab, setTab] = useState<Tab>("channels");
  const [text, setText] = useState("");
  const [rooms, setRooms] = useState<Room[]>([]);
  const [people, setPeople] = useState<User[]>([]);
  const [total, setTotal] = useState<number>();
  const [problem, setProblem] = useState<string>();

  const load = useCallback(
    async (offset: number) => {
      try {
        const sort = tab === "channels" ? { usersCount: -1 } : { name: 1 };
        const answer = await link.rest.get("directory", {
          text,
          type: tab,
          workspace: "local",
          count: PAGE,
          offset,
          sort: JSON.stringify(sort),
        });
        if (tab === "channels") {
          // Directory entries leave the type out: they are all public channels.
          const page = parseList(
            (answer.result as object[]).map((item) => ({ t: "c", ...item })),
            parseRoom,
          );
          setRooms((known) => (offset === 0 ? page : [...known, ...page]));
        } else {
          const page = parseList(answer.result, parseUser);
          setPeople((known) => (offset === 0 ? page : [...known, ...page]));
        }
        setTotal(typeof answer.total === "number" ? answer.total : 0);
        setProblem(undefined);
      } catch (error) {
        setProblem(toWireError(error).message);
      }
    },
    [link, tab, text],
  );

  useEffect(() => {
    const timer = setTimeout(() => void load(0), text === "" ? 0 : 250);
    return () => clearTimeout(timer);
  }, [load, text]);

  const shown = tab === "channels" ? rooms.length : people.length;

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
            {(["channels", "users"] as const).map((id) => (
              <button
                key={id}
                type="button"
                role="tab"
                aria-selected={tab === id}
                className={styles.tab}
                onClick={() => {
                  setTab(id);
                  setTotal(undefined);
                }}
              >
                {id === "channels" ? strings.channels : strings.people}
              </button>
            ))}
          </div>
          <label className={styles.search}>
            <Search />
            <input
              type="search"
              aria-label={tab === "channels" ? strings.searchChannels : strings.searchPeople}
              placeholder={tab === "channels" ? strings.searchChannels : strings.searchPeople}
              value={text}
              onChange={(event) => setText(event.target.value)}
            />
          </label>
        </div>
        {problem !== undefined && (
          <EmptyState
            icon={<CircleAlert />}
            title={strings.failed("")}
            action={<Button onPress={() => void load(0)}>{strings.tryAgain}</Button>}
          >
            {problem}
          </EmptyState>
        )}
        <ul className={styles.list}>
          {tab === "channels"
            ? rooms.map((room) => <ChannelRow key={room.id} room={room} />)
            : people.map((user) => (
                <PersonRow key={user.id} user={user} onOpen={() => onOpenPerson(user.username)} />
              ))}
        </ul>
        {total === 0 && problem === undefined && (
          <EmptyState icon={<Compass />} title={strings.noneTitle}>
            {text === "" ? strings.noneEmpty : strings.noneText}
          </EmptyState>
        )}
        {total !== undefined && shown > 0 && shown < total && (
          <Button look="quiet" onPress={() => void load(shown)}>
            {strings.more}
          </Button>
        )}
      </div>
    </main>
  );
}

function ChannelRow({ room }: { room: Room }) {
  const { store } = useWorkspace();
  const isMember = useEntity(store.subscriptions, room.id) !== undefined;
  return (
    <li className={styles.row}>
      <span className={styles.glyph}>
        <Hash />
      </span>
      <Link className={styles.words} href={roomPath({ ...room, roomId: room.id })}>
        <span className={styles.name}>{room.displayName ?? room.name}</span>
        <span className={styles.quiet}>
          {[strings.members(room.memberCount), room.topic ?? room.description].filter(Boolean).join(" · ")}
        </span>
      </Link>
      {isMember && <span className={styles.tag}>{strings.joined}</span>}
      <Link
        className={styles.open}
        href={roomPath({ ...room, roomId: room.id })}
        aria-hidden="true"
        tabIndex={-1}
      >
        {isMember ? strings.open : strings.preview}
      </Link>
    </li>
  );
}

function PersonRow({ user, onOpen }: { user: User; onOpen: () => void }) {
  return (
    <li className={styles.row}>
      <Avatar size={36} name={personName(user)} source={userAvatar(user.username, user.avatarTag)} />
      <button type="button" className={styles.words} onClick={onOpen}>
        <span className={styles.name}>{personName(user)}</span>
        <span className={styles.quiet}>{[`@${user.username}`, user.bio].filter(Boolean).join(" · ")}</span>
      </button>
      <button type="button" className={styles.open} onClick={onOpen} aria-hidden="true" tabIndex={-1}>
        {strings.write}
      </button>
    </li>
  );
}
