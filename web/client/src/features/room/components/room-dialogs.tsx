import { useState } from "react";
import { useLocation } from "wouter";
import { roomTitle } from "../../../store/room-names";
import { useEntity, useWorkspace } from "../../../store/use-store";
import { Button } from "../../../ui/button";
import { Dialog } from "../../../ui/dialog";
import { FormError } from "../../../ui/form-error";
import { HideRoomDialog } from "../../../ui/hide-room-dialog";
import { TextField } from "../../../ui/text-field";
import { toasts } from "../../../ui/toast";
import { deleteRoom, hideRoom, leaveRoom } from "../actions";
import { explainRoomError } from "../settings";
import { panelStrings } from "../panel-strings";
import { ConvertToTeamDialog, MoveToTeamDialog } from "./team-dialogs";
import { LeaveTeamDialog } from "./leave-team-dialog";
import { DeleteTeamDialog } from "./delete-team-dialog";

export type RoomDialog = "hide" | "leave" | "delete" | "to-team" | "to-channel" | "move-to-team";

interface Props {
  roomId: string;
  dialog: RoomDialog;
  onClose: () => void;
  onShowMembers: () => void;
}

/** What is asked before a room is hidden, left, deleted or made into something else. */
export function RoomDialogs({ roomId, dialog, onClose, onShowMembers }: Props) {
  const { store } = useWorkspace();
  const isTeam = useEntity(store.rooms, roomId)?.isTeamMain === true;
  switch (dialog) {
    case "hide":
      return <HideDialog roomId={roomId} onClose={onClose} />;
    case "leave":
      return isTeam ? (
        <LeaveTeamDialog roomId={roomId} onClose={onClose} />
      ) : (
        <LeaveDialog roomId={roomId} onClose={onClose} onShowMembers={onShowMembers} />
      );
    case "delete":
      return isTeam ? (
        <DeleteTeamDialog roomId={roomId} onClose={onClose} />
      ) : (
        <DeleteDialog roomId={roomId} onClose={onClose} />
      );
    case "to-channel":
      return <DeleteTeamDialog isConversion roomId={roomId} onClose={onClose} />;
    case "to-team":
      return <ConvertToTeamDialog roomId={roomId} onClose={onClose} />;
    default:
      return <MoveToTeamDialog roomId={roomId} onClose={onClose} />;
  }
}

interface DialogProps {
  roomId: string;
  onClose: () => void;
}

function useTitle(roomId: string): string {
  const { store } = useWorkspace();
  return roomTitle(useEntity(store.subscriptions, roomId), useEntity(store.rooms, roomId));
}

function HideDialog({ roomId, onClose }: DialogProps) {
  const workspace = useWorkspace();
  const [, navigate] = useLocation();
  const hide = () => {
    hideRoom(workspace, roomId);
    navigate("/home");
  };
  return <HideRoomDialog room={useTitle(roomId)} onClose={onClose} onHide={hide} />;
}

function LeaveDialog({ roomId, onClose, onShowMembers }: DialogProps & { onShowMembers: () => void }) {
  const workspace = useWorkspace();
  const [, navigate] = useLocation();
  const room = useEntity(workspace.store.rooms, roomId);
  const [problem, setProblem] = useState<string>();
  const [isBusy, setIsBusy] = useState(false);
  const strings = panelStrings.leaveDialog;
  const leave = async () => {
    setIsBusy(true);
    setProblem(undefined);
    try {
      await leaveRoom(workspace, roomId);
      onClose();
      navigate("/home");
    } catch (error) {
      setProblem(explainRoomError(error));
      setIsBusy(false);
    }
  };
  const isLastOwner = problem === panelStrings.errors.lastOwner;
  return (
    <Dialog
      title={strings.title(useTitle(roomId))}
      onClose={onClose}
      footer={
        <>
          <Button onPress={onClose}>{panelStrings.infoPanel.cancel}</Button>
          {isLastOwner ? (
            <Button
              look="primary"
              onPress={() => {
                onClose();
                onShowMembers();
              }}
            >
              {strings.showMembers}
            </Button>
          ) : (
            <Button look="danger" autoFocus isPending={isBusy} onPress={() => void leave()}>
              {strings.action}
            </Button>
          )}
        </>
      }
    >
      <p>{room?.type === "p" ? strings.privateText : strings.text}</p>
      <FormError text={problem} />
    </Dialog>
  );
}

function DeleteDialog({ roomId, onClose }: DialogProps) {
  const workspace = useWorkspace();
  const [, navigate] = useLocation();
  const title = useTitle(roomId);
  const [typed, setTyped] = useState("");
  const [problem, setProblem] = useState<string>();
  const [isBusy, setIsBusy] = useState(false);
  const strings = panelStrings.deleteDialog;
  const remove = async () => {
    setIsBusy(true);
    setProblem(undefined);
    try {
      await deleteRoom(workspace, roomId);
      toasts.add("done", strings.done(title));
      onClose();
      navigate("/home");
    } catch (error) {
      setProblem(explainRoomError(error));
      setIsBusy(false);
    }
  };
  return (
    <Dialog
      title={strings.title(title)}
      onClose={onClose}
      footer={
        <>
          <Button onPress={onClose}>{panelStrings.infoPanel.cancel}</Button>
          <Button
            look="danger"
            isDisabled={typed.trim() !== title}
            isPending={isBusy}
            onPress={() => void remove()}
          >
            {strings.action}
          </Button>
        </>
      }
    >
      <p>{strings.text}</p>
      <TextField
        autoFocus
        autoComplete="off"
        label={strings.label(title)}
        value={typed}
        onChange={setTyped}
      />
      <FormError text={problem} />
    </Dialog>
  );
}
