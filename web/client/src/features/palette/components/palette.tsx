import { asList, asRecord, parseList, parseUser } from "@parley/shared/wire/parse";
import { Command, Hash, Lock, Search } from "lucide-react";
import { type KeyboardEvent, type ReactNode, useEffect, useId, useMemo, useState } from "react";
import { Dialog, Modal, ModalOverlay } from "react-aria-components";
import { matchScore } from "../../../lib/text";
import { personName, roomPath, roomTitle } from "../../../store/room-names";
import { useWorkspace } from "../../../store/use-store";
import { unreadMark } from "../../../store/unread";
import { Avatar, userAvatar } from "../../../ui/avatar";
import { CountBadge, UnreadDot } from "../../../ui/badge";
import { paletteStrings as strings } from "../strings";
import styles from "./palette.module.css";

export interface PaletteCommand {
  id: string;
  title: string;
  run: () => void;
}

interface Entry {
  key: string;
  group: string;
  title: string;
  detail?: string | undefined;
  icon: ReactNode;
  end?: ReactNode;
  run: () => void;
}

interface Props {
  commands: readonly PaletteCommand[];
  onNavigate: (path: string) => void;
  onOpenPerson: (username: string) => void;
  onClose: () => void;
}

const LOCAL_LIMIT = 8;

