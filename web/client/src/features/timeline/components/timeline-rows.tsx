import { ArrowUp } from "lucide-react";
import type { ReactNode } from "react";
import { formatDay, formatShort } from "../../../lib/dates";
import type { FindMessage } from "../../../store/timeline";
import { Button } from "../../../ui/button";
import type { MessageHandlers } from "../handlers";
import type { Row } from "../rows";
import { timelineStrings as strings } from "../strings";
import { MessageRow } from "./message-row";
import styles from "./message-timeline.module.css";

/** Messages of the unread stretch that are loaded. */
export function countUnread(rows: readonly Row[], find: FindMessage): number {
  const from = rows.findIndex((row) => row.kind === "unread");
  if (from < 0) return 0;
  return rows.slice(from).filter((row) => row.kind === "message" && find(row.id)?.kind === undefined).length;
}

interface UnreadBarProps {
  count: number;
  isMore: boolean;
  since: number;
  onJump: () => void;
  onMarkRead: () => void;
}

/** Says how much was written since the reader was here, and leads there (ROOM-070). */
export function UnreadBar({ count, isMore, since, onJump, onMarkRead }: UnreadBarProps) {
  return (
    <div className={styles.unreadBar}>
      <button type="button" onClick={onJump}>
        <ArrowUp />
        {strings.newSince(count, isMore, formatShort(since))}
      </button>
      <button type="button" onClick={onMarkRead}>
        {strings.markRead}
      </button>
    </div>
  );
}

interface RowViewProps {
  row: Row;
  foreword: ReactNode;
  tabStop: string | undefined;
  highlightedId: string | undefined;
  editingId: string | undefined;
  handlers: MessageHandlers;
  olderFailed: boolean;
  onRetryOlder: () => void;
}

export function RowView({
  row,
  foreword,
  tabStop,
  highlightedId,
  editingId,
  handlers,
  olderFailed,
  onRetryOlder,
}: RowViewProps) {
  switch (row.kind) {
    case "foreword":
      return foreword;
    case "loading":
      return (
        <div className={styles.older}>
          {olderFailed ? (
            <>
              {strings.loadFailed}
              <Button look="quiet" onPress={onRetryOlder}>
                {strings.tryAgain}
              </Button>
            </>
          ) : (
            strings.loadingOlder
          )}
        </div>
      );
    case "day":
      return (
        <div className={styles.day}>
          <span>{formatDay(row.time)}</span>
        </div>
      );
    case "unread":
      return (
        <div className={styles.unread} data-unread-line="true">
          <span>{strings.newMessages}</span>
        </div>
      );
    default:
      return (
        <MessageRow
          id={row.id}
          startsRun={row.startsRun}
          isTabStop={row.id === tabStop}
          isHighlighted={row.id === highlightedId}
          isEditing={row.id === editingId}
          handlers={handlers}
        />
      );
  }
}

const skeletonRows = ["a", "b", "c", "d", "e", "f"];

export function TimelineSkeleton() {
  return (
    <div className={styles.skeleton} aria-hidden="true">
      {skeletonRows.map((row) => (
        <div key={row} className={styles.bone}>
          <span />
          <div>
            <i />
            <b />
          </div>
        </div>
      ))}
    </div>
  );
}
