import type { Credentials } from "@parley/shared/wire/rest-client";
import { toWireError } from "@parley/shared/wire/errors";
import { CircleAlert } from "lucide-react";
import { type FormEvent, useState } from "react";
import { focusInvalid } from "../../../lib/focus-invalid";
import { Button } from "../../../ui/button";
import { TextField } from "../../../ui/text-field";
import { explainSignIn, type SecondFactor, sendEmailCode, signIn } from "../api";
import { loginStrings as strings } from "../strings";
import styles from "./entrance.module.css";
import { PasswordField } from "./password-field";

interface Props {
  workspace: string;
  /** The workspace wants no heading: its picture or words say where one is. Screen readers get it all the same. */
  hidesTitle?: boolean;
  allowsRegistration: boolean;
  /** The workspace lets people in another way (ACC-007). */
  hidesForm?: boolean;
  /** Something to know before signing in. */
  notice?: string | undefined;
  /** What the administrator wants to be read where no account can be made. */
  registrationNote: string;
  userPlaceholder: string;
  passwordPlaceholder: string;
  onSignedIn: (credentials: Credentials) => void;
  onRegister: () => void;
  /** Absent where passwords cannot be reset. */
  onForgot?: (() => void) | undefined;
  /** The address of the account has to be confirmed first. */
  onUnconfirmed: () => void;
}

export function LoginForm({
  workspace,
  hidesTitle = false,
  allowsRegistration,
  hidesForm = false,
  notice,
  registrationNote,
  userPlaceholder,
  passwordPlaceholder,
  onSignedIn,
  onRegister,
  onForgot,
  onUnconfirmed,
}: Props) {
  const [user, setUser] = useState("");
  const [password, setPassword] = useState("");
  const [code, setCode] = useState("");
  const [factor, setFactor] = useState<SecondFactor>();
  const [problem, setProblem] = useState<string>();
  const [isChecked, setIsChecked] = useState(false);
  const [isBusy, setIsBusy] = useState(false);

  const handleSubmit = async (event: FormEvent) => {
    event.preventDefault();
    setIsChecked(true);
    focusInvalid(event.currentTarget as HTMLElement);
    if (user.trim() === "" || password === "" || isBusy) return;
    setIsBusy(true);
    setProblem(undefined);
    try {
      const result = await signIn(user.trim(), password, factor === undefined ? undefined : code.trim());
      if (result.kind === "done") return onSignedIn(result.credentials);
      setFactor(result.factor);
    } catch (error) {
      if (toWireError(error).code === "error-invalid-email") onUnconfirmed();
      else setProblem(explainSignIn(error));
    } finally {
      setIsBusy(false);
    }
    return undefined;
  };

  if (hidesForm) {
    return (
      <>
        <h1 className={hidesTitle ? styles.unseen : styles.title}>{strings.signInTo(workspace)}</h1>
        <p className={styles.lead}>{strings.noForm}</p>
      </>
    );
  }

  const missing = (value: string) => (isChecked && value === "" ? strings.errors.missing : undefined);

  return (
    <>
      <h1 className={hidesTitle && factor === undefined ? styles.unseen : styles.title}>
        {factor === undefined ? strings.signInTo(workspace) : strings.codeTitle}
      </h1>
      {factor === undefined && notice !== undefined && <p className={styles.lead}>{notice}</p>}
      {factor !== undefined && <p className={styles.lead}>{strings.codeText[factor.method]}</p>}
      <form className={styles.form} onSubmit={(event) => void handleSubmit(event)} noValidate>
        {factor === undefined ? (
          <>
            <TextField
              label={strings.user}
              placeholder={userPlaceholder}
              name="username"
              autoComplete="username"
              autoCapitalize="none"
              autoFocus
              value={user}
              onChange={setUser}
              error={missing(user.trim())}
            />
            <PasswordField
              placeholder={passwordPlaceholder}
              value={password}
              onChange={setPassword}
              error={missing(password)}
            />
          </>
        ) : (
          <TextField
            label={strings.code}
            name="code"
            autoComplete="one-time-code"
            autoFocus
            value={code}
            onChange={setCode}
            {...(factor.method === "password"
              ? { type: "password" as const }
              : { inputMode: "numeric" as const })}
          />
        )}
        {problem !== undefined && (
          <p className={styles.problem} role="alert">
            <CircleAlert />
            {problem}
          </p>
        )}
        <Button type="submit" look="primary" isWide isPending={isBusy}>
          {factor === undefined ? strings.signIn : strings.verify}
        </Button>
      </form>
      {factor === undefined && onForgot !== undefined && (
        <p className={styles.other}>
          <button type="button" className={styles.link} onClick={onForgot}>
            {strings.forgot}
          </button>
        </p>
      )}
      {factor !== undefined && (
        <p className={styles.other}>
          {factor.method === "email" && (
            <button
              type="button"
              className={styles.link}
              onClick={() =>
                void sendEmailCode(user.trim())
                  .then(() => setProblem(undefined))
                  .catch(() => undefined)
              }
            >
              {strings.sendAgain}
            </button>
          )}
          <button type="button" className={styles.link} onClick={() => setFactor(undefined)}>
            {strings.back}
          </button>
        </p>
      )}
      {factor === undefined && !allowsRegistration && registrationNote !== "" && (
        <p className={styles.other}>{registrationNote}</p>
      )}
      {factor === undefined && allowsRegistration && (
        <p className={styles.other}>
          {strings.noAccount}
          <button type="button" className={styles.link} onClick={onRegister}>
            {strings.createAccount}
          </button>
        </p>
      )}
    </>
  );
}
