import styles from "./badge.module.css";
import { uiStrings } from "./strings";

interface Props {
  count: number;
  isPersonal: boolean;
}

/** How many messages are meant for the reader; red only when they were addressed personally. */
export function CountBadge({ count, isPersonal }: Props) {
  return (
    <span
      className={`${styles.count} ${isPersonal ? styles.personal : styles.group}`}
      aria-label={uiStrings.unreadCount(count)}
    >
      {count > 99 ? "99+" : count}
    </span>
  );
}

export function UnreadDot() {
  return <span className={styles.dot} role="img" aria-label={uiStrings.unread} />;
}
