import { Copy } from "lucide-react";
import { useEffect, useState } from "react";
import { e2eStrings } from "../../store/e2e/strings";
import { useWorkspace } from "../../store/use-store";
import { Button } from "../button";
import { Dialog } from "../dialog";
import formStyles from "../form.module.css";
import { toasts } from "../toast";
import styles from "./e2e.module.css";

const strings = e2eStrings.save;

/** Shows the password that was made up, until the reader says that it is kept (E2E-007). */
export function SavePasswordDialog({ onClose }: { onClose: () => void }) {
  const { e2e } = useWorkspace();
  const [password, setPassword] = useState("");
  useEffect(() => {
    void e2e.desk().then((desk) => setPassword(desk.password()));
  }, [e2e]);
  const copy = async () => {
    try {
      await navigator.clipboard.writeText(password);
      toasts.add("done", strings.copied);
    } catch {
      // It can be selected and copied by hand.
    }
  };
  const done = () => {
    void e2e.desk().then((desk) => desk.passwordIsKept());
    onClose();
  };
  return (
    <Dialog
      title={strings.title}
      onClose={onClose}
      footer={
        <>
          <Button onPress={onClose}>{e2eStrings.later}</Button>
          <Button look="primary" onPress={done}>
            {strings.done}
          </Button>
        </>
      }
    >
      <div className={formStyles.form}>
        <p>{strings.text}</p>
        <div className={styles.password}>
          <output aria-label={strings.password}>{password}</output>
          <Button autoFocus onPress={() => void copy()}>
            <Copy />
            {strings.copy}
          </Button>
        </div>
        <p>{strings.where}</p>
        <p className={formStyles.note}>{strings.change}</p>
      </div>
    </Dialog>
  );
}
