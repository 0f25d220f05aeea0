import { KeyRound } from "lucide-react";
import { useState } from "react";
import type { E2eNotice } from "../../store/e2e/seat";
import { e2eStrings as strings } from "../../store/e2e/strings";
import { useWorkspace } from "../../store/use-store";
import { Button } from "../button";
import styles from "./e2e.module.css";
import { EnterPasswordDialog } from "./enter-password-dialog";
import { SavePasswordDialog } from "./save-password-dialog";

/** What the reader has to do about their encryption password, above every page until it is done (E2E-007, E2E-008). */
export function E2eNoticeBar({ notice }: { notice: E2eNotice | undefined }) {
  const { e2e } = useWorkspace();
  const [isOpen, setIsOpen] = useState(false);
  const [isSaving, setIsSaving] = useState(false);
  const act = () => {
    if (notice === "failed") void e2e.desk().then((desk) => desk.start());
    else if (notice === "save") setIsSaving(true);
    else setIsOpen(true);
  };
  return (
    <>
      {notice !== undefined && (
        <section className={styles.notice} aria-label={strings.region}>
          <KeyRound />
          <span className={styles.text}>{strings.notices[notice][0]}</span>
          <span className={styles.acts}>
            <Button look="quiet" onPress={act}>
              {strings.notices[notice][1]}
            </Button>
            {notice !== "save" && (
              <Button look="quiet" onPress={() => e2e.notice.set(undefined)}>
                {strings.later}
              </Button>
            )}
          </span>
        </section>
      )}
      {isSaving && <SavePasswordDialog onClose={() => setIsSaving(false)} />}
      {isOpen && <EnterPasswordDialog onClose={() => setIsOpen(false)} />}
    </>
  );
}
