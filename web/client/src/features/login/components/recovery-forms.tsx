import { type Credentials, RestClient } from "@parley/shared/wire/rest-client";
import { CircleAlert } from "lucide-react";
import { type FormEvent, type ReactNode, useEffect, useState } from "react";
import { meetsRule } from "../../../lib/password-policy";
import { Button } from "../../../ui/button";
import { PasswordRules, usePasswordRules } from "../../../ui/password-rules";
import { TextField } from "../../../ui/text-field";
import {
  askForReset,
  endMailings,
  explainSignIn,
  resetPassword,
  sendConfirmation,
  signInByToken,
  verifyEmail,
} from "../api";
import { loginStrings as strings } from "../strings";
import styles from "./entrance.module.css";
import { PasswordField } from "./password-field";

const rest = new RestClient("");

function Problem({ text }: { text: string | undefined }) {
  if (text === undefined) return null;
  return (
    <p className={styles.problem} role="alert">
      <CircleAlert />
      {text}
    </p>
  );
}

function BackLink({ children, onPress }: { children: ReactNode; onPress: () => void }) {
  return (
    <p className={styles.other}>
      <button type="button" className={styles.link} onClick={onPress}>
        {children}
      </button>
    </p>
  );
}

interface MailProps {
  title: string;
  text: string;
  action: string;
  sent: string;
  send: (email: string) => Promise<unknown>;
  onBack: () => void;
}

/** Asks for an address and says the same whatever it is. */
function MailForm({ title, text, action, sent, send, onBack }: MailProps) {
  const [email, setEmail] = useState("");
  const [isSent, setIsSent] = useState(false);
  const [problem, setProblem] = useState<string>();
  const [isBusy, setIsBusy] = useState(false);

  const handleSubmit = async (event: FormEvent) => {
    event.preventDefault();
    if (!/^\S+@\S+\.\S+$/u.test(email.trim())) {
      setProblem(strings.errors.badEmail);
      return;
    }
    setIsBusy(true);
    setProblem(undefined);
    try {
      await send(email.trim());
      setIsSent(true);
    } catch (error) {
      setProblem(explainSignIn(error));
    }
    setIsBusy(false);
  };

  return (
    <>
      <h1 className={styles.title}>{title}</h1>
      {isSent ? (
        <p className={styles.lead} role="status">
          {sent}
        </p>
      ) : (
        <>
          <p className={styles.lead}>{text}</p>
          <form className={styles.form} onSubmit={(event) => void handleSubmit(event)} noValidate>
            <TextField
              autoFocus
              label={strings.email}
              name="email"
              type="email"
              autoComplete="email"
              value={email}
              onChange={setEmail}
            />
            <Problem text={problem} />
            <Button type="submit" look="primary" isWide isPending={isBusy}>
              {action}
            </Button>
          </form>
        </>
      )}
      <BackLink onPress={onBack}>{strings.toSignIn}</BackLink>
    </>
  );
}

/** For those who forgot their password (ACC-021). */
export function ForgotForm({ onBack }: { onBack: () => void }) {
  return (
    <MailForm
      title={strings.forgotTitle}
      text={strings.forgotText}
      action={strings.forgotSend}
      sent={strings.forgotSent}
      send={askForReset}
      onBack={onBack}
    />
  );
}

/** For those who have to confirm their address before they can sign in (ACC-004). */
export function ConfirmationForm({ onBack }: { onBack: () => void }) {
  return (
    <MailForm
      title={strings.confirmTitle}
      text={strings.confirmText}
      action={strings.confirmSend}
      sent={strings.confirmSent}
      send={sendConfirmation}
      onBack={onBack}
    />
  );
}

interface ResetProps {
  token: string;
  onSignedIn: (credentials: Credentials) => void;
  onBack: () => void;
}

/** Where the link of the mail leads: a new password (ACC-021). */
export function ResetForm({ token, onSignedIn, onBack }: ResetProps) {
  return (
    <NewPasswordForm
      title={strings.resetTitle}
      text={strings.resetText}
      action={strings.resetGo}
      policyPath={`pw.getPolicyReset?token=${encodeURIComponent(token)}`}
      explain={() => strings.resetFailed}
      onSave={async (password) => onSignedIn(await resetPassword(token, password))}
      end={<BackLink onPress={onBack}>{strings.toSignIn}</BackLink>}
    />
  );
}

interface NewPasswordProps {
  title: string;
  text: string;
  action: string;
  policyPath?: string;
  client?: RestClient;
  explain: (error: unknown) => string;
  onSave: (password: string) => Promise<void>;
  end: ReactNode;
}

