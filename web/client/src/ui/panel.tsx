import { ArrowLeft, X } from "lucide-react";
import type { ReactNode } from "react";
import { IconButton } from "./button";
import styles from "./panel.module.css";
import { uiStrings } from "./strings";

interface Props {
  title: string;
  subtitle?: string | undefined;
  actions?: ReactNode;
  /** Takes the whole room instead of standing beside it. */
  isWide?: boolean;
  onClose: () => void;
  /** Leads back to the panel this one came from. */
  onBack?: (() => void) | undefined;
  children: ReactNode;
}

/** The contextual bar at the end of a room. */
export function Panel({ title, subtitle, actions, isWide = false, onClose, onBack, children }: Props) {
  return (
    <aside className={styles.panel} aria-label={title} data-wide={isWide}>
      <header className={styles.header}>
        {onBack !== undefined && <IconButton label={uiStrings.back} icon={<ArrowLeft />} onPress={onBack} />}
        <div className={styles.titles}>
          <h2 className={styles.title}>{title}</h2>
          {subtitle !== undefined && <span className={styles.subtitle}>{subtitle}</span>}
        </div>
        {actions}
        <IconButton label={uiStrings.close} icon={<X />} onPress={onClose} />
      </header>
      {children}
    </aside>
  );
}
