import { asList, asRecord } from "@parley/shared/wire/parse";
import { useCallback, useState } from "react";
import { roomTitle } from "../../../store/room-names";
import { useEntity, useWorkspace } from "../../../store/use-store";
import { Button } from "../../../ui/button";
import { Dialog } from "../../../ui/dialog";
import { FormError } from "../../../ui/form-error";
import { Picker, type PickerItem } from "../../../ui/picker";
import { RoomGlyph } from "../../../ui/room-glyph";
import { toasts } from "../../../ui/toast";
import { explainRoomError } from "../settings";
import { panelStrings } from "../panel-strings";
import { convertToTeam, moveToTeam } from "../teams";

const strings = panelStrings.teamDialogs;

interface Props {
  roomId: string;
  onClose: () => void;
}

/** Runs the one act of a dialog: closes it when done, says why when refused. */
function useAct(onClose: () => void) {
  const [problem, setProblem] = useState<string>();
  const [isBusy, setIsBusy] = useState(false);
  const act = async (run: () => Promise<unknown>, done: string) => {
    setIsBusy(true);
    setProblem(undefined);
    try {
      await run();
      toasts.add("done", done);
      onClose();
    } catch (error) {
      setProblem(explainRoomError(error));
      setIsBusy(false);
    }
  };
  return { problem, isBusy, act };
}

export function ConvertToTeamDialog({ roomId, onClose }: Props) {
  const workspace = useWorkspace();
  const room = useEntity(workspace.store.rooms, roomId);
  const { problem, isBusy, act } = useAct(onClose);
  const title = roomTitle(undefined, room);
  return (
    <Dialog
      title={strings.toTeamTitle(title)}
      onClose={onClose}
      footer={
        <>
          <Button onPress={onClose}>{strings.cancel}</Button>
          <Button
            look="primary"
            isPending={isBusy}
            onPress={() =>
              room !== undefined && void act(() => convertToTeam(workspace, room), strings.toTeamDone(title))
            }
          >
            {strings.toTeamAction}
          </Button>
        </>
      }
    >
      <p>{strings.toTeamText}</p>
      <FormError text={problem} />
    </Dialog>
  );
}

export function MoveToTeamDialog({ roomId, onClose }: Props) {
  const workspace = useWorkspace();
  const room = useEntity(workspace.store.rooms, roomId);
  const [team, setTeam] = useState<PickerItem[]>([]);
  const { problem, isBusy, act } = useAct(onClose);
  const title = roomTitle(undefined, room);
  const search = useCallback(
    async (name: string): Promise<PickerItem[]> => {
      const answer = await workspace.link.rest.get("teams.autocomplete", { name });
      return asList(answer.teams)
        .map(asRecord)
        .map((item) => ({
          id: String(item.teamId ?? item._id),
          title: String(item.fname ?? item.name),
          icon: <RoomGlyph isTeam type="c" />,
        }));
    },
    [workspace],
  );
  const [chosen] = team;
  return (
    <Dialog
      title={strings.moveTitle(title)}
      onClose={onClose}
      footer={
        <>
          <Button onPress={onClose}>{strings.cancel}</Button>
          <Button
            look="primary"
            isDisabled={chosen === undefined}
            isPending={isBusy}
            onPress={() =>
              chosen !== undefined &&
              void act(() => moveToTeam(workspace, chosen.id, roomId), strings.moveDone(title, chosen.title))
            }
          >
            {strings.moveAction}
          </Button>
        </>
      }
    >
      <p>{strings.moveText}</p>
      <Picker
        isSingle
        autoFocus
        label={strings.team}
        help={strings.teamHelp}
        chosen={team}
        onChange={setTeam}
        search={search}
      />
      <FormError text={problem} />
    </Dialog>
  );
}
