import type { Message } from "@parley/shared/wire/entities";
import { lazy, Suspense, useEffect } from "react";
import { useLocation } from "wouter";
import type { ListKind } from "../../features/room/components/message-list-panel";
import type { PanelId } from "../../features/room/components/room-header";
import { ThreadPanel } from "./thread-panel";

const MembersPanel = lazy(() =>
  import("../../features/room/components/members-panel").then((m) => ({ default: m.MembersPanel })),
);
const InfoPanel = lazy(() =>
  import("../../features/room/components/info-panel").then((m) => ({ default: m.InfoPanel })),
);
const FilesPanel = lazy(() =>
  import("../../features/room/components/files-panel").then((m) => ({ default: m.FilesPanel })),
);
const MessageListPanel = lazy(() =>
  import("../../features/room/components/message-list-panel").then((m) => ({ default: m.MessageListPanel })),
);

interface Props {
  roomId: string;
  tab: string;
  context: string | undefined;
  basePath: string;
  onOpen: (panel: PanelId, detail?: string) => void;
  onClose: () => void;
}

const lists: Record<string, ListKind> = {
  "pinned-messages": "pinned",
  "starred-messages": "starred",
  "message-search": "search",
  thread: "threads",
};

/** The contextual bar that the address asks for. */
export function RoomPanel({ roomId, tab, context, basePath, onOpen, onClose }: Props) {
  const [, navigate] = useLocation();

  useEffect(() => {
    const handleKey = (event: KeyboardEvent) => {
      if (
        event.key === "Escape" &&
        !event.defaultPrevented &&
        document.querySelector("[role='dialog'],[role='menu']") === null
      )
        onClose();
    };
    addEventListener("keydown", handleKey);
    return () => removeEventListener("keydown", handleKey);
  }, [onClose]);

  const openMessage = (kind: ListKind) => (message: Message) => {
    const threadId = kind === "threads" ? message.id : message.threadId;
    if (threadId !== undefined) onOpen("thread", threadId);
    else navigate(`${basePath}?msg=${encodeURIComponent(message.id)}`);
  };

  const kind = lists[tab];
  return (
    <Suspense fallback={null}>
      {tab === "thread" && context !== undefined && (
        <ThreadPanel key={context} roomId={roomId} threadId={context} onClose={onClose} />
      )}
      {kind !== undefined && !(tab === "thread" && context !== undefined) && (
        <MessageListPanel
          key={kind}
          roomId={roomId}
          kind={kind}
          onClose={onClose}
          onOpen={openMessage(kind)}
        />
      )}
      {tab === "members-list" && (
        <MembersPanel
          roomId={roomId}
          username={context}
          onPerson={(username) => onOpen("members-list", username)}
          onClose={onClose}
        />
      )}
      {tab === "channel-settings" && (
        <InfoPanel roomId={roomId} onClose={onClose} onShowMembers={() => onOpen("members-list")} />
      )}
      {tab === "uploaded-files-list" && <FilesPanel roomId={roomId} onClose={onClose} />}
    </Suspense>
  );
}
