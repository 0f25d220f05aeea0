import { useState } from "react";
import { useSetting, useWorkspace } from "../../../store/use-store";
import { Page } from "../../../ui/area";
import { Button } from "../../../ui/button";
import { Checkbox } from "../../../ui/checkbox";
import { ConfirmDialog } from "../../../ui/dialog";
import formStyles from "../../../ui/form.module.css";
import { TextField } from "../../../ui/text-field";
import { attempt } from "../acts";
import { adminStrings } from "../strings";
import { workspaceStrings } from "./strings";

const strings = workspaceStrings.mailer;

/** One mail to everybody. */
export function MailerPage() {
  const { link } = useWorkspace();
  const sender = useSetting("From_Email");
  const [from, setFrom] = useState(typeof sender === "string" ? sender : "");
  const [subject, setSubject] = useState("");
  const [body, setBody] = useState("");
  const [query, setQuery] = useState("");
  const [dryRun, setDryRun] = useState(true);
  const [isChecked, setIsChecked] = useState(false);
  const [isAsking, setIsAsking] = useState(false);
  const missing = (text: string) => (isChecked && text.trim() === "" ? strings.missing : undefined);
  const hasLink = body.includes("[unsubscribe]");
  const isFine = [from, subject, body].every((text) => text.trim() !== "") && hasLink;

  const send = () =>
    attempt(
      () =>
        link.rest.post("mailer", {
          from: from.trim(),
          subject: subject.trim(),
          body,
          dryrun: dryRun,
          ...(query.trim() === "" ? {} : { query: query.trim() }),
        }),
      strings.sent,
    );

  return (
    <Page title={adminStrings.pages.mailer} lead={strings.lead}>
      <form
        className={formStyles.form}
        noValidate
        onSubmit={(event) => {
          event.preventDefault();
          setIsChecked(true);
          if (!isFine) return;
          if (dryRun) void send();
          else setIsAsking(true);
        }}
      >
        <TextField label={strings.from} type="email" value={from} onChange={setFrom} error={missing(from)} />
        <TextField label={strings.subject} value={subject} onChange={setSubject} error={missing(subject)} />
        <TextField
          isMultiline
          label={strings.body}
          help={strings.bodyHelp}
          value={body}
          onChange={setBody}
          error={missing(body) ?? (isChecked && !hasLink ? strings.noUnsubscribe : undefined)}
        />
        <TextField label={strings.query} help={strings.queryHelp} value={query} onChange={setQuery} />
        <Checkbox label={strings.dryRun} help={strings.dryRunHelp} isSelected={dryRun} onChange={setDryRun} />
        <div className={formStyles.buttons}>
          <Button type="submit" look="primary">
            {strings.send}
          </Button>
        </div>
      </form>
      {isAsking && (
        <ConfirmDialog
          title={strings.sendTitle}
          action={strings.send}
          onConfirm={() => void send()}
          onClose={() => setIsAsking(false)}
        >
          <p>{strings.sendText}</p>
        </ConfirmDialog>
      )}
    </Page>
  );
}
