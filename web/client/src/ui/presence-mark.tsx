import type { Presence } from "@parley/shared/wire/entities";
import styles from "./presence-mark.module.css";
import { uiStrings } from "./strings";

/** Presence by shape and colour: a disc, a clock, a bar, a ring. */
export function PresenceMark({ presence }: { presence: Presence }) {
  return (
    <svg
      viewBox="0 0 10 10"
      className={`${styles.mark} ${styles[presence]}`}
      role="img"
      aria-label={uiStrings.presence[presence]}
    >
      {presence === "offline" ? (
        <circle cx="5" cy="5" r="3.6" fill="none" stroke="currentColor" strokeWidth="1.8" />
      ) : (
        <circle cx="5" cy="5" r="4.5" fill="currentColor" />
      )}
      {presence === "away" && <path d="M5 2.6V5l1.7 1.1" className={styles.cut} />}
      {presence === "busy" && <path d="M2.7 5h4.6" className={styles.cut} />}
    </svg>
  );
}
