import { toWireError } from "@parley/shared/wire/errors";
import { useEffect, useState } from "react";
import { e2eStrings } from "../../../store/e2e/strings";
import { useCell, useWorkspace } from "../../../store/use-store";
import { PageSection } from "../../../ui/area";
import { Button } from "../../../ui/button";
import { ConfirmDialog } from "../../../ui/dialog";
import { FormError } from "../../../ui/form-error";
import formStyles from "../../../ui/form.module.css";
import { TextField } from "../../../ui/text-field";
import { toasts } from "../../../ui/toast";
import styles from "./account.module.css";

const strings = e2eStrings.account;
const SHORTEST = 8;

/** The encryption password and the reset of the key behind it (ACC-077, E2E-009, E2E-010). */
export function EncryptionSection() {
  const { e2e } = useWorkspace();
  const notice = useCell(e2e.notice);
  const [isLocked, setIsLocked] = useState(true);
  useEffect(() => {
    void e2e.desk().then(async (desk) => {
      await desk.start();
      setIsLocked(desk.isLocked);
    });
  }, [e2e, notice]);
  return (
    <>
      <PageSection title={strings.title} lead={strings.lead}>
        {isLocked ? <p className={formStyles.note}>{strings.locked}</p> : <ChangeForm />}
      </PageSection>
      <ResetSection />
    </>
  );
}

function ChangeForm() {
  const { e2e, store } = useWorkspace();
  const me = useCell(store.me);
  const [next, setNext] = useState("");
  const [repeat, setRepeat] = useState("");
  const [problem, setProblem] = useState<string>();
  const [isBusy, setIsBusy] = useState(false);
  const isPlain = /^[\x20-\x7E]*$/u.test(next);
  const wrong = !isPlain
    ? strings.notPlain
    : next !== "" && next.trim().length < SHORTEST
      ? strings.short
      : undefined;
  const isFine = next !== "" && wrong === undefined && repeat === next;
  const save = async () => {
    if (!isFine) return;
    setIsBusy(true);
    setProblem(undefined);
    try {
      await (await e2e.desk()).changePassword(next.trim());
      setNext("");
      setRepeat("");
      toasts.add("done", strings.changed);
    } catch (error) {
      setProblem(strings.failed(toWireError(error).message));
    }
    setIsBusy(false);
  };
  return (
    <form
      className={`${formStyles.form} ${styles.narrow}`}
      onSubmit={(event) => {
        event.preventDefault();
        void save();
      }}
    >
      <input type="text" autoComplete="username" value={me.username} readOnly hidden />
      <TextField
        label={strings.next}
        help={strings.nextHelp}
        type="password"
        autoComplete="off"
        value={next}
        onChange={setNext}
        error={wrong}
      />
      <TextField
        label={strings.repeat}
        type="password"
        autoComplete="off"
        value={repeat}
        onChange={setRepeat}
        error={repeat !== "" && repeat !== next ? strings.differs : undefined}
      />
      <FormError text={problem} />
      <div className={formStyles.buttons}>
        <Button type="submit" look="primary" isDisabled={!isFine} isPending={isBusy}>
          {strings.change}
        </Button>
      </div>
    </form>
  );
}

function ResetSection() {
  const workspace = useWorkspace();
  const [isAsking, setIsAsking] = useState(false);
  const [problem, setProblem] = useState<string>();
  const reset = async () => {
    setProblem(undefined);
    try {
      await workspace.link.rest.post("users.resetE2EKey");
      await workspace.signOut({ tellServer: false });
    } catch (caught) {
      const error = toWireError(caught);
      if (error.code !== "totp-cancelled") setProblem(strings.failed(error.message));
    }
  };
  return (
    <PageSection title={strings.resetTitle} lead={strings.resetLead}>
      <FormError text={problem} />
      <div className={formStyles.buttons}>
        <Button look="danger" onPress={() => setIsAsking(true)}>
          {strings.reset}
        </Button>
      </div>
      {isAsking && (
        <ConfirmDialog
          title={strings.resetAsk}
          action={strings.reset}
          onConfirm={() => void reset()}
          onClose={() => setIsAsking(false)}
        >
          <p>{strings.resetText}</p>
        </ConfirmDialog>
      )}
    </PageSection>
  );
}
