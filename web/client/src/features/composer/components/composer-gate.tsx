import { Archive, Ban, Eye, Lock } from "lucide-react";
import { type ReactNode, useState } from "react";
import { roomTitle } from "../../../store/room-names";
import { useCell, useEntity, usePermission, useWorkspace } from "../../../store/use-store";
import { Button } from "../../../ui/button";
import { joinRoom } from "../actions";
import { composerStrings as strings } from "../strings";
import styles from "./composer.module.css";

interface Props {
  roomId: string;
  children: ReactNode;
}

/** Shows the composer, or why one cannot write here and what to do about it. */
export function ComposerGate({ roomId, children }: Props) {
  const workspace = useWorkspace();
  const { store } = workspace;
  const room = useEntity(store.rooms, roomId);
  const subscription = useEntity(store.subscriptions, roomId);
  const me = useCell(store.me);
  const isReady = useCell(store.isReady);
  const canPostReadOnly = usePermission("post-readonly", roomId);
  const [code, setCode] = useState("");
  const [isJoining, setIsJoining] = useState(false);
  const [problem, setProblem] = useState<string>();
  const needsNoCode = usePermission("join-without-join-code");

  if (room === undefined && subscription !== undefined) return children;
  if (room?.isArchived === true || subscription?.isArchived === true)
    return <Notice icon={<Archive />}>{strings.archived}</Notice>;
  if (subscription === undefined) {
    if (!isReady) return null;
    return (
      <Notice
        icon={<Eye />}
        action={
          <>
            {room?.needsJoinCode === true && !needsNoCode && (
              <input
                className={styles.joinCode}
                aria-label={strings.joinCode}
                placeholder={strings.joinCode}
                value={code}
                onChange={(event) => setCode(event.target.value)}
              />
            )}
            <Button
              look="primary"
              isPending={isJoining}
              onPress={() => {
                setIsJoining(true);
                setProblem(undefined);
                void joinRoom(workspace, roomId, code === "" ? undefined : code).then((wrong) => {
                  setProblem(wrong);
                  setIsJoining(false);
                });
              }}
            >
              {strings.join}
            </Button>
          </>
        }
      >
        {problem ?? strings.notJoined(roomTitle(undefined, room))}
      </Notice>
    );
  }
  if (subscription.hasBlocked) return <Notice icon={<Ban />}>{strings.blockedByYou}</Notice>;
  if (subscription.isBlocked) return <Notice icon={<Ban />}>{strings.blocked}</Notice>;
  if (room?.muted.includes(me.username) === true) return <Notice icon={<Lock />}>{strings.muted}</Notice>;
  if (room?.isReadOnly === true && !canPostReadOnly && !room.unmuted.includes(me.username)) {
    return <Notice icon={<Lock />}>{strings.readOnly}</Notice>;
  }
  return children;
}

function Notice({ icon, action, children }: { icon: ReactNode; action?: ReactNode; children: string }) {
  return (
    <div className={styles.notice} role="note">
      <span className={styles.noticeText}>
        {icon}
        {children}
      </span>
      {action}
    </div>
  );
}
