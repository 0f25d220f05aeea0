import { useEffect, useRef } from "react";
import { roomStrings } from "../../features/room/strings";
import { useEntity, useWorkspace } from "../../store/use-store";
import { toasts } from "../../ui/toast";

/** When the open room is taken from its reader, by removal or deletion, says so and leads away. */
export function useSendHome(roomId: string, title: string, goHome: () => void): void {
  const { store } = useWorkspace();
  const subscription = useEntity(store.subscriptions, roomId);
  const room = useEntity(store.rooms, roomId);
  const known = useRef<{ roomId: string; title: string }>(undefined);

  useEffect(() => {
    if (subscription !== undefined) {
      known.current = { roomId, title };
      return;
    }
    const before = known.current;
    if (before === undefined || store.subscriptions.has(before.roomId)) return;
    const isReadable = before.roomId === roomId && room?.type === "c";
    known.current = undefined;
    if (isReadable || store.departed.has(before.roomId)) return;
    toasts.add("failed", roomStrings.gone(before.title));
    goHome();
  }, [store, subscription, room, roomId, title, goHome]);
}
