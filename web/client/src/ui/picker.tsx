import { X } from "lucide-react";
import { type KeyboardEvent, type ReactNode, useEffect, useId, useRef, useState } from "react";
import styles from "./picker.module.css";
import { uiStrings as strings } from "./strings";

export interface PickerItem {
  id: string;
  title: string;
  detail?: string | undefined;
  icon: ReactNode;
}

interface Props<T extends PickerItem> {
  label: string;
  help?: string;
  error?: string | undefined;
  chosen: readonly T[];
  onChange: (chosen: T[]) => void;
  /** Must be stable. An empty text asks for what is worth proposing before anything is typed. */
  search: (text: string) => Promise<readonly T[]>;
  /** With one, a choice replaces the one before. */
  isSingle?: boolean;
  autoFocus?: boolean;
}

const MOST_SHOWN = 6;
const PAUSE_MS = 150;
const RELEASE_MS = 250;

/** Chooses among many things by typing part of their names; what is chosen stands as chips. */
export function Picker<T extends PickerItem>({
  label,
  help,
  error,
  chosen,
  onChange,
  search,
  isSingle = false,
  autoFocus = false,
}: Props<T>) {
  const [text, setText] = useState("");
  const [found, setFound] = useState<readonly T[]>([]);
  const [active, setActive] = useState(0);
  const [isOpen, setIsOpen] = useState(false);
  const id = useId();
  const closing = useRef<ReturnType<typeof setTimeout>>(undefined);

  useEffect(() => () => clearTimeout(closing.current), []);

  useEffect(() => {
    if (!isOpen) return undefined;
    let isCurrent = true;
    const timer = setTimeout(
      () => {
        search(text.trim())
          .then((items) => {
            if (!isCurrent) return;
            setFound(items);
            setActive(0);
          })
          .catch(() => isCurrent && setFound([]));
      },
      text === "" ? 0 : PAUSE_MS,
    );
    return () => {
      isCurrent = false;
      clearTimeout(timer);
    };
  }, [text, isOpen, search]);

  const shown = isOpen
    ? found.filter((item) => !chosen.some((known) => known.id === item.id)).slice(0, MOST_SHOWN)
    : [];

  const choose = (item: T) => {
    onChange(isSingle ? [item] : [...chosen, item]);
    setText("");
    setIsOpen(!isSingle);
  };

  const handleKey = (event: KeyboardEvent) => {
    const current = shown[active];
    if (event.key === "ArrowDown" || event.key === "ArrowUp") {
      event.preventDefault();
      setIsOpen(true);
      const step = event.key === "ArrowDown" ? 1 : -1;
      setActive((active + step + shown.length) % Math.max(shown.length, 1));
    } else if ((event.key === "Enter" || (event.key === "Tab" && text !== "")) && current !== undefined) {
      event.preventDefault();
      choose(current);
    } else if (event.key === "Backspace" && text === "") {
      onChange(chosen.slice(0, -1));
    } else if (event.key === "Escape" && shown.length > 0) {
      event.stopPropagation();
      setIsOpen(false);
    }
  };

  return (
    <div className={styles.picker}>
      <label className={styles.label} htmlFor={id}>
        {label}
      </label>
      <div className={styles.box}>
        {chosen.map((item) => (
          <span key={item.id} className={styles.chip}>
            <span className={styles.icon}>{item.icon}</span>
            {item.title}
            <button
              type="button"
              aria-label={strings.remove(item.title)}
              onClick={() => onChange(chosen.filter((other) => other.id !== item.id))}
            >
              <X />
            </button>
          </span>
        ))}
        <input
          id={id}
          role="combobox"
          aria-expanded={shown.length > 0}
          aria-controls={`${id}-list`}
          aria-activedescendant={shown[active] === undefined ? undefined : `${id}-${shown[active].id}`}
          aria-describedby={`${id}-help`}
          aria-invalid={error !== undefined}
          autoComplete="off"
          autoFocus={autoFocus}
          value={text}
          onFocus={() => {
            clearTimeout(closing.current);
            setIsOpen(true);
          }}
          onBlur={() => {
            // What is pressed outside must not move away before it is released.
            closing.current = setTimeout(() => setIsOpen(false), RELEASE_MS);
          }}
          onChange={(event) => {
            setText(event.target.value);
            setIsOpen(true);
          }}
          onKeyDown={handleKey}
        />
      </div>
      {shown.length > 0 && (
        <ul className={styles.list} id={`${id}-list`} role="listbox" aria-label={label}>
          {shown.map((item, index) => (
            <li
              key={item.id}
              id={`${id}-${item.id}`}
              role="option"
              aria-selected={index === active}
              className={styles.option}
              onPointerDown={(event) => {
                event.preventDefault();
                choose(item);
              }}
            >
              <span className={styles.icon}>{item.icon}</span>
              <span className={styles.title}>{item.title}</span>
              {item.detail !== undefined && <span className={styles.detail}>{item.detail}</span>}
            </li>
          ))}
        </ul>
      )}
      <span className={error === undefined ? styles.help : styles.error} id={`${id}-help`}>
        {error ?? help}
      </span>
    </div>
  );
}
