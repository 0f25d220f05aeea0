import { asList, asRecord } from "@parley/shared/wire/parse";
import { useEffect, useRef, useState } from "react";
import { savePreferences, usePreference } from "../store/preferences";
import { useWorkspace } from "../store/use-store";
import { Checkbox } from "./checkbox";
import { ConfirmDialog } from "./dialog";
import { hideRoomStrings as strings } from "./hide-room-strings";

/** As other clients of the same workspace call it. */
const ACTION = "hideRoom";

interface Props {
  room: string;
  onHide: () => void;
  onClose: () => void;
}

/** Asks before a room leaves the list, until somebody does not want to be asked any more (ACC-053). */
export function HideRoomDialog({ room, onHide, onClose }: Props) {
  const workspace = useWorkspace();
  const [isLast, setIsLast] = useState(false);
  const silenced = asList(usePreference("dontAskAgainList")).map(asRecord);
  const isSilenced = silenced.some((item) => item.action === ACTION);
  const isDone = useRef(false);
  useEffect(() => {
    if (!isSilenced || isDone.current) return;
    isDone.current = true;
    onHide();
    onClose();
  });
  const remember = () => {
    void savePreferences(workspace, {
      dontAskAgainList: [...silenced, { action: ACTION, label: strings.question }],
    }).catch(() => undefined);
  };
  if (isSilenced) return null;
  return (
    <ConfirmDialog
      title={strings.title(room)}
      action={strings.action}
      isDanger={false}
      onClose={onClose}
      onConfirm={() => {
        isDone.current = true;
        if (isLast) remember();
        onHide();
      }}
    >
      <p>{strings.text}</p>
      <Checkbox label={strings.dontAsk} isSelected={isLast} onChange={setIsLast} />
    </ConfirmDialog>
  );
}
