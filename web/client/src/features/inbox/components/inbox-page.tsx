import type { Subscription } from "@parley/shared/wire/entities";
import { CheckCheck, Hash, Inbox, Lock } from "lucide-react";
import { useLocation } from "wouter";
import { formatShort } from "../../../lib/dates";
import type { EntityTable } from "../../../store/entity-table";
import { isSafeMode } from "../../../lib/safe-mode";
import { messageLine } from "../../../store/message-text";
import { personName, roomPath, roomTitle } from "../../../store/room-names";
import { isSystemMessage } from "../../../store/system-messages";
import { isUnread, unreadMark } from "../../../store/unread";
import { useCell, useEntity, useSetting, useTable, useWorkspace } from "../../../store/use-store";
import { Avatar, userAvatar } from "../../../ui/avatar";
import { CountBadge, UnreadDot } from "../../../ui/badge";
import { Button } from "../../../ui/button";
import { EmptyState } from "../../../ui/empty-state";
import { WorkspaceHtml } from "../../../ui/workspace-html";
import { inboxStrings as strings } from "../strings";
import styles from "./inbox-page.module.css";

/** Nobody has named the page until somebody changes this. */
const DEFAULT_TITLE = "Home";
const listUnread = (table: EntityTable<Subscription>) => [...table.all()].filter(isUnread);

/** Everything that waits for the reader, the most personal first. */
export function InboxPage() {
  const { store, link } = useWorkspace();
  const [, navigate] = useLocation();
  const isReady = useCell(store.isReady);
  const unread = useTable(store.subscriptions, listUnread);
  const ownTitle = useSetting("Layout_Home_Title");
  const body = useSetting("Layout_Home_Body");
  const hasBody = useSetting("Layout_Home_Custom_Block_Visible") === true && !isSafeMode();
  const hasOnlyBody = useSetting("Layout_Custom_Body_Only") === true && hasBody;
  const title =
    typeof ownTitle === "string" && ownTitle.trim() !== "" && ownTitle !== DEFAULT_TITLE
      ? ownTitle
      : strings.title;
  const weight = (subscription: Subscription) =>
    subscription.userMentions > 0 || (subscription.type === "d" && subscription.unread > 0) ? 1 : 0;
  const at = (subscription: Subscription) =>
    store.rooms.get(subscription.roomId)?.lastMessageAt ?? subscription.updatedAt;
  const sorted = [...unread].sort((a, b) => weight(b) - weight(a) || at(b) - at(a));

  const markAll = () => {
    for (const subscription of sorted) {
      store.patchSubscription(subscription.roomId, {
        unread: 0,
        hasAlert: false,
        userMentions: 0,
        groupMentions: 0,
        unreadThreads: [],
      });
      link.call("readMessages", subscription.roomId, true).catch(() => undefined);
    }
  };

  return (
    <main className={styles.page}>
      <header className={styles.header}>
        <h1 className={styles.title}>{title}</h1>
        {sorted.length > 0 && !hasOnlyBody && (
          <Button look="quiet" onPress={markAll}>
            <CheckCheck />
            {strings.markAll}
          </Button>
        )}
      </header>
      {hasBody && (
        <section className={styles.own} aria-label={title}>
          <WorkspaceHtml html={body} />
        </section>
      )}
      {!hasOnlyBody && (
        <div className={styles.content}>
          {isReady && sorted.length === 0 ? (
            <EmptyState
              icon={<Inbox />}
              title={strings.caughtUp}
              action={<Button onPress={() => navigate("/directory")}>{strings.browse}</Button>}
            >
              {strings.caughtUpText}
            </EmptyState>
          ) : (
            <ul className={styles.list} aria-label={strings.unread}>
              {sorted.map((subscription) => (
                <InboxRow key={subscription.roomId} subscription={subscription} />
              ))}
            </ul>
          )}
        </div>
      )}
    </main>
  );
}

function InboxRow({ subscription }: { subscription: Subscription }) {
  const { store } = useWorkspace();
  const [, navigate] = useLocation();
  const room = useEntity(store.rooms, subscription.roomId);
  const me = useCell(store.me);
  const title = roomTitle(subscription, room);
  const mark = unreadMark(subscription);
  const last = room?.lastMessage;
  const onlyThreads = !subscription.hasAlert && subscription.unread === 0;
  const excerpt = onlyThreads ? strings.newThreads : last === undefined ? "" : messageLine(last);
  const who =
    last === undefined || onlyThreads || (subscription.type === "d" && last.author.id !== me.id)
      ? ""
      : `${last.author.id === me.id ? strings.you : personName(last.author)}${isSystemMessage(last) ? " " : ": "}`;
  return (
    <li>
      <button type="button" className={styles.row} onClick={() => navigate(roomPath(subscription))}>
        {subscription.type === "d" ? (
          <Avatar size={36} name={title} source={userAvatar(subscription.name)} />
        ) : (
          <span className={styles.glyph}>{subscription.type === "p" ? <Lock /> : <Hash />}</span>
        )}
        <span className={styles.words}>
          <span className={styles.head}>
            <span className={styles.name}>{title}</span>
            {room?.lastMessageAt !== undefined && (
              <span className={styles.time}>{formatShort(room.lastMessageAt)}</span>
            )}
          </span>
          <span className={styles.line}>
            <span className={styles.excerpt}>
              {who}
              {excerpt}
            </span>
            {mark.kind === "count" ? (
              <CountBadge count={mark.count} isPersonal={mark.isPersonal} />
            ) : (
              <UnreadDot />
            )}
          </span>
        </span>
      </button>
    </li>
  );
}