/** A password of one's own, typed twice, with the rules beside it. */
export function NewPasswordForm(props: NewPasswordProps) {
  const [password, setPassword] = useState("");
  const [repeated, setRepeated] = useState("");
  const [problem, setProblem] = useState<string>();
  const [isBusy, setIsBusy] = useState(false);
  const rules = usePasswordRules(props.client ?? rest, props.policyPath);

  const handleSubmit = async (event: FormEvent) => {
    event.preventDefault();
    const isShort = rules.length === 0 && password.length < 8;
    if (isShort) setProblem(strings.errors.shortPassword);
    else if (rules.some((rule) => !meetsRule(rule, password))) setProblem(strings.errors.badPassword);
    else if (password !== repeated) setProblem(strings.errors.differs);
    else {
      setIsBusy(true);
      setProblem(undefined);
      try {
        await props.onSave(password);
      } catch (error) {
        setProblem(props.explain(error));
        setIsBusy(false);
      }
    }
  };

  return (
    <>
      <h1 className={styles.title}>{props.title}</h1>
      <p className={styles.lead}>{props.text}</p>
      <form className={styles.form} onSubmit={(event) => void handleSubmit(event)} noValidate>
        <PasswordField isNew label={strings.newPassword} value={password} onChange={setPassword} />
        <PasswordRules rules={rules} password={password} />
        <PasswordField
          isNew
          label={strings.repeated}
          name="repeated"
          value={repeated}
          onChange={setRepeated}
        />
        <Problem text={problem} />
        <Button type="submit" look="primary" isWide isPending={isBusy}>
          {props.action}
        </Button>
      </form>
      {props.end}
    </>
  );
}

interface VerifyProps {
  token: string;
  onSignedIn: (credentials: Credentials) => void;
  onBack: () => void;
}

/** Where the link of a confirmation mail leads (ACC-017). */
export function VerifyAddress({ token, onSignedIn, onBack }: VerifyProps) {
  const [state, setState] = useState<"asking" | "done" | "failed">("asking");
  useEffect(() => {
    let isCurrent = true;
    verifyEmail(token)
      .then((credentials) => isCurrent && onSignedIn(credentials))
      .catch((error: { code?: string }) => {
        if (!isCurrent) return;
        // With a second factor the address is confirmed, but signing in takes more than the link.
        setState(error.code === "no-session" || error.code === "totp-required" ? "done" : "failed");
      });
    return () => {
      isCurrent = false;
    };
    // The link works once: it must not be followed again when the page is drawn anew.
    // eslint-disable-next-line react-hooks/exhaustive-deps
  }, [token]);
  return (
    <>
      <h1 className={styles.title}>{strings.verifyTitle}</h1>
      {state === "failed" && <Problem text={strings.verifyFailed} />}
      {state === "done" && (
        <p className={styles.lead} role="status">
          {strings.verifyDone}
        </p>
      )}
      {state !== "asking" && <BackLink onPress={onBack}>{strings.toSignIn}</BackLink>}
    </>
  );
}

/** Where a link that signs in leads (ACC-008). */
export function TokenSignIn({ token, onSignedIn, onBack }: VerifyProps) {
  const [isFailed, setIsFailed] = useState(false);
  useEffect(() => {
    let isCurrent = true;
    signInByToken(token)
      .then((credentials) => isCurrent && onSignedIn(credentials))
      .catch(() => isCurrent && setIsFailed(true));
    return () => {
      isCurrent = false;
    };
    // It is tried once for each token, however often the page is drawn.
    // eslint-disable-next-line react-hooks/exhaustive-deps
  }, [token]);
  return (
    <>
      <h1 className={styles.title}>{strings.tokenTitle}</h1>
      {isFailed && <Problem text={strings.tokenFailed} />}
      {isFailed && <BackLink onPress={onBack}>{strings.toSignIn}</BackLink>}
    </>
  );
}

interface EndingProps {
  id: string;
  createdAt: string;
  end: string;
  onBack: () => void;
}

/** Where the link of a mailing leads (ADM-117). */
export function EndMailings({ id, createdAt, end, onBack }: EndingProps) {
  const [state, setState] = useState<"asking" | "done" | "failed">("asking");
  useEffect(() => {
    let isCurrent = true;
    endMailings(id, createdAt)
      .then(() => isCurrent && setState("done"))
      .catch(() => isCurrent && setState("failed"));
    return () => {
      isCurrent = false;
    };
  }, [id, createdAt]);
  return (
    <>
      <h1 className={styles.title}>{strings.endingTitle}</h1>
      {state === "failed" && <Problem text={strings.endingFailed} />}
      {state === "done" && (
        <p className={styles.lead} role="status">
          {strings.endingDone}
        </p>
      )}
      {state !== "asking" && <BackLink onPress={onBack}>{end}</BackLink>}
    </>
  );
}
