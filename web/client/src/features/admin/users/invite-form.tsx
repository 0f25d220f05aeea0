import { useState } from "react";
import { useWorkspace } from "../../../store/use-store";
import { Button } from "../../../ui/button";
import { FormError } from "../../../ui/form-error";
import formStyles from "../../../ui/form.module.css";
import { Panel } from "../../../ui/panel";
import { TextField } from "../../../ui/text-field";
import { toasts } from "../../../ui/toast";
import { explain } from "../acts";
import { adminStrings } from "../strings";
import { splitEmails } from "./emails";
import { userStrings } from "./strings";

const strings = userStrings.inviteForm;

/** Invites many people by mail at once (ADM-068). */
export function InviteForm({ onClose }: { onClose: () => void }) {
  const { link } = useWorkspace();
  const [text, setText] = useState("");
  const [problem, setProblem] = useState<string>();
  const [isBusy, setIsBusy] = useState(false);
  const { emails, others } = splitEmails(text);

  const send = async () => {
    if (emails.length === 0) {
      setProblem(strings.none);
      return;
    }
    setIsBusy(true);
    setProblem(undefined);
    try {
      await link.rest.post("sendInvitationEmail", { emails });
      toasts.add("done", userStrings.done.invited(emails.length));
      onClose();
    } catch (error) {
      setProblem(explain(error));
      setIsBusy(false);
    }
  };

  return (
    <Panel title={strings.title} onClose={onClose}>
      <form
        className={formStyles.panelForm}
        onSubmit={(event) => {
          event.preventDefault();
          void send();
        }}
      >
        <div className={formStyles.scroller}>
          <p className={formStyles.note}>{strings.text}</p>
          <TextField
            autoFocus
            isMultiline
            label={strings.emails}
            help={strings.emailsHelp}
            value={text}
            onChange={setText}
          />
          {others.length > 0 && <p className={formStyles.note}>{strings.skipped(others.join(", "))}</p>}
          <FormError text={problem} />
        </div>
        <footer className={formStyles.panelFooter}>
          <Button onPress={onClose}>{adminStrings.cancel}</Button>
          <Button type="submit" look="primary" isPending={isBusy} isDisabled={text.trim() === ""}>
            {strings.send}
          </Button>
        </footer>
      </form>
    </Panel>
  );
}
