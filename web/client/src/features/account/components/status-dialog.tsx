import { useState } from "react";
import { useWorkspace } from "../../../store/use-store";
import { Button } from "../../../ui/button";
import { Dialog } from "../../../ui/dialog";
import { TextField } from "../../../ui/text-field";
import { setStatus } from "../actions";
import { accountStrings as strings } from "../strings";

export function StatusDialog({ onClose }: { onClose: () => void }) {
  const workspace = useWorkspace();
  const [text, setText] = useState(workspace.store.me.get().statusText ?? "");
  const save = async (value: string) => {
    if (await setStatus(workspace, workspace.store.me.get().presence, value)) onClose();
  };
  return (
    <Dialog
      title={strings.statusTitle}
      onClose={onClose}
      footer={
        <>
          <Button onPress={() => void save("")}>{strings.clear}</Button>
          <Button look="primary" onPress={() => void save(text.trim())}>
            {strings.save}
          </Button>
        </>
      }
    >
      <TextField autoFocus label={strings.statusLabel} value={text} onChange={setText} maxLength={120} />
    </Dialog>
  );
}
