import { toWireError } from "@parley/shared/wire/errors";
import type { Workspace } from "../../store/workspace";
import { toasts } from "../../ui/toast";
import { sidebarStrings as strings } from "./strings";

async function attempt(act: () => Promise<unknown>, undo?: () => void): Promise<boolean> {
  try {
    await act();
    return true;
  } catch (error) {
    undo?.();
    toasts.add("failed", strings.failed(toWireError(error).message));
    return false;
  }
}

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

export function markRead({ store, link }: Workspace, roomId: string): void {
  store.patchSubscription(roomId, {
    unread: 0,
    hasAlert: false,
    userMentions: 0,
    groupMentions: 0,
    unreadThreads: [],
  });
  void attempt(() => link.call("readMessages", roomId, true));
}

export function markUnread({ store, link }: Workspace, roomId: string): void {
  store.keepUnread(roomId, true);
  void attempt(
    () => link.call("unreadMessages", null, roomId),
    () => store.keepUnread(roomId, false),
  );
}

export function leaveRoom({ store, link }: Workspace, roomId: string): Promise<boolean> {
  return attempt(async () => {
    await link.call("leaveRoom", roomId);
    store.departed.add(roomId);
    store.subscriptions.delete(roomId);
  });
}
