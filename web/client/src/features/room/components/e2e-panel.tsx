import { ShieldCheck, ShieldOff } from "lucide-react";
import { useState } from "react";
import { e2eStrings } from "../../../store/e2e/strings";
import { useEntity, usePermission, useWorkspace } from "../../../store/use-store";
import { Button } from "../../../ui/button";
import { Panel } from "../../../ui/panel";
import { explainRoomError } from "../settings";
import styles from "./e2e-bar.module.css";
import infoStyles from "./info-panel.module.css";

const strings = e2eStrings.panel;

/** What encryption does in this room, how far this device is with it, and its switch (E2E-012, E2E-013, E2E-022, E2E-024). */
export function E2ePanel({ roomId, onClose }: { roomId: string; onClose: () => void }) {
  const { e2e, link, store } = useWorkspace();
  const room = useEntity(store.rooms, roomId);
  const state = useEntity(e2e.states, roomId);
  const mayEdit = usePermission("edit-room", roomId);
  const maySwitch = usePermission("toggle-room-e2e-encryption", roomId);
  const [isBusy, setIsBusy] = useState(false);
  const [problem, setProblem] = useState<string>();
  if (room === undefined) return null;
  const isOn = room.isEncrypted;
  const mayChange = room.type === "d" || (mayEdit && maySwitch);
  const change = async () => {
    setIsBusy(true);
    setProblem(undefined);
    try {
      await link.rest.post("rooms.saveRoomSettings", { rid: roomId, encrypted: !isOn });
    } catch (error) {
      setProblem(explainRoomError(error));
    }
    setIsBusy(false);
  };
  const status = state === undefined ? "" : state === "ready" ? strings.ready : e2eStrings.states[state][0];
  return (
    <Panel title={e2eStrings.title} onClose={onClose}>
      <div className={`${infoStyles.scroller} ${styles.facts}`}>
        <p>{isOn ? strings.on : room.keyId === undefined ? strings.off : strings.paused}</p>
        <p role="status">{(isOn || room.keyId !== undefined) && status}</p>
        <h3>{strings.whatTitle}</h3>
        <ul>
          {strings.what.map((fact) => (
            <li key={fact}>{fact}</li>
          ))}
        </ul>
        {problem !== undefined && <p role="alert">{problem}</p>}
        {mayChange ? (
          <div>
            <Button look={isOn ? "secondary" : "primary"} isPending={isBusy} onPress={() => void change()}>
              {isOn ? <ShieldOff /> : <ShieldCheck />}
              {isOn ? strings.turnOff : strings.turnOn}
            </Button>
          </div>
        ) : (
          <p>{strings.mayNot}</p>
        )}
      </div>
    </Panel>
  );
}
