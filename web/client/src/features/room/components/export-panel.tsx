import { useState } from "react";
import { roomTitle } from "../../../store/room-names";
import { useEntity, useWorkspace } from "../../../store/use-store";
import { Button } from "../../../ui/button";
import { FormError } from "../../../ui/form-error";
import { Panel } from "../../../ui/panel";
import { Select } from "../../../ui/select";
import { TextField } from "../../../ui/text-field";
import { toasts } from "../../../ui/toast";
import { explainRoomError } from "../settings";
import { panelStrings } from "../panel-strings";
import infoStyles from "./info-panel.module.css";

const strings = panelStrings.exportPanel;
const formats = [
  { id: "html", label: strings.html },
  { id: "json", label: strings.json },
];

/** The beginning of a day here; the server counts the last day whole. */
const startOf = (day: string) => new Date(`${day}T00:00:00`).toISOString();

/** Takes the messages of a stretch of days out of the room, as a file (ROOM-077). */
export function ExportPanel({ roomId, onClose }: { roomId: string; onClose: () => void }) {
  const { store, link } = useWorkspace();
  const title = roomTitle(useEntity(store.subscriptions, roomId), useEntity(store.rooms, roomId));
  const [from, setFrom] = useState("");
  const [to, setTo] = useState("");
  const [format, setFormat] = useState("html");
  const [problem, setProblem] = useState<string>();
  const [isBusy, setIsBusy] = useState(false);
  const isWrong = from !== "" && to !== "" && from > to;

  const run = async () => {
    setIsBusy(true);
    setProblem(undefined);
    try {
      await link.rest.post("rooms.export", {
        rid: roomId,
        type: "file",
        format,
        ...(from === "" ? {} : { dateFrom: startOf(from) }),
        ...(to === "" ? {} : { dateTo: startOf(to) }),
      });
      toasts.add("done", strings.done);
    } catch (error) {
      setProblem(explainRoomError(error));
    }
    setIsBusy(false);
  };

  return (
    <Panel title={strings.title} subtitle={title} onClose={onClose}>
      <div className={infoStyles.form}>
        <div className={infoStyles.fields}>
          <p className={infoStyles.help}>{strings.text}</p>
          <TextField
            type="date"
            label={strings.from}
            help={strings.fromHelp}
            value={from}
            onChange={setFrom}
          />
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
            {strings.action}
          </Button>
        </footer>
      </div>
    </Panel>
  );
}
