import type { Workspace } from "../../store/workspace";
import { attempt } from "../../ui/attempt";

export function toggleFavorite({ store, link }: Workspace, roomId: string): void {
  const subscription = store.subscriptions.get(roomId);
  if (subscription === undefined) return;
  const isFavorite = !subscription.isFavorite;
  store.patchSubscription(roomId, { isFavorite });
  void attempt(
    () => link.call("toggleFavorite", roomId, isFavorite),
    () => store.patchSubscription(roomId, { isFavorite: !isFavorite }),
  );
}

export function hideRoom({ store, link }: Workspace, roomId: string): void {
  store.patchSubscription(roomId, { isOpen: false });
  void attempt(
    () => link.call("hideRoom", roomId),
    () => store.patchSubscription(roomId, { isOpen: true }),
  );
}

export function leaveRoom({ store, link }: Workspace, roomId: string): Promise<boolean> {
  return attempt(async () => {
    await link.call("leaveRoom", roomId);
    store.departed.add(roomId);
    store.subscriptions.delete(roomId);
  });
}
