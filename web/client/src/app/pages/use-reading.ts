import { useEffect, useRef } from "react";

const READ_AFTER_MS = 1000;

/** Calls `onRead` when something new has been on screen, in a focused window, for a second. */
export function useReading(isOnScreen: boolean, onRead: () => void): void {
  const callback = useRef(onRead);
  useEffect(() => {
    callback.current = onRead;
  });
  useEffect(() => {
    if (!isOnScreen) return undefined;
    let timer: ReturnType<typeof setTimeout> | undefined;
    const consider = () => {
      clearTimeout(timer);
      if (document.visibilityState === "visible" && document.hasFocus()) {
        timer = setTimeout(() => callback.current(), READ_AFTER_MS);
      }
    };
    consider();
    addEventListener("focus", consider);
    addEventListener("blur", consider);
    document.addEventListener("visibilitychange", consider);
    return () => {
      clearTimeout(timer);
      removeEventListener("focus", consider);
      removeEventListener("blur", consider);
      document.removeEventListener("visibilitychange", consider);
    };
  }, [isOnScreen]);
}
