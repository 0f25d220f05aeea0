import { MessageCircleQuestion } from "lucide-react";
import { useEffect, useState } from "react";
import { useLocation } from "wouter";
import { fetchRoom, findLocalRoomId } from "../../features/room/actions";
import { roomStrings } from "../../features/room/strings";
import { roomTitle, roomTypeOf } from "../../store/room-names";
import { useCell, useEntity, useTable, useWorkspace } from "../../store/use-store";
import { Button } from "../../ui/button";
import { EmptyState } from "../../ui/empty-state";
import type { Creation } from "../create-dialogs";
import { appStrings } from "../strings";
import { useSendHome } from "./use-send-home";
import { RoomView } from "./room-view";
import styles from "./room-view.module.css";

interface Props {
  kind: string;
  roomKey: string;
  tab: string | undefined;
  context: string | undefined;
  onRoom: (id: string | undefined, name: string | undefined) => void;
  onBack: () => void;
  onCreate: (creation: Creation) => void;
}

/** Finds the room that an address means, then shows it. */
export function RoomPage({ kind, roomKey, tab, context, onRoom, onBack, onCreate }: Props) {
  const workspace = useWorkspace();
  const { store } = workspace;
  const [, navigate] = useLocation();
  const type = roomTypeOf(kind);
  const isReady = useCell(store.isReady);
  // Rooms may be renamed, joined or left while the address stays.
  useTable(store.subscriptions, (table) => table.version);
  const [fetched, setFetched] = useState<{ key: string; id: string | undefined }>();
  const address = `${kind}/${roomKey}`;
  const localId = type === undefined ? undefined : findLocalRoomId(workspace, type, roomKey);
  const roomId = localId ?? (fetched?.key === address ? fetched.id : undefined);
  const room = useEntity(store.rooms, roomId);
  const subscription = useEntity(store.subscriptions, roomId);
  const title = roomId === undefined ? undefined : roomTitle(subscription, room);
  const isMissing = type === undefined || (fetched?.key === address && fetched.id === undefined);

  useEffect(() => {
    if (type === undefined || localId !== undefined || !isReady) return undefined;
    let isCurrent = true;
    fetchRoom(workspace, type, roomKey)
      .then((found) => isCurrent && setFetched({ key: address, id: found.id }))
      .catch(() => isCurrent && setFetched({ key: address, id: undefined }));
    return () => {
      isCurrent = false;
    };
  }, [workspace, type, roomKey, localId, isReady, address]);

  useSendHome(roomId ?? "", title ?? "", () => navigate("/home"));

  useEffect(() => {
    onRoom(roomId, title);
  }, [onRoom, roomId, title]);

  if (roomId !== undefined) {
    return (
      <RoomView
        key={roomId}
        roomId={roomId}
        basePath={`/${kind}/${encodeURIComponent(roomKey)}`}
        tab={tab}
        context={context}
        onBack={onBack}
        onCreate={onCreate}
      />
    );
  }
  if (!isMissing) return null;
  return (
    <main className={styles.missing}>
      <EmptyState
        icon={<MessageCircleQuestion />}
        title={type === undefined ? appStrings.notFoundTitle : roomStrings.notFoundTitle}
        action={<Button onPress={() => navigate("/directory")}>{roomStrings.browse}</Button>}
      >
        {type === undefined ? appStrings.notFoundText : roomStrings.notFoundText}
      </EmptyState>
    </main>
  );
}
