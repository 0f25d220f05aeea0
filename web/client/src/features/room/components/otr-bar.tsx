import { Timer } from "lucide-react";
import { useEntity, useWorkspace } from "../../../store/use-store";
import { otrStrings as strings } from "../otr-strings";
import styles from "./announcement-bar.module.css";

/** Says above the box that what is written there is kept nowhere. */
export function OtrBar({ roomId, onOpen }: { roomId: string; onOpen: () => void }) {
  const { otr } = useWorkspace();
  const state = useEntity(otr.states, roomId);
  if (state === undefined) return null;
  return (
    <div className={styles.bar} role="note">
      <Timer />
      <span className={styles.text}>{state === "established" ? strings.bar : strings.states[state]}</span>
      <button type="button" className={styles.open} aria-label={strings.manage} onClick={onOpen} />
    </div>
  );
}
