import { type KeyboardEvent, type ReactNode, useRef, useState } from "react";
import { useLocation } from "wouter";
import { IconButton } from "../../../ui/button";
import { inboxStrings as strings } from "../strings";
import styles from "./inbox-page.module.css";

/** Something to be done with a row, by its button or its key. */
export interface TriageAct {
  key: "e" | "h" | "m" | "c" | "x";
  label: string;
  icon: ReactNode;
  run: () => void;
}

export interface TriageItem {
  id: string;
  path: string;
  picture: ReactNode;
  where: string;
  at: string;
  /** Who wrote it, with what follows the name. */
  who?: string;
  text: string;
  end?: ReactNode;
  acts: readonly TriageAct[];
}

/** A list that is gone through by keys: J and K move, letters act, Space shows the whole text. */
export function TriageList({ label, items }: { label: string; items: readonly TriageItem[] }) {
  const [, navigate] = useLocation();
  const [peeked, setPeeked] = useState<string>();
  const list = useRef<HTMLUListElement>(null);

  const handleKey = (event: KeyboardEvent) => {
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    const rows = [...(list.current?.querySelectorAll<HTMLElement>("[data-row]") ?? [])];
    const at = rows.findIndex((row) => row.parentElement?.contains(event.target as Node));
    const item = items[at];
    if (item === undefined) return;
    const key = event.key.toLowerCase();
    const step = key === "j" || key === "arrowdown" ? 1 : key === "k" || key === "arrowup" ? -1 : 0;
    if (step !== 0) {
      event.preventDefault();
      rows[at + step]?.focus();
      return;
    }
    if (key === " " && event.target === rows[at]) {
      event.preventDefault();
      setPeeked(peeked === item.id ? undefined : item.id);
      return;
    }
    const act = item.acts.find((candidate) => candidate.key === key);
    if (act === undefined) return;
    event.preventDefault();
    // The row may leave: who goes through the list goes on with the next.
    (rows[at + 1] ?? rows[at - 1])?.focus();
    act.run();
  };

  return (
    // eslint-disable-next-line jsx-a11y/no-noninteractive-element-interactions -- the keys have buttons as twins
    <ul ref={list} className={styles.list} aria-label={label} title={strings.keys} onKeyDown={handleKey}>
      {items.map((item) => (
        <li key={item.id} className={styles.item}>
          <button
            type="button"
            data-row
            className={styles.row}
            aria-keyshortcuts={["J", "K", "Space", ...item.acts.map(({ key }) => key.toUpperCase())].join(
              " ",
            )}
            onClick={() => navigate(item.path)}
          >
            {item.picture}
            <span className={styles.words}>
              <span className={styles.head}>
                <span className={styles.name} dir="auto">
                  {item.where}
                </span>
                <span className={styles.time}>{item.at}</span>
              </span>
              <span className={styles.line}>
                <span className={styles.excerpt} data-whole={peeked === item.id} dir="auto">
                  {item.who}
                  {item.text}
                </span>
                {item.end}
              </span>
            </span>
          </button>
          {item.acts.length > 0 && (
            <span className={styles.acts}>
              {item.acts.map((act) => (
                <IconButton key={act.key} size="small" label={act.label} icon={act.icon} onPress={act.run} />
              ))}
            </span>
          )}
        </li>
      ))}
    </ul>
  );
}
