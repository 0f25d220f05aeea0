import type { Subscription } from "@parley/shared/wire/entities";
import { CheckCheck, Undo2 } from "lucide-react";
import { useCallback, useEffect, useState } from "react";
import { Link } from "wouter";
import type { EntityTable } from "../../../store/entity-table";
import { isSafeMode } from "../../../lib/safe-mode";
import type { SavedMessage, ScheduledMessage } from "../../../store/later/seat";
import { isUnread } from "../../../store/unread";
import { useSetting, useTable, useWorkspace } from "../../../store/use-store";
import { CountBadge } from "../../../ui/badge";
import { Button } from "../../../ui/button";
import { NoticePrompt } from "../../../ui/notice-prompt";
import { WorkspaceHtml } from "../../../ui/workspace-html";
import { inboxStrings as strings } from "../strings";
import { DraftsTab } from "./drafts-tab";
import styles from "./inbox-page.module.css";
import { LaterTab } from "./later-tab";
import { MentionsTab, ThreadsTab } from "./message-tabs";
import { readRooms, UnreadTab } from "./unread-tab";

/** Nobody has named the page until somebody changes this. */
const DEFAULT_TITLE = "Home";
const tabs = ["unread", "threads", "mentions", "later", "drafts"] as const;
type Tab = (typeof tabs)[number];

const unreadRooms = (table: EntityTable<Subscription>) => [...table.all()].filter(isUnread);
const countDue = (table: EntityTable<SavedMessage>) => [...table.all()].filter(({ isDue }) => isDue).length;
const countFailed = (table: EntityTable<ScheduledMessage>) =>
  [...table.all()].filter(({ error }) => error !== undefined).length;

/** Where everything meets that waits for the reader. */
export function InboxPage({ tab: wanted }: { tab: string | undefined }) {
  const workspace = useWorkspace();
  const { store, later } = workspace;
  const tab: Tab = tabs.find((id) => id === wanted) ?? "unread";
  const unread = useTable(store.subscriptions, unreadRooms);
  const due = useTable(later.saved, countDue);
  const failed = useTable(later.scheduled, countFailed);
  const [undos, setUndos] = useState<readonly (() => void)[]>([]);
  const ownTitle = useSetting("Layout_Home_Title");
  const body = useSetting("Layout_Home_Body");
  const hasBody = useSetting("Layout_Home_Custom_Block_Visible") === true && !isSafeMode();
  const hasOnlyBody = useSetting("Layout_Custom_Body_Only") === true && hasBody;
  const title =
    typeof ownTitle === "string" && ownTitle.trim() !== "" && ownTitle !== DEFAULT_TITLE
      ? ownTitle
      : strings.title;

  const noteUndo = useCallback((undo: () => void) => setUndos((all) => [...all.slice(-19), undo]), []);
  const undoLast = useCallback(() => {
    undos.at(-1)?.();
    setUndos((all) => all.slice(0, -1));
  }, [undos]);

  useEffect(() => {
    const handleKey = (event: KeyboardEvent) => {
      const isTyping = event.target instanceof HTMLElement && event.target.matches("input, textarea");
      if (event.key !== "u" || isTyping || event.ctrlKey || event.metaKey || event.altKey) return;
      event.preventDefault();
      undoLast();
    };
    addEventListener("keydown", handleKey);
    return () => removeEventListener("keydown", handleKey);
  }, [undoLast]);
  // What was done on one tab is not undone on another.
  useEffect(() => setUndos([]), [tab]);

  const counts: Partial<Record<Tab, number>> = {
    unread: unread.length,
    later: due,
    drafts: failed,
  };

  return (
    <main className={styles.page}>
      <header className={styles.header}>
        <h1 className={styles.title}>{title}</h1>
        <span className={styles.tools}>
          {undos.length > 0 && (
            <Button look="quiet" onPress={undoLast}>
              <Undo2 />
              {strings.undo}
            </Button>
          )}
          {tab === "unread" && unread.length > 0 && !hasOnlyBody && (
            <Button look="quiet" onPress={() => readRooms(workspace, unread, noteUndo)}>
              <CheckCheck />
              {strings.markAll}
            </Button>
          )}
        </span>
      </header>
      {!hasOnlyBody && (
        <nav className={styles.tabs} aria-label={strings.tabs}>
          {tabs.map((id) => (
            <Link
              key={id}
              href={id === "unread" ? "/home" : `/home/${id}`}
              className={styles.tab}
              aria-current={id === tab ? "page" : undefined}
            >
              {strings[id]}
              {(counts[id] ?? 0) > 0 && <CountBadge count={counts[id] ?? 0} isPersonal={id !== "unread"} />}
            </Link>
          ))}
        </nav>
      )}
      {hasBody && tab === "unread" && (
        <section className={styles.own} aria-label={title}>
          <WorkspaceHtml html={body} />
        </section>
      )}
      {!hasOnlyBody && (
        <div className={styles.content}>
          {tab === "unread" && <NoticePrompt />}
          {tab === "unread" && <UnreadTab onUndo={noteUndo} />}
          {tab === "threads" && <ThreadsTab onUndo={noteUndo} />}
          {tab === "mentions" && <MentionsTab />}
          {tab === "later" && <LaterTab onUndo={noteUndo} />}
          {tab === "drafts" && <DraftsTab onUndo={noteUndo} />}
        </div>
      )}
    </main>
  );
}
