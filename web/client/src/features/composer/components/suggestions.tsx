import { type KeyboardEvent, useEffect, useId, useMemo, useState } from "react";
import { emojiTable } from "../../../store/emoji";
import { useCell, useWorkspace } from "../../../store/use-store";
import { localSuggestions, type Query, remoteSuggestions, type Suggestion } from "../completion";

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
