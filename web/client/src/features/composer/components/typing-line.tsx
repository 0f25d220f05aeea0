import { useEntity, useWorkspace } from "../../../store/use-store";
import { composerStrings as strings } from "../strings";
import styles from "./composer.module.css";

/** Who is writing. Its line is always there, so that nothing moves. */
export function TypingLine({ roomId, threadId }: { roomId: string; threadId: string | undefined }) {
  const { store } = useWorkspace();
  const activities = useEntity(store.activities, roomId) ?? [];
  const names = activities
    .filter((activity) => activity.threadId === threadId)
    .map((activity) => activity.name);
  return <div className={styles.typing}>{names.length > 0 && strings.typing(names)}</div>;
}
