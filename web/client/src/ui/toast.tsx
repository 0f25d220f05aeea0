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

  add(kind: Toast["kind"], text: string): void {
    this.lastId += 1;
    const id = this.lastId;
    this.shown.set(
      [...this.shown.get().filter((toast) => toast.text !== text), { id, kind, text }].slice(-3),
    );
    setTimeout(() => this.remove(id), STAY_MS);
  }

  remove(id: number): void {
    this.shown.set(this.shown.get().filter((toast) => toast.id !== id));
  }
}

/** Short notices about what a person just did. */
export const toasts = new Toasts();

export function ToastRegion() {
  const shown = useCell(toasts.shown);
  return (
    <div className={styles.region} role="status" aria-label={uiStrings.notices}>
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