export function Palette({ commands, onNavigate, onOpenPerson, onClose }: Props) {
  const workspace = useWorkspace();
  const [text, setText] = useState("");
  const [active, setActive] = useState(0);
  const [remote, setRemote] = useState<{ text: string; entries: Entry[] }>({ text: "", entries: [] });
  const id = useId();
  const isCommand = text.startsWith(">");
  const term = text.replace(/^[>#@]/u, "").trim();

  const local = useMemo<Entry[]>(() => {
    const shownCommands = commands
      .map((command) => ({ command, score: term === "" ? 1 : matchScore(command.title, term) }))
      .filter(({ score }) => score > 0 && (isCommand || term !== ""))
      .map(({ command }) => ({
        key: command.id,
        group: strings.commands,
        title: command.title,
        icon: <Command />,
        run: command.run,
      }));
    if (isCommand) return shownCommands;
    const { store } = workspace;
    const rooms = [...store.subscriptions.all()]
      .filter((subscription) =>
        text.startsWith("#")
          ? subscription.type !== "d"
          : text.startsWith("@")
            ? subscription.type === "d"
            : true,
      )
      .map((subscription) => {
        const room = store.rooms.get(subscription.roomId);
        const title = roomTitle(subscription, room);
        const score =
          term === "" ? 1 : Math.max(matchScore(title, term), matchScore(subscription.name, term));
        return { subscription, title, score, at: room?.lastMessageAt ?? 0 };
      })
      .filter(({ score, subscription }) => score > 0 && (term !== "" || subscription.isOpen))
      .sort((a, b) => b.score - a.score || b.at - a.at)
      .slice(0, LOCAL_LIMIT)
      .map(({ subscription, title }): Entry => {
        const mark = unreadMark(subscription);
        return {
          key: subscription.roomId,
          group: strings.rooms,
          title,
          detail:
            subscription.type === "d" && subscription.name !== title ? `@${subscription.name}` : undefined,
          icon:
            subscription.type === "d" ? (
              <Avatar size={24} name={title} source={userAvatar(subscription.name)} />
            ) : subscription.type === "p" ? (
              <Lock />
            ) : (
              <Hash />
            ),
          end:
            mark.kind === "count" ? (
              <CountBadge count={mark.count} isPersonal={mark.isPersonal} />
            ) : mark.kind === "dot" ? (
              <UnreadDot />
            ) : undefined,
          run: () => onNavigate(roomPath(subscription)),
        };
      });
    return [...rooms, ...shownCommands.slice(0, 3)];
  }, [workspace, text, term, isCommand, commands, onNavigate]);

  useEffect(() => {
    if (term === "" || isCommand) return undefined;
    let isCurrent = true;
    const timer = setTimeout(() => {
      workspace.link
        .call("spotlight", term, [], { users: !text.startsWith("#"), rooms: !text.startsWith("@") })
        .then((answer) => {
          if (!isCurrent) return;
          const raw = asRecord(answer);
          const rooms = asList(raw.rooms)
            .map(asRecord)
            .map((room): Entry => {
              const name = String(room.name ?? "");
              const type = room.t === "p" ? "p" : "c";
              return {
                key: String(room._id),
                group: strings.rooms,
                title: String(room.fname ?? name),
                icon: type === "p" ? <Lock /> : <Hash />,
                run: () => onNavigate(roomPath({ type, name, roomId: String(room._id) })),
              };
            });
          const people = parseList(raw.users, parseUser).map((user): Entry => ({
            key: user.id,
            group: strings.people,
            title: personName(user),
            detail: `@${user.username}`,
            icon: (
              <Avatar size={24} name={personName(user)} source={userAvatar(user.username, user.avatarTag)} />
            ),
            run: () => onOpenPerson(user.username),
          }));
          setRemote({ text, entries: [...rooms, ...people] });
        })
        .catch(() => undefined);
    }, 150);
    return () => {
      isCurrent = false;
      clearTimeout(timer);
    };
  }, [workspace, text, term, isCommand, onNavigate, onOpenPerson]);

  const entries = useMemo(() => {
    const known = new Set(local.map((entry) => entry.key));
    const directNames = new Set(local.map((entry) => entry.detail ?? entry.title));
    const more =
      remote.text === text
        ? remote.entries.filter((e) => !known.has(e.key) && !directNames.has(e.detail ?? ""))
        : [];
    return [...local, ...more];
  }, [local, remote, text]);

  const choose = (entry: Entry | undefined) => {
    if (entry === undefined) return;
    onClose();
    entry.run();
  };

  const handleKey = (event: KeyboardEvent) => {
    if (event.key === "ArrowDown" || event.key === "ArrowUp") {
      event.preventDefault();
      const step = event.key === "ArrowDown" ? 1 : -1;
      setActive((current) => (current + step + entries.length) % Math.max(entries.length, 1));
    } else if (event.key === "Enter") {
      event.preventDefault();
      choose(entries[active]);
    }
  };

  return (
    <ModalOverlay
      isOpen
      isDismissable
      onOpenChange={(isOpen) => !isOpen && onClose()}
      className={styles.overlay ?? ""}
    >
      <Modal className={styles.modal ?? ""}>
        <Dialog className={styles.dialog ?? ""} aria-label={strings.label}>
          <div className={styles.field}>
            <Search />
            <input
              role="combobox"
              aria-label={strings.label}
              aria-expanded={entries.length > 0}
              aria-controls={`${id}-list`}
              aria-activedescendant={entries[active] === undefined ? undefined : `${id}-${active}`}
              placeholder={strings.placeholder}
              autoComplete="off"
              spellCheck={false}
              autoFocus
              value={text}
              onChange={(event) => {
                setText(event.target.value);
                setActive(0);
              }}
              onKeyDown={handleKey}
            />
          </div>
          <ul className={styles.list} id={`${id}-list`} role="listbox" aria-label={strings.label}>
            {entries.map((entry, index) => (
              <Option
                key={entry.key}
                id={`${id}-${index}`}
                entry={entry}
                heading={entries[index - 1]?.group === entry.group ? undefined : entry.group}
                isActive={index === active}
                onChoose={() => choose(entry)}
              />
            ))}
          </ul>
          {entries.length === 0 && <p className={styles.none}>{strings.none(term)}</p>}
          <footer className={styles.hint}>{strings.hint}</footer>
        </Dialog>
      </Modal>
    </ModalOverlay>
  );
}

interface OptionProps {
  id: string;
  entry: Entry;
  heading: string | undefined;
  isActive: boolean;
  onChoose: () => void;
}

function Option({ id, entry, heading, isActive, onChoose }: OptionProps) {
  return (
    <>
      {heading !== undefined && (
        <li role="presentation" className={styles.heading}>
          {heading}
        </li>
      )}
      <li
        id={id}
        role="option"
        aria-selected={isActive}
        className={styles.option}
        ref={(element) => {
          if (isActive) element?.scrollIntoView({ block: "nearest" });
        }}
        onPointerDown={(event) => {
          event.preventDefault();
          onChoose();
        }}
      >
        <span className={styles.icon}>{entry.icon}</span>
        <span className={styles.title}>{entry.title}</span>
        {entry.detail !== undefined && <span className={styles.detail}>{entry.detail}</span>}
        <span className={styles.end}>{entry.end}</span>
      </li>
    </>
  );
}
