import { useState } from "react";
import { useLocation } from "wouter";
import { roomTitle } from "../../../store/room-names";
import { useEntity, useWorkspace } from "../../../store/use-store";
import { Button } from "../../../ui/button";
import { Dialog } from "../../../ui/dialog";
import { FormError } from "../../../ui/form-error";
import { explainRoomError } from "../settings";
import { panelStrings } from "../panel-strings";
import { leaveTeam } from "../teams";
import { TeamRoomsChoice } from "./team-rooms-choice";

const strings = panelStrings.teamDialogs;

/** Leaving a team, and those of its channels that are chosen (ROOM-017). */
export function LeaveTeamDialog({ roomId, onClose }: { roomId: string; onClose: () => void }) {
  const workspace = useWorkspace();
  const [, navigate] = useLocation();
  const team = useEntity(workspace.store.rooms, roomId);
  const [rooms, setRooms] = useState<string[]>([]);
  const [problem, setProblem] = useState<string>();
  const [isBusy, setIsBusy] = useState(false);
  if (team?.teamId === undefined) return null;

  const leave = async () => {
    setIsBusy(true);
    setProblem(undefined);
    try {
      await leaveTeam(workspace, team, rooms);
      onClose();
      navigate("/home");
    } catch (error) {
      setProblem(explainRoomError(error));
      setIsBusy(false);
    }
  };

  return (
    <Dialog
      title={panelStrings.leaveDialog.title(roomTitle(undefined, team))}
      onClose={onClose}
      footer={
        <>
          <Button onPress={onClose}>{strings.cancel}</Button>
          <Button look="danger" isPending={isBusy} onPress={() => void leave()}>
            {panelStrings.leaveDialog.action}
          </Button>
        </>
      }
    >
      <p>{team.type === "p" ? panelStrings.leaveDialog.privateText : panelStrings.leaveDialog.text}</p>
      <TeamRoomsChoice
        label={strings.alsoLeave}
        teamId={team.teamId}
        userId={workspace.store.me.get().id}
        chosen={rooms}
        onChange={setRooms}
      />
      <FormError text={problem} />
    </Dialog>
  );
}
