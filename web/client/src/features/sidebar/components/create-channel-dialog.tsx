import { toWireError } from "@parley/shared/wire/errors";
import { parseRoom } from "@parley/shared/wire/parse";
import type { User } from "@parley/shared/wire/entities";
import { useState } from "react";
import { roomPath } from "../../../store/room-names";
import { useWorkspace } from "../../../store/use-store";
import { Button } from "../../../ui/button";
import { Dialog } from "../../../ui/dialog";
import { Switch } from "../../../ui/switch";
import { TextField } from "../../../ui/text-field";
import { sidebarStrings } from "../strings";
import { PeoplePicker } from "../../../ui/people-picker";

const strings = sidebarStrings.channel;

interface Props {
  onClose: () => void;
  onCreated: (path: string) => void;
}

export function CreateChannelDialog({ onClose, onCreated }: Props) {
  const { link, store } = useWorkspace();
  const [name, setName] = useState("");
  const [topic, setTopic] = useState("");
  const [members, setMembers] = useState<User[]>([]);
  const [isPrivate, setIsPrivate] = useState(false);
  const [isReadOnly, setIsReadOnly] = useState(false);
  const [error, setError] = useState<string>();
  const [isBusy, setIsBusy] = useState(false);

  const handleCreate = async () => {
    if (!/^[\p{L}\p{N}_.-]+$/u.test(name)) {
      setError(strings.badName);
      return;
    }
    setIsBusy(true);
    try {
      const answer = await link.rest.post(isPrivate ? "groups.create" : "channels.create", {
        name,
        members: members.map((member) => member.username),
        readOnly: isReadOnly,
      });
      const room = parseRoom(answer.channel ?? answer.group);
      if (room === undefined) throw new Error(sidebarStrings.failed(""));
      store.rooms.set(room.id, room);
      if (topic.trim() !== "") {
        const door = isPrivate ? "groups.setTopic" : "channels.setTopic";
        await link.rest.post(door, { roomId: room.id, topic: topic.trim() }).catch(() => undefined);
      }
      onCreated(roomPath({ ...room, roomId: room.id }));
    } catch (caught) {
      const wire = toWireError(caught);
      setError(
        wire.code === "error-duplicate-channel-name" ? strings.taken : sidebarStrings.failed(wire.message),
      );
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
            isDisabled={name === ""}
            isPending={isBusy}
            onPress={() => void handleCreate()}
          >
            {strings.create}
          </Button>
        </>
      }
    >
      <TextField
        label={strings.name}
        help={strings.nameHelp}
        value={name}
        autoFocus
        onChange={(value) => {
          setName(value.toLowerCase().replaceAll(/\s+/gu, "-"));
          setError(undefined);
        }}
        error={error}
      />
      <TextField label={strings.topic} help={strings.topicHelp} value={topic} onChange={setTopic} />
      <PeoplePicker
        label={strings.members}
        help={strings.membersHelp}
        chosen={members}
        onChange={setMembers}
      />
      <Switch
        label={strings.isPrivate}
        help={strings.privateHelp}
        isSelected={isPrivate}
        onChange={setIsPrivate}
      />
      <Switch
        label={strings.isReadOnly}
        help={strings.readOnlyHelp}
        isSelected={isReadOnly}
        onChange={setIsReadOnly}
      />
    </Dialog>
  );
}
