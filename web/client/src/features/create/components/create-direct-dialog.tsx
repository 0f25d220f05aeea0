import type { User } from "@parley/shared/wire/entities";
import { useState } from "react";
import { useSetting, useWorkspace } from "../../../store/use-store";
import { Button } from "../../../ui/button";
import { Dialog } from "../../../ui/dialog";
import { FormError } from "../../../ui/form-error";
import { PeoplePicker } from "../../../ui/people-picker";
import { createDirect, explainCreation } from "../api";
import { createStrings } from "../strings";

const strings = createStrings.direct;
const DEFAULT_MOST = 8;

interface Props {
  onClose: () => void;
  onCreated: (path: string) => void;
}

export function CreateDirectDialog({ onClose, onCreated }: Props) {
  const workspace = useWorkspace();
  const limit = useSetting("DirectMesssage_maxUsers");
  const most = typeof limit === "number" && limit > 0 ? limit : DEFAULT_MOST;
  const withMe = useSetting("Message_AllowDirectMessagesToYourself") !== false;
  const [people, setPeople] = useState<User[]>([]);
  const [problem, setProblem] = useState<string>();
  const [isBusy, setIsBusy] = useState(false);
  const me = workspace.store.me.get().id;
  const isTooMany = people.filter((person) => person.id !== me).length + 1 > most;

  const handleOpen = async () => {
    setIsBusy(true);
    setProblem(undefined);
    try {
      onCreated(await createDirect(workspace, people));
    } catch (error) {
      setProblem(explainCreation(error, "").form);
      setIsBusy(false);
    }
  };

  return (
    <Dialog
      title={strings.title}
      onClose={onClose}
      footer={
        <>
          <Button onPress={onClose}>{createStrings.cancel}</Button>
          <Button
            look="primary"
            isDisabled={people.length === 0 || isTooMany}
            isPending={isBusy}
            onPress={() => void handleOpen()}
          >
            {strings.open}
          </Button>
        </>
      }
    >
      <PeoplePicker
        autoFocus
        withMe={withMe}
        label={strings.people}
        help={strings.help}
        error={isTooMany ? strings.tooMany(most) : undefined}
        chosen={people}
        onChange={setPeople}
      />
      <FormError text={problem} />
    </Dialog>
  );
}
