import type { User } from "@parley/shared/wire/entities";
import { useState } from "react";
import { useEntity, usePermission, useSetting, useWorkspace } from "../../../store/use-store";
import { Button } from "../../../ui/button";
import { Dialog } from "../../../ui/dialog";
import { FormError } from "../../../ui/form-error";
import { PeoplePicker } from "../../../ui/people-picker";
import { Switch } from "../../../ui/switch";
import { toasts } from "../../../ui/toast";
import { addEverybody, addPeople } from "../actions";
import { explainRoomError } from "../settings";
import { panelStrings } from "../panel-strings";

const strings = panelStrings.membersPanel;

interface Props {
  roomId: string;
  onClose: () => void;
  onAdded: () => void;
}

/** Adds some people, or everybody of the workspace. */
export function AddPeopleDialog({ roomId, onClose, onAdded }: Props) {
  const workspace = useWorkspace();
  const room = useEntity(workspace.store.rooms, roomId);
  const mayAddAll = usePermission("add-all-to-room") && room?.type === "c";
  const limit = useSetting("API_User_Limit");
  const [people, setPeople] = useState<User[]>([]);
  const [isEverybody, setIsEverybody] = useState(false);
  const [onlyActive, setOnlyActive] = useState(true);
  const [problem, setProblem] = useState<string>();
  const [isBusy, setIsBusy] = useState(false);

  const add = async () => {
    if (room === undefined) return;
    setIsBusy(true);
    setProblem(undefined);
    try {
      await (isEverybody ? addEverybody(workspace, room, onlyActive) : addPeople(workspace, room, people));
      toasts.add("done", isEverybody ? strings.addedEverybody : strings.added(people.length));
      onAdded();
      onClose();
    } catch (error) {
      setProblem(explainRoomError(error));
      setIsBusy(false);
    }
  };

  return (
    <Dialog
      title={strings.addTitle}
      onClose={onClose}
      footer={
        <>
          <Button onPress={onClose}>{strings.cancel}</Button>
          <Button
            look="primary"
            isDisabled={people.length === 0 && !isEverybody}
            isPending={isBusy}
            onPress={() => void add()}
          >
            {isEverybody ? strings.addEverybodyAction : strings.addAction}
          </Button>
        </>
      }
    >
      {!isEverybody && (
        <PeoplePicker
          autoFocus
          label={strings.people}
          help={strings.addHelp}
          chosen={people}
          onChange={setPeople}
        />
      )}
      {mayAddAll && (
        <Switch
          label={strings.everybody}
          help={typeof limit === "number" && limit > 0 ? strings.everybodyUpTo(limit) : strings.everybodyHelp}
          isSelected={isEverybody}
          onChange={setIsEverybody}
        />
      )}
      {isEverybody && <Switch label={strings.onlyActive} isSelected={onlyActive} onChange={setOnlyActive} />}
      <FormError text={problem} />
    </Dialog>
  );
}
