import { useId, useState } from "react";
import { e2eStrings } from "../../store/e2e/strings";
import { useWorkspace } from "../../store/use-store";
import { Button } from "../button";
import { Dialog } from "../dialog";
import formStyles from "../form.module.css";
import { TextField } from "../text-field";

const strings = e2eStrings.enter;

/** Unlocks the reader's key on this device; a wrong password can be corrected (E2E-008). */
export function EnterPasswordDialog({ onClose }: { onClose: () => void }) {
  const { e2e } = useWorkspace();
  const formId = useId();
  const [password, setPassword] = useState("");
  const [isWrong, setIsWrong] = useState(false);
  const [isBusy, setIsBusy] = useState(false);
  const unlock = async () => {
    setIsBusy(true);
    const isRight = await (await e2e.desk()).enterPassword(password.trim()).catch(() => false);
    setIsBusy(false);
    if (isRight) onClose();
    else setIsWrong(true);
  };
  return (
    <Dialog
      title={strings.title}
      onClose={onClose}
      footer={
        <>
          <Button onPress={onClose}>{strings.cancel}</Button>
          <Button
            type="submit"
            form={formId}
            look="primary"
            isDisabled={password.trim() === ""}
            isPending={isBusy}
          >
            {strings.unlock}
          </Button>
        </>
      }
    >
      <form
        id={formId}
        className={formStyles.form}
        onSubmit={(event) => {
          event.preventDefault();
          if (password.trim() !== "" && !isBusy) void unlock();
        }}
      >
        <p>{strings.text}</p>
        <TextField
          label={strings.password}
          type="password"
          autoComplete="off"
          autoFocus
          value={password}
          onChange={(next) => {
            setPassword(next);
            setIsWrong(false);
          }}
          error={isWrong ? strings.wrong : undefined}
        />
        <p className={formStyles.note}>{strings.lost}</p>
      </form>
    </Dialog>
  );
}
