import { toWireError } from "@parley/shared/wire/errors";
import { Pencil } from "lucide-react";
import { useState } from "react";
import { formatDate } from "../../../lib/dates";
import { personName, roomTitle } from "../../../store/room-names";
import { useEntity, usePermission, useWorkspace } from "../../../store/use-store";
import { Button, IconButton } from "../../../ui/button";
import { Dialog } from "../../../ui/dialog";
import { Panel } from "../../../ui/panel";
import { TextField } from "../../../ui/text-field";
import { toasts } from "../../../ui/toast";
import { roomStrings } from "../strings";
import styles from "./panels.module.css";

const strings = roomStrings.infoPanel;

interface Props {
  roomId: string;
  onClose: () => void;
}

export function InfoPanel({ roomId, onClose }: Props) {
  const { store } = useWorkspace();
  const room = useEntity(store.rooms, roomId);
  const subscription = useEntity(store.subscriptions, roomId);
  const canEdit = usePermission("edit-room", roomId);
  const [isEditing, setIsEditing] = useState(false);
  const type = room?.type ?? subscription?.type ?? "c";
  const facts: [string, string | undefined][] = [
    [strings.kind, strings.kinds[type]],
    [strings.topic, room?.topic],
    [strings.announcement, room?.announcement],
    [strings.description, room?.description],
    [
      strings.created,
      room?.createdAt === undefined
        ? undefined
        : room.creator === undefined || room.creator.username === ""
          ? formatDate(room.createdAt)
          : strings.createdBy(personName(room.creator), formatDate(room.createdAt)),
    ],
  ];
  return (
    <Panel
      title={strings.title}
      onClose={onClose}
      actions={
        canEdit &&
        type !== "d" && (
          <IconButton label={strings.edit} icon={<Pencil />} onPress={() => setIsEditing(true)} />
        )
      }
    >
      <div className={styles.scroller}>
        <h3 className={styles.infoTitle}>{roomTitle(subscription, room)}</h3>
        <dl className={styles.facts}>
          {facts
            .filter(([, value]) => value !== undefined && value !== "")
            .map(([label, value]) => (
              <div key={label}>
                <dt>{label}</dt>
                <dd>{value}</dd>
              </div>
            ))}
        </dl>
      </div>
      {isEditing && <EditRoomDialog roomId={roomId} onClose={() => setIsEditing(false)} />}
    </Panel>
  );
}

function EditRoomDialog({ roomId, onClose }: Props) {
  const { store, link } = useWorkspace();
  const room = store.rooms.get(roomId);
  const [topic, setTopic] = useState(room?.topic ?? "");
  const [announcement, setAnnouncement] = useState(room?.announcement ?? "");
  const [description, setDescription] = useState(room?.description ?? "");
  const [isBusy, setIsBusy] = useState(false);

  const handleSave = async () => {
    setIsBusy(true);
    const changes: [string, string, string | undefined][] = [
      ["roomTopic", topic, room?.topic],
      ["roomAnnouncement", announcement, room?.announcement],
      ["roomDescription", description, room?.description],
    ];
    try {
      for (const [setting, value, before] of changes) {
        if (value !== (before ?? "")) await link.call("saveRoomSettings", roomId, setting, value);
      }
      onClose();
    } catch (error) {
      toasts.add("failed", roomStrings.failed(toWireError(error).message));
      setIsBusy(false);
    }
  };

  return (
    <Dialog
      title={strings.editTitle}
      onClose={onClose}
      footer={
        <>
          <Button onPress={onClose}>{strings.cancel}</Button>
          <Button look="primary" isPending={isBusy} onPress={() => void handleSave()}>
            {strings.save}
          </Button>
        </>
      }
    >
      <TextField label={strings.topic} value={topic} onChange={setTopic} autoFocus />
      <TextField label={strings.announcement} value={announcement} onChange={setAnnouncement} />
      <TextField label={strings.description} value={description} onChange={setDescription} isMultiline />
    </Dialog>
  );
}
