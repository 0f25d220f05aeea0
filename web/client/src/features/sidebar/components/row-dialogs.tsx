import { useWorkspace } from "../../../store/use-store";
import { ConfirmDialog } from "../../../ui/dialog";
import { HideRoomDialog } from "../../../ui/hide-room-dialog";
import { hideRoom, leaveRoom } from "../actions";
import { rowDialogStrings as strings } from "./row-dialog-strings";

interface Props {
  asked: "hide" | "leave";
  roomId: string;
  title: string;
  onClose: () => void;
  onLeft: () => void;
}

/** What is asked before a room leaves the list. */
export function RowDialogs({ asked, roomId, title, onClose, onLeft }: Props) {
  const workspace = useWorkspace();
  const hide = () => {
    // A room that is looked at would come back at once.
    onLeft();
    hideRoom(workspace, roomId);
  };
  if (asked === "hide") return <HideRoomDialog room={title} onHide={hide} onClose={onClose} />;
  return (
    <ConfirmDialog
      title={strings.leaveTitle(title)}
      action={strings.leave}
      onClose={onClose}
      onConfirm={() => void leaveRoom(workspace, roomId).then((isDone) => isDone && onLeft())}
    >
      <p>{strings.leaveText}</p>
    </ConfirmDialog>
  );
}
