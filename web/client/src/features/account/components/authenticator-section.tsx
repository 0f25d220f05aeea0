import { toWireError, WireError } from "@parley/shared/wire/errors";
import { asList, asRecord } from "@parley/shared/wire/parse";
import { Copy } from "lucide-react";
import { useEffect, useMemo, useState } from "react";
import { encode } from "uqr";
import { useCell, useWorkspace } from "../../../store/use-store";
import { PageSection } from "../../../ui/area";
import { Button } from "../../../ui/button";
import { Dialog } from "../../../ui/dialog";
import { FormError } from "../../../ui/form-error";
import formStyles from "../../../ui/form.module.css";
import { Tag } from "../../../ui/tag";
import { TextField } from "../../../ui/text-field";
import { toasts } from "../../../ui/toast";
import { securityStrings as strings } from "../page-strings";
import styles from "./account.module.css";

interface Enrolment {
  secret: string;
  url: string;
}

/** Backup codes; a wrong code is answered with none. */
function readCodes(answer: unknown): string[] {
  const codes = asList(asRecord(answer).codes).map(String);
  if (codes.length === 0) throw new WireError("invalid-totp", strings.badCode);
  return codes;
}

/** The authenticator app: setting it up, its backup codes, and switching it off (ACC-025, ACC-026). */
export function AuthenticatorSection() {
  const { link, store, sync } = useWorkspace();
  const me = useCell(store.me);
  const [enrolment, setEnrolment] = useState<Enrolment>();
  const [code, setCode] = useState("");
  const [problem, setProblem] = useState<string>();
  const [codes, setCodes] = useState<readonly string[]>();
  const [left, setLeft] = useState<number>();
  const [isBusy, setIsBusy] = useState(false);
  const isOn = me.hasAuthenticator;

  useEffect(() => {
    if (!isOn) return;
    link
      .call("2fa:checkCodesRemaining")
      .then((answer) => setLeft(Number(asRecord(answer).remaining)))
      .catch(() => undefined);
  }, [link, isOn, codes]);

  const run = async (act: () => Promise<void>) => {
    setIsBusy(true);
    setProblem(undefined);
    try {
      await act();
    } catch (caught) {
      const error = toWireError(caught);
      setProblem(error.code === "invalid-totp" ? strings.badCode : strings.failed(error.message));
    }
    setIsBusy(false);
  };

  const begin = () =>
    run(async () => {
      const answer = asRecord(await link.call("2fa:enable"));
      setEnrolment({ secret: String(answer.secret), url: String(answer.url) });
    });
  const verify = () =>
    run(async () => {
      const given = readCodes(await link.call("2fa:validateTempToken", code.trim()));
      setEnrolment(undefined);
      setCode("");
      setCodes(given);
      await sync.loadMe();
      toasts.add("done", strings.enabled);
    });
  const regenerate = () =>
    run(async () => {
      setCodes(readCodes(await link.call("2fa:regenerateCodes", code.trim())));
      setCode("");
    });
  const disable = () =>
    run(async () => {
      const isDone = await link.call("2fa:disable", code.trim());
      if (isDone === false) {
        setProblem(strings.badCode);
        return;
      }
      setCode("");
      await sync.loadMe();
      toasts.add("done", strings.disabled);
    });

  return (
    <PageSection
      title={strings.app}
      lead={strings.appLead}
      actions={<Tag tone={isOn ? "good" : "plain"}>{isOn ? strings.appOn : strings.appOff}</Tag>}
    >
      {!isOn && enrolment === undefined && (
        <div className={formStyles.form}>
          {!me.isEmailVerified && <p className={formStyles.note}>{strings.unverified}</p>}
          <FormError text={problem} />
          <div className={formStyles.buttons}>
            <Button isDisabled={!me.isEmailVerified} isPending={isBusy} onPress={() => void begin()}>
              {strings.setUp}
            </Button>
          </div>
        </div>
      )}
      {!isOn && enrolment !== undefined && (
        <form
          className={formStyles.form}
          onSubmit={(event) => {
            event.preventDefault();
            void verify();
          }}
        >
          <p className={formStyles.note}>{strings.scan}</p>
          <QrCode text={enrolment.url} />
          <div>
            <span className={formStyles.quiet}>{strings.secret}</span>
            <div className={styles.secret}>{enrolment.secret}</div>
          </div>
          <CodeForm code={code} onChange={setCode} problem={problem} />
          <div className={formStyles.buttons}>
            <Button type="submit" look="primary" isDisabled={code.trim() === ""} isPending={isBusy}>
              {strings.verify}
            </Button>
          </div>
        </form>
      )}
      {isOn && (
        <div className={formStyles.form}>
          {left !== undefined && Number.isFinite(left) && (
            <p className={formStyles.note}>{strings.codesLeft(left)}</p>
          )}
          <CodeForm code={code} onChange={setCode} problem={problem} />
          <div className={formStyles.buttons}>
            <Button isDisabled={code.trim() === ""} isPending={isBusy} onPress={() => void regenerate()}>
              {strings.regenerate}
            </Button>
            <Button
              look="danger"
              isDisabled={code.trim() === ""}
              isPending={isBusy}
              onPress={() => void disable()}
            >
              {strings.disable}
            </Button>
          </div>
        </div>
      )}
      {codes !== undefined && <CodesDialog codes={codes} onClose={() => setCodes(undefined)} />}
    </PageSection>
  );
}

interface CodeProps {
  code: string;
  onChange: (code: string) => void;
  problem: string | undefined;
}

function CodeForm({ code, onChange, problem }: CodeProps) {
  return (
    <div className={styles.narrow}>
      <TextField
        label={strings.code}
        help={strings.codeHelp}
        inputMode="numeric"
        autoComplete="one-time-code"
        value={code}
        onChange={onChange}
        error={problem}
      />
    </div>
  );
}

function QrCode({ text }: { text: string }) {
  const { data, size } = useMemo(() => encode(text, { border: 0 }), [text]);
  const path = data
    .flatMap((row, y) => row.map((isDark, x) => (isDark ? `M${x} ${y}h1v1h-1z` : "")))
    .join("");
  return (
    <svg
      className={styles.qr}
      viewBox={`0 0 ${size} ${size}`}
      role="img"
      aria-label={strings.qr}
      shapeRendering="crispEdges"
    >
      <path d={path} fill="currentColor" />
    </svg>
  );
}

function CodesDialog({ codes, onClose }: { codes: readonly string[]; onClose: () => void }) {
  return (
    <Dialog
      title={strings.codesTitle}
      onClose={onClose}
      footer={
        <>
          <Button
            onPress={() =>
              void navigator.clipboard
                .writeText(codes.join("\n"))
                .then(() => toasts.add("done", strings.copied))
            }
          >
            <Copy />
            {strings.copyCodes}
          </Button>
          <Button look="primary" onPress={onClose}>
            {strings.codesDone}
          </Button>
        </>
      }
    >
      <p>{strings.codesText}</p>
      <ul className={styles.codes}>
        {codes.map((code) => (
          <li key={code}>{code}</li>
        ))}
      </ul>
    </Dialog>
  );
}
