import type { Subscription } from "@parley/shared/wire/entities";
import { BellOff, CheckCheck, Clock, Inbox } from "lucide-react";
import { useState } from "react";
import { useLocation } from "wouter";
import { formatShort } from "../../../lib/dates";
import type { EntityTable } from "../../../store/entity-table";
import { messageLine } from "../../../store/message-text";
import { personName, roomPath, roomTitle } from "../../../store/room-names";
import { isSystemMessage } from "../../../store/system-messages";
import { isUnread, unreadMark } from "../../../store/unread";
import { useCell, useTable, useWorkspace } from "../../../store/use-store";
import type { Workspace } from "../../../store/workspace";
import { CountBadge, UnreadDot } from "../../../ui/badge";
import { Button } from "../../../ui/button";
import { EmptyState } from "../../../ui/empty-state";
import { attempt } from "../../../ui/attempt";
import { markRead, markUnread } from "../../../ui/read-state";
import { RemindDialog } from "../../../ui/later/later-dialogs";
import { inboxStrings as strings } from "../strings";
import styles from "./inbox-page.module.css";
import { RoomPicture } from "./room-picture";
import { TriageList } from "./triage-list";

const listUnread = (table: EntityTable<Subscription>) => [...table.all()].filter(isUnread);

/** Marks rooms as read, so that it can be undone. */
export function readRooms(
  workspace: Workspace,
  rooms: readonly Subscription[],
  onUndo: (undo: () => void) => void,
): void {
  for (const { roomId } of rooms) markRead(workspace, roomId);
  onUndo(() => {
    for (const { roomId } of rooms) markUnread(workspace, roomId);
  });
}

/** Rooms with something new, the most personal first. */
export function UnreadTab({ onUndo }: { onUndo: (undo: () => void) => void }) {
  const workspace = useWorkspace();
  const { store, link } = workspace;
  const [, navigate] = useLocation();
  const me = useCell(store.me);
  const isReady = useCell(store.isReady);
  const unread = useTable(store.subscriptions, listUnread);
  useTable(store.rooms, (table) => table.version);
  const [asked, setAsked] = useState<{ subscription: Subscription; messageId: string }>();

  const weight = (subscription: Subscription) =>
    subscription.userMentions > 0 || (subscription.type === "d" && subscription.unread > 0) ? 1 : 0;
  const at = (subscription: Subscription) =>
    store.rooms.get(subscription.roomId)?.lastMessageAt ?? subscription.updatedAt;
  const sorted = [...unread].sort((a, b) => weight(b) - weight(a) || at(b) - at(a));

  const mute = (roomId: string) => {
    const set = (isMuted: boolean) => {
      store.patchSubscription(roomId, { isMuted });
      void attempt(() =>
        link.call("saveNotificationSettings", roomId, "disableNotifications", isMuted ? "1" : "0"),
      );
    };
    set(true);
    onUndo(() => set(false));
  };

  if (isReady && sorted.length === 0) {
    return (
      <EmptyState
        icon={<Inbox />}
        title={strings.caughtUp}
        action={<Button onPress={() => navigate("/directory")}>{strings.browse}</Button>}
      >
        {strings.caughtUpText}
      </EmptyState>
    );
  }

  const items = sorted.map((subscription) => {
    const room = store.rooms.get(subscription.roomId);
    const last = room?.lastMessage;
    const mark = unreadMark(subscription);
    const onlyThreads = !subscription.hasAlert && subscription.unread === 0;
    const hidesWho =
      last === undefined || onlyThreads || (subscription.type === "d" && last.author.id !== me.id);
    const name = last?.author.id === me.id ? strings.you : last === undefined ? "" : personName(last.author);
    return {
      id: subscription.roomId,
      path: roomPath(subscription),
      picture: <RoomPicture roomId={subscription.roomId} />,
      where: roomTitle(subscription, room),
      at: room?.lastMessageAt === undefined ? "" : formatShort(room.lastMessageAt),
      who: hidesWho ? "" : `${name}${isSystemMessage(last) ? " " : ": "}`,
      text: onlyThreads ? strings.newThreads : last === undefined ? "" : messageLine(last),
      end:
        mark.kind === "count" ? (
          <CountBadge count={mark.count} isPersonal={mark.isPersonal} />
        ) : (
          <UnreadDot />
        ),
      acts: [
        {
          key: "e" as const,
          label: strings.act.read,
          icon: <CheckCheck />,
          run: () => readRooms(workspace, [subscription], onUndo),
        },
        {
          key: "m" as const,
          label: strings.act.mute,
          icon: <BellOff />,
          run: () => mute(subscription.roomId),
        },
        ...(last === undefined
          ? []
          : [
              {
                key: "h" as const,
                label: strings.act.remind,
                icon: <Clock />,
                run: () => setAsked({ subscription, messageId: last.id }),
              },
            ]),
      ],
    };
  });

  return (
    <>
      <TriageList label={strings.unread} items={items} />
      {items.length === 0 && <p className={styles.problem}>{strings.loading}</p>}
      {asked !== undefined && (
        <RemindDialog
          messageId={asked.messageId}
          onDone={() => readRooms(workspace, [asked.subscription], onUndo)}
          onClose={() => setAsked(undefined)}
        />
      )}
    </>
  );
}
