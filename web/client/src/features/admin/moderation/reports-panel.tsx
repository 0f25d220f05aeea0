import { Ban, EyeOff, Trash2, UserRoundX } from "lucide-react";
import { useEffect, useState } from "react";
import { formatFull } from "../../../lib/dates";
import { useRights, useWorkspace } from "../../../store/use-store";
import { Button } from "../../../ui/button";
import { Dialog } from "../../../ui/dialog";
import { FormError } from "../../../ui/form-error";
import formStyles from "../../../ui/form.module.css";
import { Panel } from "../../../ui/panel";
import { TextField } from "../../../ui/text-field";
import { attempt, explain } from "../acts";
import { adminStrings } from "../strings";
import {
  fetchMessageReports,
  fetchPersonReports,
  fetchReportedMessages,
  type Report,
  type Reported,
  type ReportedMessage,
} from "./reports";
import styles from "./reports-panel.module.css";
import { moderationStrings as strings } from "./strings";

type Act = "dismiss" | "deleteAll" | "deactivate";

interface Props {
  reported: Reported;
  kind: "messages" | "people";
  onClose: () => void;
  onChanged: () => void;
}

/** Everything reported about one person, and what can be done about it (ADM-033 to ADM-038). */
export function ReportsPanel({ reported, kind, onClose, onChanged }: Props) {
  const workspace = useWorkspace();
  const { link } = workspace;
  const may = useRights();
  const [messages, setMessages] = useState<ReportedMessage[]>([]);
  const [reports, setReports] = useState<Report[]>([]);
  const [problem, setProblem] = useState<string>();
  const [asked, setAsked] = useState<Act>();
  const { userId, name } = reported;
  const mayAct = may("manage-moderation-actions");

  useEffect(() => {
    let isCurrent = true;
    const load = async () => {
      if (kind === "messages") {
        const found = await fetchReportedMessages(workspace, userId);
        if (isCurrent) setMessages(found);
      } else {
        const found = await fetchPersonReports(workspace, userId);
        if (isCurrent) setReports(found);
      }
    };
    load().catch((error: unknown) => isCurrent && setProblem(explain(error)));
    return () => {
      isCurrent = false;
    };
  }, [workspace, kind, userId]);

  const run = async (act: Act, reason: string) => {
    const why = reason.trim() === "" ? {} : { reason: reason.trim() };
    const deeds: Record<Act, () => Promise<unknown>> = {
      dismiss: () =>
        link.rest.post(kind === "messages" ? "moderation.dismissReports" : "moderation.dismissUserReports", {
          userId,
          ...why,
        }),
      deleteAll: () => link.rest.post("moderation.user.deleteReportedMessages", { userId, ...why }),
      deactivate: async () => {
        await link.rest.post("users.setActiveStatus", {
          userId,
          activeStatus: false,
          confirmRelinquish: true,
        });
        if (kind === "messages")
          await link.rest.post("moderation.user.deleteReportedMessages", { userId, ...why });
        else await link.rest.post("moderation.dismissUserReports", { userId, ...why });
      },
    };
    if (await attempt(deeds[act], strings.done[act])) onChanged();
  };

  return (
    <Panel title={strings.panel(name)} subtitle={`@${reported.username}`} onClose={onClose}>
      <div className={formStyles.scroller}>
        {mayAct && (
          <div className={formStyles.buttons}>
            <Button onPress={() => setAsked("dismiss")}>
              <EyeOff />
              {strings.acts.dismiss}
            </Button>
            {kind === "messages" && (
              <Button onPress={() => setAsked("deleteAll")}>
                <Trash2 />
                {strings.acts.deleteAll}
              </Button>
            )}
            {!reported.isDeleted && (
              <>
                <Button onPress={() => setAsked("deactivate")}>
                  <Ban />
                  {strings.acts.deactivate}
                </Button>
                <Button
                  onPress={() =>
                    void attempt(
                      () => link.rest.post("users.resetAvatar", { userId }),
                      strings.done.resetAvatar,
                    )
                  }
                >
                  <UserRoundX />
                  {strings.acts.resetAvatar}
                </Button>
              </>
            )}
          </div>
        )}
        <FormError text={problem} />
        {messages.map((message) => (
          <MessageReports
            key={message.id}
            message={message}
            mayAct={mayAct}
            onDismissed={() => {
              const left = messages.filter((other) => other.id !== message.id);
              setMessages(left);
              if (left.length === 0) onChanged();
            }}
          />
        ))}
        <ReportList reports={reports} />
      </div>
      {asked !== undefined && (
        <ReasonDialog
          act={asked}
          name={name}
          onConfirm={(reason) => void run(asked, reason)}
          onClose={() => setAsked(undefined)}
        />
      )}
    </Panel>
  );
}

interface MessageProps {
  message: ReportedMessage;
  mayAct: boolean;
  onDismissed: () => void;
}

function MessageReports({ message, mayAct, onDismissed }: MessageProps) {
  const workspace = useWorkspace();
  const [reports, setReports] = useState<Report[]>();
  const toggle = () => {
    if (reports !== undefined) setReports(undefined);
    else void attempt(async () => setReports(await fetchMessageReports(workspace, message.id)));
  };
  return (
    <article className={styles.message}>
      <p className={styles.text}>{message.text}</p>
      <p className={styles.facts}>
        {message.sentAt !== undefined && formatFull(message.sentAt)} {strings.inRoom(message.room)}
      </p>
      <div className={formStyles.buttons}>
        <Button look="quiet" aria-expanded={reports !== undefined} onPress={toggle}>
          {reports === undefined ? strings.showReports : strings.hideReports}
        </Button>
        {mayAct && (
          <Button
            look="quiet"
            onPress={() =>
              void attempt(
                () => workspace.link.rest.post("moderation.dismissReports", { msgId: message.id }),
                strings.done.dismiss,
              ).then((isDone) => isDone && onDismissed())
            }
          >
            {strings.acts.dismissMessage}
          </Button>
        )}
      </div>
      {reports !== undefined && <ReportList reports={reports} />}
    </article>
  );
}

function ReportList({ reports }: { reports: readonly Report[] }) {
  if (reports.length === 0) return null;
  return (
    <ul className={styles.reports}>
      {reports.map((report) => (
        <li key={report.id}>
          <p className={styles.text}>{report.reason}</p>
          <p className={styles.facts}>
            {strings.reason(report.by, report.at === undefined ? "" : formatFull(report.at))}
          </p>
        </li>
      ))}
    </ul>
  );
}

interface ReasonProps {
  act: Act;
  name: string;
  onConfirm: (reason: string) => void;
  onClose: () => void;
}

function ReasonDialog({ act, name, onConfirm, onClose }: ReasonProps) {
  const [reason, setReason] = useState("");
  return (
    <Dialog
      title={strings.confirm[act](name)}
      onClose={onClose}
      footer={
        <>
          <Button onPress={onClose}>{adminStrings.cancel}</Button>
          <Button
            look={act === "dismiss" ? "primary" : "danger"}
            onPress={() => {
              onConfirm(reason);
              onClose();
            }}
          >
            {strings.acts[act]}
          </Button>
        </>
      }
    >
      <p>{strings.confirm[`${act}Text`]}</p>
      <TextField
        autoFocus
        label={strings.reasonLabel}
        help={strings.reasonHelp}
        value={reason}
        onChange={setReason}
        maxLength={500}
      />
    </Dialog>
  );
}
