import { useEffect, useState } from "react";
import { roomTitle } from "../../../store/room-names";
import { useWorkspace } from "../../../store/use-store";
import { Checkbox } from "../../../ui/checkbox";
import { explainRoomError } from "../settings";
import { panelStrings } from "../panel-strings";
import { fetchRoomsOfUser, fetchTeamRooms, type TeamRoom } from "../teams";
import styles from "./info-panel.module.css";

interface Props {
  label: string;
  teamId: string;
  /** Only the channels this person is in; those they own alone cannot be chosen. */
  userId?: string;
  chosen: readonly string[];
  onChange: (roomIds: string[]) => void;
}

/** The channels of a team, to choose from. Draws nothing when there are none. */
export function TeamRoomsChoice({ label, teamId, userId, chosen, onChange }: Props) {
  const workspace = useWorkspace();
  const [rooms, setRooms] = useState<TeamRoom[]>([]);
  const [problem, setProblem] = useState<string>();

  useEffect(() => {
    let isCurrent = true;
    const fetched =
      userId === undefined
        ? fetchTeamRooms(workspace, teamId).then((page) =>
            page.rooms.map((room) => ({ ...room, isLastOwner: false })),
          )
        : fetchRoomsOfUser(workspace, teamId, userId);
    fetched
      .then((found) => isCurrent && setRooms(found))
      .catch((error: unknown) => isCurrent && setProblem(explainRoomError(error)));
    return () => {
      isCurrent = false;
    };
  }, [workspace, teamId, userId]);

  if (problem !== undefined) return <p className={styles.help}>{problem}</p>;
  if (rooms.length === 0) return null;
  return (
    <fieldset className={styles.kinds}>
      <legend>{label}</legend>
      {rooms.map((room) => (
        <Checkbox
          key={room.id}
          label={roomTitle(undefined, room)}
          help={room.isLastOwner ? panelStrings.teamDialogs.lastOwnerHere : undefined}
          isDisabled={room.isLastOwner}
          isSelected={chosen.includes(room.id)}
          onChange={(isOn) => onChange(isOn ? [...chosen, room.id] : chosen.filter((id) => id !== room.id))}
        />
      ))}
    </fieldset>
  );
}
