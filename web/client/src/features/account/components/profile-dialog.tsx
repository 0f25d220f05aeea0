import { useEffect, useRef, useState } from "react";
import { personName } from "../../../store/room-names";
import { useCell, useSetting, useWorkspace } from "../../../store/use-store";
import { Avatar, userAvatar } from "../../../ui/avatar";
import { Button } from "../../../ui/button";
import { Dialog } from "../../../ui/dialog";
import { TextField } from "../../../ui/text-field";
import { saveProfile } from "../actions";
import { accountStrings as strings } from "../strings";
import styles from "./profile.module.css";

export function ProfileDialog({ onClose }: { onClose: () => void }) {
  const workspace = useWorkspace();
  const me = useCell(workspace.store.me);
  const [name, setName] = useState(me.name ?? "");
  const [picture, setPicture] = useState<File>();
  const [preview, setPreview] = useState<string>();
  const allowsPicture = useSetting("Accounts_AllowUserAvatarChange") !== false;
  const allowsName = useSetting("Accounts_AllowRealNameChange") !== false;
  const [isBusy, setIsBusy] = useState(false);
  const input = useRef<HTMLInputElement>(null);

  useEffect(() => {
    if (picture === undefined) return undefined;
    const url = URL.createObjectURL(picture);
    setPreview(url);
    return () => URL.revokeObjectURL(url);
  }, [picture]);

  const handleSave = async () => {
    setIsBusy(true);
    const isDone = await saveProfile(workspace, name.trim(), picture);
    setIsBusy(false);
    if (isDone) onClose();
  };

  return (
    <Dialog
      title={strings.profileTitle}
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
      <div className={styles.picture}>
        {preview === undefined ? (
          <Avatar size={72} name={personName(me)} source={userAvatar(me.username, me.avatarTag)} />
        ) : (
          <img src={preview} alt="" />
        )}
        <input
          ref={input}
          type="file"
          accept="image/png,image/jpeg,image/webp,image/gif"
          hidden
          aria-label={strings.avatar}
          onChange={(event) => setPicture(event.target.files?.[0])}
        />
        {allowsPicture && <Button onPress={() => input.current?.click()}>{strings.changeAvatar}</Button>}
      </div>
      <TextField label={strings.name} value={name} onChange={setName} isDisabled={!allowsName} />
    </Dialog>
  );
}
