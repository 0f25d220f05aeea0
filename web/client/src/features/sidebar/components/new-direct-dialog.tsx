import { toWireError } from "@parley/shared/wire/errors";
import { asRecord } from "@parley/shared/wire/parse";
import type { User } from "@parley/shared/wire/entities";
import { useState } from "react";
import { roomPath } from "../../../store/room-names";
import { useWorkspace } from "../../../store/use-store";
import { Button } from "../../../ui/button";
import { Dialog } from "../../../ui/dialog";
import { toasts } from "../../../ui/toast";
import { sidebarStrings } from "../strings";
import { PeoplePicker } from "../../../ui/people-picker";

const strings = sidebarStrings.direct;

interface Props {
  onClose: () => void;
  onCreated: (path: string) => void;
}

export function NewDirectDialog({ onClose, onCreated }: Props) {
  const { link } = useWorkspace();
  const [people, setPeople] = useState<User[]>([]);
  const [isBusy, setIsBusy] = useState(false);

  const handleOpen = async () => {
    setIsBusy(true);
    try {
      const answer = await link.call("createDirectMessage", ...people.map((person) => person.username));
      onCreated(roomPath({ type: "d", roomId: String(asRecord(answer).rid) }));
    } catch (error) {
      toasts.add("failed", sidebarStrings.failed(toWireError(error).message));
      setIsBusy(false);
    }
  };

  return (
    <Dialog
      title={strings.title}
      onClose={onClose}
      footer={
        <>
          <Button onPress={onClose}>{sidebarStrings.cancel}</Button>
          <Button
            look="primary"
            isDisabled={people.length === 0}
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
        label={strings.people}
        help={strings.help}
        chosen={people}
        onChange={setPeople}
      />
    </Dialog>
  );
}
