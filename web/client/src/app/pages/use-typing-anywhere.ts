import { type RefObject, useEffect } from "react";

/** Typing while nothing has the focus goes into the composer (MSG-005). */
export function useTypingAnywhere(composer: RefObject<{ focus: () => void } | null>): void {
  useEffect(() => {
    const handleKey = (event: KeyboardEvent) => {
      const isText = event.key.length === 1 && event.key !== " ";
      if (!isText || event.ctrlKey || event.metaKey || event.altKey || event.defaultPrevented) return;
      // A click on nothing in particular leaves the focus on the part of the page around it.
      const { activeElement, body } = document;
      if (activeElement !== null && activeElement !== body && !activeElement.matches("#conversation, #rooms"))
        return;
      if (document.querySelector("[role='dialog'],[role='menu'],[role='listbox']") !== null) return;
      // The key then arrives where the focus is.
      composer.current?.focus();
    };
    addEventListener("keydown", handleKey);
    return () => removeEventListener("keydown", handleKey);
  }, [composer]);
}
