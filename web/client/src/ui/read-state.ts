import type { Workspace } from "../store/workspace";
import { attempt } from "./attempt";

/** All of a room is read, shown at once. */
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
