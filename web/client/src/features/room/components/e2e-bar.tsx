import { KeyRound } from "lucide-react";
import { useEffect, useState } from "react";
import { e2eStrings as strings } from "../../../store/e2e/strings";
import { useEntity, useWorkspace } from "../../../store/use-store";
import { Button } from "../../../ui/button";
import { EnterPasswordDialog } from "../../../ui/e2e/enter-password-dialog";
import styles from "./e2e-bar.module.css";

/** Says why an encrypted room cannot be read or written yet, and what helps (E2E-022). Asks for its key meanwhile. */
export function E2eBar({ roomId }: { roomId: string }) {
  const { e2e } = useWorkspace();
  const state = useEntity(e2e.states, roomId);
  const [isEntering, setIsEntering] = useState(false);

  useEffect(() => {
    let leave: (() => void) | undefined;
    let isGone = false;
    void e2e.desk().then((desk) => {
      if (!isGone) leave = desk.enter(roomId);
    });
    return () => {
      isGone = true;
      leave?.();
    };
  }, [e2e, roomId]);

  const [text, action] = strings.states[state ?? "ready"];
  const act = () => {
    if (state === "locked") setIsEntering(true);
    else void e2e.desk().then((desk) => desk.retry(roomId));
  };
  return (
    <>
      <div role="status">
        {text !== "" && (
          <div className={styles.bar}>
            <KeyRound />
            <span className={styles.text}>{text}</span>
            {action !== undefined && (
              <span className={styles.act}>
                <Button look="quiet" onPress={act}>
                  {action}
                </Button>
              </span>
            )}
          </div>
        )}
      </div>
      {isEntering && <EnterPasswordDialog onClose={() => setIsEntering(false)} />}
    </>
  );
}
