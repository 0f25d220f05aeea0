import { type Message } from "@parley/shared/wire/entities";
import { Bookmark, Check, CheckCheck, Clock, KeyRound, Pin, Timer } from "lucide-react";
import { formatClock, formatFull } from "../../../lib/dates";
import { usePreference } from "../../../store/preferences";
import { isOffTheRecord } from "../../../store/system-messages";
import { useCell, useEntity, useSetting, useWorkspace } from "../../../store/use-store";
import { timelineStrings as strings } from "../strings";
import styles from "./message-row.module.css";

export function Marks({ message }: { message: Message }) {
  const { store, later } = useWorkspace();
  const isSaved = useEntity(later.saved, message.id) !== undefined;
  const hasReceipts = useSetting("Message_Read_Receipt_Enabled") === true;
  const myId = store.me.get().id;
  const isStarred = message.starredBy.includes(myId);
  const showsReceipt = hasReceipts && message.author.id === myId && message.delivery === undefined;
  if (isOffTheRecord(message)) {
    const label = message.kind === "otr" ? strings.offTheRecord : strings.arrivedOffTheRecord;
    return (
      <span className={styles.marks}>
        <Timer role="img" aria-label={label} />
        {message.kind === "otr-ack" && <Check aria-hidden />}
      </span>
    );
  }
  const isSealed = message.kind === "e2e";
  if (!message.isPinned && !isStarred && !isSaved && !showsReceipt && !isSealed) return null;
  return (
    <span className={styles.marks}>
      {isSealed && <KeyRound role="img" aria-label={strings.sealed} />}
      {message.isPinned && <Pin role="img" aria-label={strings.pinned} />}
      {isStarred && <Bookmark role="img" aria-label={strings.starred} />}
      {isSaved && <Clock role="img" aria-label={strings.saved} />}
      {showsReceipt &&
        (message.isUnread ? (
          <Check role="img" aria-label={strings.notReadByAll} />
        ) : (
          <CheckCheck className={styles.read} role="img" aria-label={strings.readByAll} />
        ))}
    </span>
  );
}

/** What the author is in this room, unless the workspace or the reader does not want to see it. */
export function Roles({ roomId, userId }: { roomId: string; userId: string }) {
  const { store } = useWorkspace();
  const roles = useEntity(store.roomRoles, roomId)?.[userId];
  const isShown = useSetting("UI_DisplayRoles") !== false;
  const me = useCell(store.me);
  if (roles === undefined || !isShown || me.preferences.hideRoles === true) return null;
  return roles
    .filter((role) => strings.roles[role] !== undefined)
    .map((role) => (
      <span key={role} className={styles.tag}>
        {strings.roles[role]}
      </span>
    ));
}

export function Time({ ms }: { ms: number }) {
  // Drawn anew when the reader counts hours otherwise.
  usePreference("clockMode");
  return (
    <time className={styles.time} dateTime={new Date(ms).toISOString()} title={formatFull(ms)}>
      {formatClock(ms)}
    </time>
  );
}
