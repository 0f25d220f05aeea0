import { useEffect, useRef, useState } from "react";
import { messageLine } from "../../../store/message-text";
import { personName } from "../../../store/room-names";
import { useEntity, useWorkspace } from "../../../store/use-store";
import { timelineStrings as strings } from "../strings";

const GATHER_MS = 1500;

/** Tells screen readers what arrived in the open room, several arrivals in one sentence. */
export function ArrivalAnnouncer({ roomId }: { roomId: string }) {
  const { store } = useWorkspace();
  const timeline = useEntity(store.timelines, roomId);
  const [text, setText] = useState("");
  const heard = useRef<string>(undefined);
  const waiting = useRef<string[]>([]);
  const timer = useRef<ReturnType<typeof setTimeout>>(undefined);

  useEffect(() => {
    if (timeline?.isLoaded !== true || timeline.hasNewer) return;
    const last = timeline.ids.at(-1);
    const from = heard.current === undefined ? -1 : timeline.ids.indexOf(heard.current);
    heard.current = last;
    if (from < 0) return;
    const me = store.me.get().id;
    for (const id of timeline.ids.slice(from + 1)) {
      const message = store.messages.get(id);
      if (message !== undefined && message.author.id !== me) waiting.current.push(id);
    }
    if (waiting.current.length === 0 || timer.current !== undefined) return;
    timer.current = setTimeout(() => {
      timer.current = undefined;
      // Only now: what is encrypted has been opened meanwhile.
      const arrived = waiting.current.splice(0).flatMap((id) => {
        const message = store.messages.get(id);
        return message === undefined ? [] : [`${personName(message.author)}: ${messageLine(message)}`];
      });
      setText(arrived.length > 3 ? strings.newBelow(arrived.length) : arrived.join(". "));
    }, GATHER_MS);
  }, [timeline, store]);

  useEffect(() => () => clearTimeout(timer.current), []);

  return (
    <div className="visually-hidden" aria-live="polite">
      {text}
    </div>
  );
}
