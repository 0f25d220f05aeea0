import { useState } from "react";
import { useLocation } from "wouter";
import { roomTitle } from "../../../store/room-names";
import { useEntity, useWorkspace } from "../../../store/use-store";
import { Button } from "../../../ui/button";
import { Dialog } from "../../../ui/dialog";
import { FormError } from "../../../ui/form-error";
import { TextField } from "../../../ui/text-field";
import { toasts } from "../../../ui/toast";
import { explainRoomError } from "../settings";
import { panelStrings } from "../panel-strings";
import { convertToChannel, deleteTeam } from "../teams";
import { TeamRoomsChoice } from "./team-rooms-choice";

const strings = panelStrings.teamDialogs;

interface Props {
  roomId: string;
  /** The team goes, its main room stays as a channel. */
  isConversion?: boolean;
  onClose: () => void;
}

/** Ending a team: its channels go back to the workspace, except those chosen to be deleted (ROOM-054, ROOM-056). */
export function DeleteTeamDialog({ roomId, isConversion = false, onClose }: Props) {
  const workspace = useWorkspace();
  const [, navigate] = useLocation();
  const team = useEntity(workspace.store.rooms, roomId);
  const title = roomTitle(undefined, team);
  const [doomed, setDoomed] = useState<string[]>([]);
  const [typed, setTyped] = useState("");
  const [problem, setProblem] = useState<string>();
  const [isBusy, setIsBusy] = useState(false);
  if (team?.teamId === undefined) return null;
  const { teamId } = team;
  const needsTyping = !isConversion || doomed.length > 0;

  const end = async () => {
    setIsBusy(true);
    setProblem(undefined);
    try {
      if (isConversion) await convertToChannel(workspace, teamId, doomed);
      else await deleteTeam(workspace, teamId, doomed);
      toasts.add("done", isConversion ? strings.toChannelDone(title) : panelStrings.deleteDialog.done(title));
      onClose();
      if (!isConversion) navigate("/home");
    } catch (error) {
      setProblem(explainRoomError(error));
      setIsBusy(false);
    }
  };

  return (
    <Dialog
      title={isConversion ? strings.toChannelTitle(title) : panelStrings.deleteDialog.title(title)}
      onClose={onClose}
      footer={
        <>
          <Button onPress={onClose}>{strings.cancel}</Button>
          <Button
            look={needsTyping ? "danger" : "primary"}
            isDisabled={needsTyping && typed.trim() !== title}
            isPending={isBusy}
            onPress={() => void end()}
          >
            {isConversion ? strings.toChannelAction : panelStrings.deleteDialog.action}
          </Button>
        </>
      }
    >
      <p>{isConversion ? strings.toChannelText : strings.deleteText}</p>
      <TeamRoomsChoice label={strings.alsoDelete} teamId={teamId} chosen={doomed} onChange={setDoomed} />
      {needsTyping && (
        <TextField
          autoComplete="off"
          label={panelStrings.deleteDialog.label(title)}
          value={typed}
          onChange={setTyped}
        />
      )}
      <FormError text={problem} />
    </Dialog>
  );
}
