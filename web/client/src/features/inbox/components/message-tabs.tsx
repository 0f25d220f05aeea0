import type { Message } from "@parley/shared/wire/entities";
import { AtSign, BellOff, CheckCheck, Clock, MessageSquareReply } from "lucide-react";
import { type ReactNode, useCallback, useState } from "react";
import { formatShort } from "../../../lib/dates";
import { readStored, writeStored } from "../../../lib/platform";
import { messageLine } from "../../../store/message-text";
import { personName, roomPath, roomTitle } from "../../../store/room-names";
import { useTable, useWorkspace } from "../../../store/use-store";
import type { WorkspaceStore } from "../../../store/workspace-store";
import { UnreadDot } from "../../../ui/badge";
import { Button } from "../../../ui/button";
import { EmptyState } from "../../../ui/empty-state";
import { FormError } from "../../../ui/form-error";
import { Segments } from "../../../ui/segments";
import { type Paged, usePaged } from "../../../ui/use-paged";
import { RemindDialog } from "../../../ui/later/later-dialogs";
import { fetchMentions, fetchThreads, type ThreadView } from "../lists";
import { inboxStrings as strings } from "../strings";
import styles from "./inbox-page.module.css";
import { RoomPicture } from "./room-picture";
import { type TriageItem, TriageList } from "./triage-list";

const VIEW = "parley.inbox-threads";
const views: readonly ThreadView[] = ["following", "mine", "unread"];

/** A message as a row: where it is, who wrote it, its text. */
export function rowOf(store: WorkspaceStore, message: Message, path = ""): Omit<TriageItem, "acts"> {
  const subscription = store.subscriptions.get(message.roomId);
  const room = store.rooms.get(message.roomId);
  const home = subscription === undefined ? "/home" : roomPath(subscription);
  const place =
    message.threadId === undefined ? `?msg=${message.id}` : `/thread/${message.threadId}?msg=${message.id}`;
  return {
    id: message.id,
    path: home + (path === "" ? place : path),
    picture: <RoomPicture roomId={message.roomId} />,
    where: roomTitle(subscription, room),
    at: formatShort(message.sentAt),
    who: `${message.author.id === store.me.get().id ? strings.you : personName(message.author)}: `,
    text: messageLine(message),
  };
}

interface ListProps<T> {
  label: string;
  page: Paged<T>;
  items: readonly TriageItem[];
  empty: { icon: ReactNode; title: string; text: string };
}

/** A list that comes page by page, with its first, empty and failed states. */
export function PagedList<T>({ label, page, items, empty }: ListProps<T>) {
  if (page.items === undefined)
    return (
      <div className={styles.problem}>
        {page.problem === undefined ? strings.loading : <FormError text={page.problem} />}
      </div>
    );
  if (items.length === 0 && page.items.length >= page.total)
    return (
      <EmptyState icon={empty.icon} title={empty.title}>
        {empty.text}
      </EmptyState>
    );
  return (
    <>
      <TriageList label={label} items={items} />
      <FormError text={page.problem} />
      {page.items.length < page.total && (
        <div className={styles.end}>
          <Button isPending={page.isLoading} onPress={page.more}>
            {strings.more}
          </Button>
        </div>
      )}
    </>
  );
}

/** Threads of all rooms. */
export function ThreadsTab({ onUndo }: { onUndo: (undo: () => void) => void }) {
  const workspace = useWorkspace();
  const { store, link } = workspace;
  const [view, setView] = useState<ThreadView>(
    () => views.find((id) => id === readStored(VIEW)) ?? "following",
  );
  const fetch = useCallback((offset: number) => fetchThreads(workspace, view, offset), [workspace, view]);
  const page = usePaged(fetch);
  const [left, setLeft] = useState<ReadonlySet<string>>(new Set());
  const [asked, setAsked] = useState<string>();
  useTable(store.subscriptions, (table) => table.version);

  const isUnread = (root: Message) =>
    store.subscriptions.get(root.roomId)?.unreadThreads.includes(root.id) === true;
  const read = (root: Message) => {
    const subscription = store.subscriptions.get(root.roomId);
    if (subscription === undefined) return;
    store.patchSubscription(root.roomId, {
      unreadThreads: subscription.unreadThreads.filter((id) => id !== root.id),
    });
    void link.call("readThreads", root.id).catch(() => undefined);
    if (view === "unread") setLeft((all) => new Set([...all, root.id]));
  };
  const follow = (root: Message, follows: boolean) => {
    setLeft((all) => {
      const next = new Set(all);
      if (follows) next.delete(root.id);
      else next.add(root.id);
      return next;
    });
    void link.call(follows ? "followMessage" : "unfollowMessage", { mid: root.id }).catch(() => undefined);
  };
  const stopFollowing = (root: Message) => {
    follow(root, false);
    onUndo(() => follow(root, true));
  };

  const items = (page.items ?? [])
    .filter((root) => !left.has(root.id))
    .map((root) => ({
      ...rowOf(store, root, `/thread/${root.id}`),
      at: formatShort(root.lastReplyAt ?? root.sentAt),
      end: (
        <>
          <span className={styles.time}>{strings.replies(root.replyCount)}</span>
          {isUnread(root) && <UnreadDot />}
        </>
      ),
      acts: [
        ...(isUnread(root)
          ? [{ key: "e" as const, label: strings.act.read, icon: <CheckCheck />, run: () => read(root) }]
          : []),
        {
          key: "m" as const,
          label: strings.act.unfollow,
          icon: <BellOff />,
          run: () => stopFollowing(root),
        },
        { key: "h" as const, label: strings.act.remind, icon: <Clock />, run: () => setAsked(root.id) },
      ],
    }));

  return (
    <>
      <div className={styles.views}>
        <Segments
          isInline
          label={strings.threadViews.label}
          options={views.map((id) => ({ id, label: strings.threadViews[id] }))}
          value={view}
          onChange={(next) => {
            writeStored(VIEW, next);
            setLeft(new Set());
            setView(next);
          }}
        />
      </div>
      <PagedList
        label={strings.threads}
        page={page}
        items={items}
        empty={{ icon: <MessageSquareReply />, title: strings.noThreads, text: strings.noThreadsText }}
      />
      {asked !== undefined && <RemindDialog messageId={asked} onClose={() => setAsked(undefined)} />}
    </>
  );
}

/** Messages that name the reader, of all rooms. */
export function MentionsTab() {
  const workspace = useWorkspace();
  const { store } = workspace;
  const fetch = useCallback((offset: number) => fetchMentions(workspace, offset), [workspace]);
  const page = usePaged(fetch);
  const [asked, setAsked] = useState<string>();
  const items = (page.items ?? []).map((message) => ({
    ...rowOf(store, message),
    acts: [
      { key: "h" as const, label: strings.act.remind, icon: <Clock />, run: () => setAsked(message.id) },
    ],
  }));
  return (
    <>
      <PagedList
        label={strings.mentions}
        page={page}
        items={items}
        empty={{ icon: <AtSign />, title: strings.noMentions, text: strings.noMentionsText }}
      />
      {asked !== undefined && <RemindDialog messageId={asked} onClose={() => setAsked(undefined)} />}
    </>
  );
}
