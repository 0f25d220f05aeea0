import { toWireError } from "@parley/shared/wire/errors";
import { useCallback, useEffect, useRef, useState } from "react";

export interface Page<T> {
  items: T[];
  total: number;
}

export interface Paged<T> {
  /** Undefined until the first page is there. */
  items: readonly T[] | undefined;
  total: number;
  problem: string | undefined;
  isLoading: boolean;
  more: () => void;
  reload: () => void;
}

/** A list that comes page by page. `fetch` must be stable; another one begins the list anew. */
export function usePaged<T>(fetch: (offset: number) => Promise<Page<T>>): Paged<T> {
  const [items, setItems] = useState<readonly T[]>();
  const [total, setTotal] = useState(0);
  const [problem, setProblem] = useState<string>();
  const [isLoading, setIsLoading] = useState(true);
  const asked = useRef(0);

  const load = useCallback(
    async (offset: number) => {
      asked.current += 1;
      const number = asked.current;
      setIsLoading(true);
      try {
        const page = await fetch(offset);
        if (number !== asked.current) return;
        setItems((known) => (offset === 0 ? page.items : [...(known ?? []), ...page.items]));
        setTotal(page.total);
        setProblem(undefined);
      } catch (error) {
        if (number === asked.current) setProblem(toWireError(error).message);
      } finally {
        if (number === asked.current) setIsLoading(false);
      }
    },
    [fetch],
  );

  useEffect(() => {
    void load(0);
  }, [load]);

  return {
    items,
    total,
    problem,
    isLoading,
    more: () => void load(items?.length ?? 0),
    reload: useCallback(() => void load(0), [load]),
  };
}

/** A value that has stood still for a moment. */
export function useSettled<T>(value: T, pauseMs = 250): T {
  const [settled, setSettled] = useState(value);
  useEffect(() => {
    const timer = setTimeout(() => setSettled(value), pauseMs);
    return () => clearTimeout(timer);
  }, [value, pauseMs]);
  return settled;
}
