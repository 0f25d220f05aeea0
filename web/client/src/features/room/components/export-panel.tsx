import type { User } from "@parley/shared/wire/entities";
import { asList } from "@parley/shared/wire/parse";
import { useState } from "react";
import { formatShort } from "../../../lib/dates";
import { messageLine } from "../../../store/message-text";
import { personName, roomTitle } from "../../../store/room-names";
import { useEntity, useWorkspace } from "../../../store/use-store";
import { Button } from "../../../ui/button";
import { Checkbox } from "../../../ui/checkbox";
import { FormError } from "../../../ui/form-error";
import { Panel } from "../../../ui/panel";
import { PeoplePicker } from "../../../ui/people-picker";
import { Segments } from "../../../ui/segments";
import { Select } from "../../../ui/select";
import { TextField } from "../../../ui/text-field";
import { toasts } from "../../../ui/toast";
import { explainRoomError } from "../settings";
import { roomStrings } from "../strings";
import infoStyles from "./info-panel.module.css";

const strings = roomStrings.exportPanel;
type Way = "file" | "email";
const ways: readonly { id: Way; label: string }[] = [
  { id: "file", label: strings.asFile },
  { id: "email", label: strings.byMail },
];
const formats = [
  { id: "html", label: strings.html },
  { id: "json", label: strings.json },
];
const addressPattern = /^\S+@\S+\.\S+$/u;

/** Takes messages out of the room: as a file to download, or chosen ones by mail (ROOM-077). */
export function ExportPanel({ roomId, onClose }: { roomId: string; onClose: () => void }) {
  const { store } = useWorkspace();
  const title = roomTitle(useEntity(store.subscriptions, roomId), useEntity(store.rooms, roomId));
  const [way, setWay] = useState<Way>("file");
  return (
    <Panel title={strings.title} subtitle={title} onClose={onClose}>
      <Segments label={strings.title} options={ways} value={way} onChange={setWay} />
      {way === "file" ? <FileExport roomId={roomId} /> : <MailExport roomId={roomId} title={title} />}
    </Panel>
  );
}

function useExport() {
  const { link } = useWorkspace();
  const [problem, setProblem] = useState<string>();
  const [isBusy, setIsBusy] = useState(false);
  const send = async (request: Record<string, unknown>, done: string) => {
    setIsBusy(true);
    setProblem(undefined);
    try {
      const answer = await link.rest.post("rooms.export", request);
      const missing = asList(answer.missing).map(String);
      if (missing.length > 0) setProblem(strings.missing(missing.join(", ")));
      else toasts.add("done", done);
    } catch (error) {
      setProblem(explainRoomError(error));
    }
    setIsBusy(false);
  };
  return { problem, isBusy, send };
}

function FileExport({ roomId }: { roomId: string }) {
  const [from, setFrom] = useState("");
  const [to, setTo] = useState("");
  const [format, setFormat] = useState("html");
  const { problem, isBusy, send } = useExport();
  const isWrong = from !== "" && to !== "" && from > to;
  const run = () =>
    send(
      {
        rid: roomId,
        type: "file",
        format,
        ...(from === "" ? {} : { dateFrom: new Date(`${from}T00:00:00`).toISOString() }),
        ...(to === "" ? {} : { dateTo: new Date(`${to}T23:59:59.999`).toISOString() }),
      },
      strings.fileDone,
    );
  return (
    <div className={infoStyles.form}>
      <div className={infoStyles.fields}>
        <p className={infoStyles.help}>{strings.fileText}</p>
        <TextField type="date" label={strings.from} help={strings.fromHelp} value={from} onChange={setFrom} />
        <TextField
          type="date"
          label={strings.to}
          help={strings.toHelp}
          value={to}
          onChange={setTo}
          error={isWrong ? strings.wrongOrder : undefined}
        />
        <Select label={strings.format} options={formats} value={format} onChange={setFormat} />
        <FormError text={problem} />
      </div>
      <footer className={infoStyles.footer}>
        <Button look="primary" isDisabled={isWrong} isPending={isBusy} onPress={() => void run()}>
          {strings.fileAction}
        </Button>
      </footer>
    </div>
  );
}

function MailExport({ roomId, title }: { roomId: string; title: string }) {
  const { store } = useWorkspace();
  const timeline = useEntity(store.timelines, roomId);
  const messages = (timeline?.ids ?? [])
    .map(store.findMessage)
    .filter(
      (message) => message !== undefined && message.kind === undefined && message.delivery === undefined,
    )
    .filter((message) => message !== undefined);
  const [people, setPeople] = useState<User[]>([]);
  const [addresses, setAddresses] = useState("");
  const [subject, setSubject] = useState(strings.subjectOf(title));
  const [chosen, setChosen] = useState<ReadonlySet<string>>(new Set());
  const { problem, isBusy, send } = useExport();
  const extra = addresses.split(/[\s,;]+/u).filter(Boolean);
  const isBad = extra.some((address) => !addressPattern.test(address));
  const isReady = chosen.size > 0 && (people.length > 0 || extra.length > 0) && !isBad;
  const toggle = (id: string, isOn: boolean) => {
    const next = new Set(chosen);
    if (isOn) next.add(id);
    else next.delete(id);
    setChosen(next);
  };
  const run = () =>
    send(
      {
        rid: roomId,
        type: "email",
        toUsers: people.map((person) => person.username),
        toEmails: extra,
        subject: subject.trim(),
        messages: messages.map(({ id }) => id).filter((id) => chosen.has(id)),
      },
      strings.mailDone,
    );
  return (
    <div className={infoStyles.form}>
      <div className={infoStyles.fields}>
        <PeoplePicker withMe label={strings.people} help="" chosen={people} onChange={setPeople} />
        <TextField
          label={strings.addresses}
          help={strings.addressesHelp}
          value={addresses}
          onChange={setAddresses}
          error={isBad ? strings.badAddress : undefined}
        />
        <TextField label={strings.subject} value={subject} onChange={setSubject} />
        <fieldset className={infoStyles.kinds}>
          <legend>{strings.messages(chosen.size)}</legend>
          <div className={infoStyles.actions}>
            <Button look="quiet" onPress={() => setChosen(new Set(messages.map(({ id }) => id)))}>
              {strings.all}
            </Button>
            <Button look="quiet" onPress={() => setChosen(new Set())}>
              {strings.none}
            </Button>
          </div>
          {messages.map((message) => (
            <Checkbox
              key={message.id}
              label={messageLine(message).slice(0, 140)}
              help={`${personName(message.author)}, ${formatShort(message.sentAt)}`}
              isSelected={chosen.has(message.id)}
              onChange={(isOn) => toggle(message.id, isOn)}
            />
          ))}
        </fieldset>
        <FormError text={problem} />
      </div>
      <footer className={infoStyles.footer}>
        <Button look="primary" isDisabled={!isReady} isPending={isBusy} onPress={() => void run()}>
          {strings.mailAction}
        </Button>
      </footer>
    </div>
  );
}
