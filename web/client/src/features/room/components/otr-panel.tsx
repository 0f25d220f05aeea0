import { useEntity, useWorkspace } from "../../../store/use-store";
import { Button } from "../../../ui/button";
import { Panel } from "../../../ui/panel";
import { otrStrings as strings } from "../otr-strings";
import infoStyles from "./info-panel.module.css";

/** Begins, renews and ends a conversation that nobody keeps (MSG-083, MSG-085). */
export function OtrPanel({ roomId, onClose }: { roomId: string; onClose: () => void }) {
  const { otr } = useWorkspace();
  const state = useEntity(otr.states, roomId);
  const start = () => void otr.desk().then((desk) => desk.start(roomId));
  const end = () => void otr.desk().then((desk) => desk.end(roomId));
  const isWaiting = state === "establishing" || state === "refreshing";
  return (
    <Panel title={strings.title} onClose={onClose}>
      <div className={infoStyles.scroller}>
        <p>{strings.what}</p>
        <p>{strings.files}</p>
        <p role="status">{state !== undefined && strings.states[state]}</p>
        {state === "established" ? (
          <Button onPress={start}>{strings.refresh}</Button>
        ) : (
          <Button look="primary" isPending={isWaiting} onPress={start}>
            {state === undefined || isWaiting ? strings.start : strings.again}
          </Button>
        )}
        {(state === "established" || isWaiting) && (
          <Button look="danger" onPress={end}>
            {strings.end}
          </Button>
        )}
      </div>
    </Panel>
  );
}
