import type { OtrNotice } from "../../../store/otr/seat";
import { personName, roomPath } from "../../../store/room-names";
import { useEntity, useWorkspace } from "../../../store/use-store";
import { Button } from "../../../ui/button";
import { Dialog } from "../../../ui/dialog";
import { otrStrings as strings } from "../otr-strings";

interface Props {
  notice: OtrNotice;
  onNavigate: (path: string) => void;
}

/** Asks whether to talk off the record, or tells that this is over (MSG-083, MSG-085). */
export function OtrDialog({ notice, onNavigate }: Props) {
  const { otr, store } = useWorkspace();
  const subscription = useEntity(store.subscriptions, notice.roomId);
  const user = useEntity(store.users, notice.userId);
  const name =
    user === undefined ? (subscription?.displayName ?? subscription?.name ?? "") : personName(user);
  const words = strings[notice.kind];
  const close = () => otr.notice.set(undefined);
  const answer = (accepts: boolean) => {
    void otr.desk().then((desk) => desk.answer(accepts));
    if (accepts && subscription !== undefined) onNavigate(roomPath(subscription));
  };
  const isInvitation = notice.kind === "invitation";
  return (
    <Dialog
      title={words.title}
      onClose={isInvitation ? () => answer(false) : close}
      footer={
        isInvitation ? (
          <>
            <Button onPress={() => answer(false)}>{strings.invitation.refuse}</Button>
            <Button look="primary" autoFocus onPress={() => answer(true)}>
              {strings.invitation.accept}
            </Button>
          </>
        ) : (
          <Button look="primary" autoFocus onPress={close}>
            {strings.fine}
          </Button>
        )
      }
    >
      <p>{words.text(name)}</p>
    </Dialog>
  );
}
