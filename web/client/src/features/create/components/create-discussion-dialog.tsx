import type { Message, Subscription, User } from "@parley/shared/wire/entities";
import { useState } from "react";
import { messageLine } from "../../../store/message-text";
import { useEntity, useSetting, useWorkspace } from "../../../store/use-store";
import { Button } from "../../../ui/button";
import { Dialog } from "../../../ui/dialog";
import { FormError } from "../../../ui/form-error";
import { PeoplePicker } from "../../../ui/people-picker";
import { RoomPicker } from "../../../ui/room-picker";
import { Switch } from "../../../ui/switch";
import { TextField } from "../../../ui/text-field";
import { createDiscussion, explainCreation } from "../api";
import { createStrings } from "../strings";

const strings = createStrings.discussion;
const LONGEST_NAME = 80;

interface Props {
  /** Where it begins: a room, or one of its messages. */
  parentId?: string | undefined;
  message?: Message | undefined;
  onClose: () => void;
  onCreated: (path: string) => void;
}

const mayBeParent = (subscription: Subscription) =>
  subscription.parentId === undefined && !subscription.isArchived && /^[cpd]$/u.test(subscription.type);

export function CreateDiscussionDialog({ parentId, message, onClose, onCreated }: Props) {
  const workspace = useWorkspace();
  const { store } = workspace;
  const [parent, setParent] = useState(parentId === undefined ? [] : [parentId]);
  const [name, setName] = useState(() =>
    message === undefined ? "" : messageLine(message).slice(0, LONGEST_NAME),
  );
  const [topic, setTopic] = useState("");
  const [members, setMembers] = useState<User[]>([]);
  const [first, setFirst] = useState("");
  const [choice, setIsEncrypted] = useState<boolean>();
  const [problem, setProblem] = useState<string>();
  const [isBusy, setIsBusy] = useState(false);
  const room = useEntity(store.rooms, parent[0]);
  // As its parent, unless chosen otherwise.
  const isEncrypted = choice ?? room?.isEncrypted === true;
  const hasEncryption = useSetting("E2E_Enable") === true && room?.type !== "c";

  const handleCreate = async () => {
    const [chosen] = parent;
    if (chosen === undefined) return;
    setIsBusy(true);
    setProblem(undefined);
    try {
      const path = await createDiscussion(workspace, {
        parentId: chosen,
        messageId: message?.id,
        name,
        topic,
        members,
        first,
        isEncrypted: isEncrypted && hasEncryption,
      });
      onCreated(path);
    } catch (error) {
      const found = explainCreation(error, name);
      setProblem(found.form ?? found.name);
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
            isDisabled={parent.length === 0 || name.trim() === ""}
            isPending={isBusy}
            onPress={() => void handleCreate()}
          >
            {createStrings.create}
          </Button>
        </>
      }
    >
      <p>{strings.lead}</p>
      {message === undefined && (
        <RoomPicker
          isSingle
          autoFocus={parent.length === 0}
          label={strings.parent}
          help={strings.parentHelp}
          chosen={parent}
          onChange={setParent}
          accepts={mayBeParent}
        />
      )}
      <TextField
        label={strings.name}
        autoFocus={parent.length > 0}
        value={name}
        onChange={setName}
        maxLength={120}
      />
      <TextField
        label={createStrings.topic}
        help={createStrings.topicHelp}
        value={topic}
        onChange={setTopic}
      />
      <PeoplePicker
        label={strings.members}
        help={strings.membersHelp}
        chosen={members}
        onChange={setMembers}
      />
      {hasEncryption && (
        <Switch
          label={createStrings.channel.isEncrypted}
          help={createStrings.channel.encryptedHelp}
          isSelected={isEncrypted}
          onChange={setIsEncrypted}
        />
      )}
      <TextField
        isMultiline
        label={strings.first}
        help={isEncrypted && hasEncryption ? strings.firstEncrypted : strings.firstHelp}
        isDisabled={isEncrypted && hasEncryption}
        value={first}
        onChange={setFirst}
      />
      <FormError text={problem} />
    </Dialog>
  );
}
