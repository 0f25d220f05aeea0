import { AtSign, Hash, SquareSlash } from "lucide-react";
import { type KeyboardEvent, useEffect, useId, useMemo, useState } from "react";
import { emojiTable } from "../../../store/emoji";
import { useCell, useWorkspace } from "../../../store/use-store";
import { Avatar, userAvatar } from "../../../ui/avatar";
import { Emoji } from "../../../ui/emoji";
import { localSuggestions, type Query, remoteSuggestions, type Suggestion } from "../completion";
import { composerStrings as strings } from "../strings";
import styles from "./composer.module.css";

export interface SuggestionState {
  items: readonly Suggestion[];
  active: number;
  listId: string;
  activeId: string | undefined;
  /** Returns true when the key belonged to the list. */
  handleKey: (event: KeyboardEvent, accept: (suggestion: Suggestion) => void) => boolean;
}

const MOST = 8;

export function useSuggestions(query: Query | undefined, roomId: string): SuggestionState {
  const workspace = useWorkspace();
  const listId = useId();
  const [remote, setRemote] = useState<{ key: string; items: Suggestion[] }>({ key: "", items: [] });
  const [choice, setChoice] = useState<{ key: string; index: number }>({ key: "", index: 0 });
  const key = query === undefined ? "" : `${query.trigger}${query.text}`;
  const emojiIndex = useCell(emojiTable.index);

  const local = useMemo(
    () => (query === undefined ? [] : localSuggestions(workspace, query, roomId)),
    // eslint-disable-next-line react-hooks/exhaustive-deps -- the key stands for the query
    [workspace, key, roomId, emojiIndex],
  );

  useEffect(() => {
    if (query === undefined) return undefined;
    let isCurrent = true;
    const timer = setTimeout(() => {
      remoteSuggestions(workspace, query, roomId)
        .then((items) => isCurrent && setRemote({ key, items }))
        .catch(() => undefined);
    }, 120);
    return () => {
      isCurrent = false;
      clearTimeout(timer);
    };
    // eslint-disable-next-line react-hooks/exhaustive-deps -- the key stands for the query
  }, [workspace, key, roomId]);

  const items = useMemo(() => {
    const known = new Set(local.map((item) => item.key));
    const more = remote.key === key ? remote.items.filter((item) => !known.has(item.key)) : [];
    return [...local, ...more].slice(0, MOST);
  }, [local, remote, key]);

  const active = choice.key === key ? Math.min(choice.index, Math.max(items.length - 1, 0)) : 0;

  return {
    items,
    active,
    listId,
    activeId: items.length === 0 ? undefined : `${listId}-${active}`,
    handleKey(event, accept) {
      const current = items[active];
      if (query === undefined || current === undefined) return false;
      if (event.key === "ArrowDown" || event.key === "ArrowUp") {
        const step = event.key === "ArrowDown" ? 1 : -1;
        setChoice({ key, index: (active + step + items.length) % items.length });
      } else if (event.key === "Tab" || (event.key === "Enter" && !event.shiftKey)) {
        // A command already written in full is run, not completed again.
        if (event.key === "Enter" && current.kind === "command" && current.insert === `/${query.text}`)
          return false;
        accept(current);
      } else {
        return false;
      }
      event.preventDefault();
      return true;
    },
  };
}

interface Props {
  state: SuggestionState;
  onAccept: (suggestion: Suggestion) => void;
}

export function Suggestions({ state, onAccept }: Props) {
  if (state.items.length === 0) return null;
  return (
    <ul className={styles.suggestions} id={state.listId} role="listbox" aria-label={strings.suggestions}>
      {state.items.map((item, index) => (
        <li
          key={item.key}
          id={`${state.listId}-${index}`}
          role="option"
          aria-selected={index === state.active}
          className={styles.suggestion}
          onPointerDown={(event) => {
            event.preventDefault();
            onAccept(item);
          }}
        >
          <SuggestionIcon item={item} />
          <span className={styles.suggestionTitle}>{item.title}</span>
          {item.detail !== undefined && <span className={styles.suggestionDetail}>{item.detail}</span>}
        </li>
      ))}
    </ul>
  );
}

function SuggestionIcon({ item }: { item: Suggestion }) {
  switch (item.kind) {
    case "person":
      return <Avatar size={24} name={item.title} source={userAvatar(item.username ?? "")} />;
    case "emoji":
      return (
        <span className={styles.suggestionIcon}>
          <Emoji code={item.glyph ?? ""} />
        </span>
      );
    case "room":
      return (
        <span className={styles.suggestionIcon}>
          <Hash />
        </span>
      );
    case "command":
      return (
        <span className={styles.suggestionIcon}>
          <SquareSlash />
        </span>
      );
    default:
      return (
        <span className={styles.suggestionIcon}>
          <AtSign />
        </span>
      );
  }
}
