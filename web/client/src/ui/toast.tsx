import { CircleAlert, CircleCheck, X } from "lucide-react";
import { Cell } from "../store/entity-table";
import { useCell } from "../store/use-store";
import { IconButton } from "./button";
import { uiStrings } from "./strings";
import styles from "./toast.module.css";

interface Toast {
  id: number;
  kind: "done" | "failed";
  text: string;
}

const STAY_MS = 6000;

class Toasts {
  readonly shown = new Cell<readonly Toast[]>([]);
  private lastId = 0;
  private readonly timers = new Map<number, ReturnType<typeof setTimeout>>();

  add(kind: Toast["kind"], text: string): void {
    this.lastId += 1;
    const id = this.lastId;
    this.shown.set(
      [...this.shown.get().filter((toast) => toast.text !== text), { id, kind, text }].slice(-3),
    );
    this.leaveLater(id);
  }

  /** Nothing leaves while somebody reads it; afterwards each has its time again (A11Y-031). */
  hold(isHeld: boolean): void {
    for (const { id } of this.shown.get()) {
      clearTimeout(this.timers.get(id));
      if (!isHeld) this.leaveLater(id);
    }
  }

  private leaveLater(id: number): void {
    this.timers.set(
      id,
      setTimeout(() => this.remove(id), STAY_MS),
    );
  }

  remove(id: number): void {
    this.timers.delete(id);
    this.shown.set(this.shown.get().filter((toast) => toast.id !== id));
  }
}

/** Short notices about what a person just did. */
export const toasts = new Toasts();

export function ToastRegion() {
  const shown = useCell(toasts.shown);
  return (
    // eslint-disable-next-line jsx-a11y/no-noninteractive-element-interactions -- nothing is done by it but waiting
    <div
      className={styles.region}
      role="status"
      aria-label={uiStrings.notices}
      onPointerEnter={() => toasts.hold(true)}
      onPointerLeave={() => toasts.hold(false)}
      onFocus={() => toasts.hold(true)}
      onBlur={() => toasts.hold(false)}
    >
      {shown.map((toast) => (
        <div key={toast.id} className={`${styles.toast} ${styles[toast.kind]}`}>
          {toast.kind === "failed" ? <CircleAlert /> : <CircleCheck />}
          <span>{toast.text}</span>
          <IconButton
            size="small"
            label={uiStrings.dismiss}
            icon={<X />}
            onPress={() => toasts.remove(toast.id)}
          />
        </div>
      ))}
    </div>
  );
}
