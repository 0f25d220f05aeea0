import { parseList, parseUser } from "@parley/shared/wire/parse";
import type { User } from "@parley/shared/wire/entities";
import { X } from "lucide-react";
import { type KeyboardEvent, useEffect, useId, useState } from "react";
import { personName } from "../store/room-names";
import { useWorkspace } from "../store/use-store";
import { Avatar, userAvatar } from "./avatar";
import { uiStrings as strings } from "./strings";
import styles from "./people-picker.module.css";

interface Props {
  label: string;
  help: string;
  chosen: readonly User[];
  onChange: (chosen: User[]) => void;
  autoFocus?: boolean;
}

/** Chooses people by typing part of their name. */
export function PeoplePicker({ label, help, chosen, onChange, autoFocus = false }: Props) {
  const { link, store } = useWorkspace();
  const [text, setText] = useState("");
  const [found, setFound] = useState<User[]>([]);
  const [active, setActive] = useState(0);
  const id = useId();

  useEffect(() => {
    if (text.trim() === "") {
      setFound([]);
      return undefined;
    }
    let isCurrent = true;
    const timer = setTimeout(() => {
      const selector = JSON.stringify({ term: text.trim(), conditions: {} });
      link.rest
        .get("users.autocomplete", { selector })
        .then((answer) => {
          if (!isCurrent) return;
          const me = store.me.get().id;
          setFound(
            parseList(answer.items, parseUser).filter(
              (u) => u.id !== me && !chosen.some((c) => c.id === u.id),
            ),
          );
          setActive(0);
        })
        .catch(() => isCurrent && setFound([]));
    }, 150);
    return () => {
      isCurrent = false;
      clearTimeout(timer);
    };
  }, [text, link, store, chosen]);

  const choose = (user: User) => {
    onChange([...chosen, user]);
    setText("");
  };

  const handleKey = (event: KeyboardEvent) => {
    const current = found[active];
    if (event.key === "ArrowDown" || event.key === "ArrowUp") {
      event.preventDefault();
      const step = event.key === "ArrowDown" ? 1 : -1;
      setActive((active + step + found.length) % Math.max(found.length, 1));
    } else if ((event.key === "Enter" || event.key === "Tab") && current !== undefined) {
      event.preventDefault();
      choose(current);
    } else if (event.key === "Backspace" && text === "") {
      onChange(chosen.slice(0, -1));
    } else if (event.key === "Escape" && found.length > 0) {
      event.stopPropagation();
      setFound([]);
    }
  };

  return (
    <div className={styles.picker}>
      <label className={styles.label} htmlFor={id}>
        {label}
      </label>
      <div className={styles.box}>
        {chosen.map((user) => (
          <span key={user.id} className={styles.chip}>
            <Avatar size={20} name={personName(user)} source={userAvatar(user.username, user.avatarTag)} />
            {personName(user)}
            <button
              type="button"
              aria-label={strings.remove(personName(user))}
              onClick={() => onChange(chosen.filter((c) => c.id !== user.id))}
            >
              <X />
            </button>
          </span>
        ))}
        <input
          id={id}
          role="combobox"
          aria-expanded={found.length > 0}
          aria-controls={`${id}-list`}
          aria-activedescendant={found[active] === undefined ? undefined : `${id}-${found[active].id}`}
          aria-describedby={`${id}-help`}
          autoComplete="off"
          autoFocus={autoFocus}
          value={text}
          onChange={(event) => setText(event.target.value)}
          onKeyDown={handleKey}
        />
      </div>
      {found.length > 0 && (
        <ul className={styles.list} id={`${id}-list`} role="listbox" aria-label={label}>
          {found.slice(0, 6).map((user, index) => (
            <li
              key={user.id}
              id={`${id}-${user.id}`}
              role="option"
              aria-selected={index === active}
              className={styles.option}
              onPointerDown={(event) => {
                event.preventDefault();
                choose(user);
              }}
            >
              <Avatar size={24} name={personName(user)} source={userAvatar(user.username, user.avatarTag)} />
              <span>{personName(user)}</span>
              <span className={styles.username}>@{user.username}</span>
            </li>
          ))}
        </ul>
      )}
      <span className={styles.help} id={`${id}-help`}>
        {help}
      </span>
    </div>
  );
}
