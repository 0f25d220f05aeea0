import { toWireError } from "@parley/shared/wire/errors";
import { useState } from "react";
import { Button } from "./button";
import { Dialog } from "./dialog";
import { FormError } from "./form-error";
import { uiStrings } from "./strings";
import { TextField } from "./text-field";
import { toasts } from "./toast";

const strings = uiStrings.report;

interface Props {
  title: string;
  onSend: (reason: string) => Promise<unknown>;
  onClose: () => void;
}

/** Tells the moderators about a message or a person, with a reason. */
export function ReportDialog({ title, onSend, onClose }: Props) {
  const [reason, setReason] = useState("");
  const [problem, setProblem] = useState<string>();
  const [isBusy, setIsBusy] = useState(false);

  const send = async () => {
    setIsBusy(true);
    setProblem(undefined);
    try {
      await onSend(reason.trim());
      toasts.add("done", strings.sent);
      onClose();
    } catch (error) {
      setProblem(strings.failed(toWireError(error).message));
      setIsBusy(false);
    }
  };

  return (
    <Dialog
      title={title}
      onClose={onClose}
      footer={
        <>
          <Button onPress={onClose}>{uiStrings.cancel}</Button>
          <Button
            look="danger"
            isDisabled={reason.trim() === ""}
            isPending={isBusy}
            onPress={() => void send()}
          >
            {strings.action}
          </Button>
        </>
      }
    >
      <p>{strings.text}</p>
      <TextField
        autoFocus
        isMultiline
        label={strings.reason}
        value={reason}
        onChange={setReason}
        maxLength={1000}
      />
      <FormError text={problem} />
    </Dialog>
  );
}
