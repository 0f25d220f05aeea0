import { type FormEvent, useState } from "react";
import { focusInvalid } from "../../lib/focus-invalid";
import { useWorkspace } from "../../store/use-store";
import { addAccount } from "../../store/webdav";
import { Button } from "../button";
import { FormError } from "../form-error";
import formStyles from "../form.module.css";
import { TextField } from "../text-field";
import { toasts } from "../toast";
import { explainWebdav } from "./webdav-accounts";
import { webdavStrings as strings } from "./webdav-strings";

interface Props {
  onDone: () => void;
  onCancel: () => void;
}

/** A new account; the server tries it before it is kept (ACC-038). */
export function WebdavAccountForm({ onDone, onCancel }: Props) {
  const workspace = useWorkspace();
  const [address, setAddress] = useState("");
  const [username, setUsername] = useState("");
  const [password, setPassword] = useState("");
  const [name, setName] = useState("");
  const [isChecked, setIsChecked] = useState(false);
  const [isBusy, setIsBusy] = useState(false);
  const [problem, setProblem] = useState<string>();
  const missing = (value: string) => (isChecked && value.trim() === "" ? strings.missing : undefined);

  const submit = async (event: FormEvent) => {
    event.preventDefault();
    setIsChecked(true);
    focusInvalid(event.currentTarget as HTMLElement);
    if ([address, username, password].some((value) => value.trim() === "") || isBusy) return;
    setIsBusy(true);
    setProblem(undefined);
    try {
      await addAccount(workspace, {
        serverURL: address.trim(),
        username: username.trim(),
        password,
        name: name.trim(),
      });
      toasts.add("done", strings.added);
      onDone();
    } catch (error) {
      setProblem(explainWebdav(error));
      setIsBusy(false);
    }
  };

  return (
    <form className={formStyles.form} noValidate onSubmit={(event) => void submit(event)}>
      <TextField
        autoFocus
        type="url"
        label={strings.address}
        help={strings.addressHelp}
        value={address}
        onChange={setAddress}
        error={missing(address)}
      />
      <TextField
        autoComplete="off"
        autoCapitalize="none"
        label={strings.username}
        value={username}
        onChange={setUsername}
        error={missing(username)}
      />
      <TextField
        type="password"
        autoComplete="off"
        label={strings.password}
        help={strings.passwordHelp}
        value={password}
        onChange={setPassword}
        error={missing(password)}
      />
      <TextField label={strings.name} help={strings.nameHelp} value={name} onChange={setName} />
      <FormError text={problem} />
      <div className={formStyles.buttons}>
        <Button onPress={onCancel}>{strings.cancel}</Button>
        <Button type="submit" look="primary" isPending={isBusy}>
          {strings.save}
        </Button>
      </div>
    </form>
  );
}
