import type { User } from "@parley/shared/wire/entities";
import { useState } from "react";
import { useSetting, useWorkspace } from "../../../store/use-store";
import { Button } from "../../../ui/button";
import { Dialog } from "../../../ui/dialog";
import { FormError } from "../../../ui/form-error";
import { PeoplePicker } from "../../../ui/people-picker";
import { TextField } from "../../../ui/text-field";
import { createChannel, createTeam, explainCreation } from "../api";
import { useRoomName } from "../room-name";
import { firstChoices, settleChoices } from "../rules";
import { createStrings as strings } from "../strings";
import { RoomSwitches, useAllowances } from "./room-switches";

interface Props {
  kind: "channel" | "team";
  /** The team that the new channel belongs to. */
  teamId?: string | undefined;
  onClose: () => void;
  onCreated: (path: string) => void;
}

/** A new channel, or a new team with its main room: both are made of the same choices. */
export function CreateRoomDialog({ kind, teamId, onClose, onCreated }: Props) {
  const workspace = useWorkspace();
  const isTeam = kind === "team";
  const words = isTeam ? strings.team : strings.channel;
  const allowed = useAllowances(isTeam);
  const allowsAnyName = useSetting("UI_Allow_room_names_with_special_chars") === true && !isTeam;
  const { name, setName, problem, isUsable } = useRoomName("", isTeam);
  const [topic, setTopic] = useState("");
  const [members, setMembers] = useState<User[]>([]);
  const startsEncrypted = useSetting("E2E_Enabled_Default_PrivateRooms") === true;
  const [wanted, setWanted] = useState({ ...firstChoices, isEncrypted: startsEncrypted });
  const [errors, setErrors] = useState<{ name?: string; form?: string }>({});
  const [isBusy, setIsBusy] = useState(false);
  const choices = settleChoices(wanted, allowed);

  const handleCreate = async () => {
    if (!isUsable || isBusy) return;
    setIsBusy(true);
    setErrors({});
    try {
      const create = isTeam ? createTeam : createChannel;
      onCreated(await create(workspace, { ...choices, name, topic, members, teamId }));
    } catch (error) {
      setErrors(explainCreation(error, name));
      setIsBusy(false);
    }
  };

  return (
    <Dialog
      title={words.title}
      onClose={onClose}
      footer={
        <>
          <Button onPress={onClose}>{strings.cancel}</Button>
          <Button
            look="primary"
            isDisabled={!isUsable}
            isPending={isBusy}
            onPress={() => void handleCreate()}
          >
            {strings.create}
          </Button>
        </>
      }
    >
      {isTeam && <p>{strings.team.lead}</p>}
      <TextField
        label={strings.name}
        help={allowsAnyName ? strings.freeNameHelp : strings.nameHelp}
        autoFocus
        autoCapitalize="none"
        value={name}
        onChange={(typed) => {
          setName(typed);
          setErrors({});
        }}
        error={problem ?? errors.name}
      />
      <TextField label={strings.topic} help={strings.topicHelp} value={topic} onChange={setTopic} />
      <PeoplePicker
        label={strings.members}
        help={strings.membersHelp}
        chosen={members}
        onChange={setMembers}
      />
      <RoomSwitches choices={choices} allowed={allowed} publicHelp={words.privateOff} onChange={setWanted} />
      <FormError text={errors.form} />
    </Dialog>
  );
}
