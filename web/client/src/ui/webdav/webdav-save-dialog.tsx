import { useState } from "react";
import { useWorkspace } from "../../store/use-store";
import { saveToWebdav } from "../../store/webdav";
import { Button } from "../button";
import { Dialog } from "../dialog";
import { FormError } from "../form-error";
import { Select } from "../select";
import { toasts } from "../toast";
import { WebdavAccountForm } from "./webdav-account-form";
import { explainWebdav, useWebdavAccounts } from "./webdav-accounts";
import { webdavStrings as strings } from "./webdav-strings";

interface Props {
  name: string;
  fileId: string;
  onClose: () => void;
}

/** Puts a file of a message onto one's own file server (MSG-040). */
export function WebdavSaveDialog({ name, fileId, onClose }: Props) {
  const workspace = useWorkspace();
  const { accounts, problem: unknown, reload } = useWebdavAccounts();
  const [chosen, setChosen] = useState<string>();
  const [problem, setProblem] = useState<string>();
  const [isBusy, setIsBusy] = useState(false);
  const account = accounts?.find(({ id }) => id === chosen) ?? accounts?.[0];

  const save = async () => {
    if (account === undefined) return;
    setIsBusy(true);
    setProblem(undefined);
    try {
      await saveToWebdav(workspace, account.id, fileId);
      toasts.add("done", strings.saved(name));
      onClose();
    } catch (error) {
      setProblem(explainWebdav(error));
      setIsBusy(false);
    }
  };

  if (accounts !== undefined && account === undefined) {
    return (
      <Dialog title={strings.add} onClose={onClose}>
        <WebdavAccountForm onDone={reload} onCancel={onClose} />
      </Dialog>
    );
  }
  return (
    <Dialog
      title={strings.saveTitle}
      onClose={onClose}
      footer={
        <>
          <Button onPress={onClose}>{strings.cancel}</Button>
          <Button
            look="primary"
            isDisabled={account === undefined}
            isPending={isBusy}
            onPress={() => void save()}
          >
            {strings.saveAction}
          </Button>
        </>
      }
    >
      <p>{strings.saveText(name)}</p>
      {account !== undefined && accounts !== undefined && (
        <Select
          label={strings.account}
          options={accounts.map((one) => ({ id: one.id, label: one.name }))}
          value={account.id}
          onChange={setChosen}
        />
      )}
      <FormError text={problem ?? unknown} />
    </Dialog>
  );
}
