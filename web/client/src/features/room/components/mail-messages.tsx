import type { User } from "@parley/shared/wire/entities";
import { asList } from "@parley/shared/wire/parse";
import { useState } from "react";
import { formatShort } from "../../../lib/dates";
import { splitEmails } from "../../../lib/emails";
import { messageLine } from "../../../store/message-text";
import { personName } from "../../../store/room-names";
import { isSystemMessage } from "../../../store/system-messages";
import { useEntity, useWorkspace } from "../../../store/use-store";
import { Button } from "../../../ui/button";
import { Checkbox } from "../../../ui/checkbox";
import { FormError } from "../../../ui/form-error";
import { PeoplePicker } from "../../../ui/people-picker";
import { TextField } from "../../../ui/text-field";
import { toasts } from "../../../ui/toast";
import { panelStrings } from "../panel-strings";
import { explainRoomError } from "../settings";
import styles from "./export-panel.module.css";
import infoStyles from "./info-panel.module.css";

const strings = panelStrings.exportPanel;

/** Messages of the loaded stretch, the newest first, to choose from and mail. */
export function MailMessages({ roomId }: { roomId: string }) {
  const { store, link, history } = useWorkspace();
  const timeline = useEntity(store.timelines, roomId);
  const [people, setPeople] = useState<User[]>([]);
  const [addresses, setAddresses] = useState("");
  const [subject, setSubject] = useState("");
  const [chosen, setChosen] = useState<ReadonlySet<string>>(new Set());
  const [problem, setProblem] = useState<string>();
  const [isBusy, setIsBusy] = useState(false);
  const { emails, others } = splitEmails(addresses);
  const messages = (timeline?.ids ?? [])
    .map(store.findMessage)
    .filter((message) => message !== undefined)
    .filter((message) => message.delivery === undefined && !isSystemMessage(message))
    .toReversed();
  const isReady = chosen.size > 0 && people.length + emails.length > 0 && others.length === 0;

  const toggle = (id: string, isChosen: boolean) => {
    const next = new Set(chosen);
    if (isChosen) next.add(id);
    else next.delete(id);
    setChosen(next);
  };

  const send = async () => {
    setIsBusy(true);
    setProblem(undefined);
    try {
      const answer = await link.rest.post("rooms.export", {
        rid: roomId,
        type: "email",
        toUsers: people.map((person) => person.username),
        toEmails: emails,
        subject: subject.trim(),
        messages: [...chosen],
      });
      const missing = asList(answer.missing).map(String);
      if (missing.length > 0) toasts.add("failed", strings.mailedBut(missing.join(", ")));
      else toasts.add("done", strings.mailed);
      setChosen(new Set());
    } catch (error) {
      setProblem(explainRoomError(error));
    }
    setIsBusy(false);
  };

  return (
    <div className={infoStyles.form}>
      <div className={infoStyles.fields}>
        <p className={infoStyles.help}>{strings.mailText}</p>
        <PeoplePicker
          withMe
          label={strings.people}
          help={strings.peopleHelp}
          chosen={people}
          onChange={setPeople}
        />
        <TextField
          label={strings.addresses}
          help={strings.addressesHelp}
          value={addresses}
          onChange={setAddresses}
          error={others.length > 0 ? strings.badAddress(others.join(", ")) : undefined}
        />
        <TextField label={strings.subject} help={strings.subjectHelp} value={subject} onChange={setSubject} />
        <fieldset className={styles.messages}>
          <legend className={styles.legend}>{strings.messages}</legend>
          {messages.length === 0 && <p className={infoStyles.help}>{strings.noMessages}</p>}
          {messages.map((message) => (
            <Checkbox
              key={message.id}
              label={messageLine(message)}
              help={`${personName(message.author)}, ${formatShort(message.sentAt)}`}
              isSelected={chosen.has(message.id)}
              onChange={(isChosen) => toggle(message.id, isChosen)}
            />
          ))}
          {timeline?.hasOlder === true && (
            <Button onPress={() => void history.loadOlder(roomId).catch(() => undefined)}>
              {strings.older}
            </Button>
          )}
        </fieldset>
        <FormError text={problem} />
      </div>
      <footer className={infoStyles.footer}>
        {chosen.size > 0 && <span className={styles.count}>{strings.chosen(chosen.size)}</span>}
        <Button look="primary" isDisabled={!isReady} isPending={isBusy} onPress={() => void send()}>
          {strings.mail}
        </Button>
      </footer>
    </div>
  );
}
