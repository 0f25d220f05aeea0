import type { Room, User } from "@parley/shared/wire/entities";
import { useState } from "react";
import { personName, roomTitle } from "../../../store/room-names";
import { useWorkspace } from "../../../store/use-store";
import { Button } from "../../../ui/button";
import { Dialog } from "../../../ui/dialog";
import { FormError } from "../../../ui/form-error";
import { explainRoomError } from "../settings";
import { panelStrings } from "../panel-strings";
import { TeamRoomsChoice } from "./team-rooms-choice";

const strings = panelStrings.personPanel;

interface Props {
  team: Room;
  user: User;
  onClose: () => void;
  onRemoved: () => void;
}

/** Takes somebody out of a team, and out of those of its channels that are chosen (ROOM-040). */
export function RemoveFromTeamDialog({ team, user, onClose, onRemoved }: Props) {
  const { link } = useWorkspace();
  const [rooms, setRooms] = useState<string[]>([]);
  const [problem, setProblem] = useState<string>();
  const [isBusy, setIsBusy] = useState(false);
  const { teamId } = team;
  if (teamId === undefined) return null;

  const remove = async () => {
    setIsBusy(true);
    setProblem(undefined);
    try {
      await link.rest.post("teams.removeMember", { teamId, userId: user.id, rooms });
      onClose();
      onRemoved();
    } catch (error) {
      setProblem(explainRoomError(error));
      setIsBusy(false);
    }
  };

  return (
    <Dialog
      title={strings.removeTitle(personName(user), roomTitle(undefined, team))}
      onClose={onClose}
      footer={
        <>
          <Button onPress={onClose}>{strings.cancel}</Button>
          <Button look="danger" isPending={isBusy} onPress={() => void remove()}>
            {strings.removeAction}
          </Button>
        </>
      }
    >
      <p>{strings.removeText}</p>
      <TeamRoomsChoice
        label={strings.alsoRemove}
        teamId={teamId}
        userId={user.id}
        chosen={rooms}
        onChange={setRooms}
      />
      <FormError text={problem} />
    </Dialog>
  );
}
