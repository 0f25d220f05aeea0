import type { Message } from "@parley/shared/wire/entities";
import { lazy, type ReactNode, Suspense, useEffect } from "react";
import { useLocation } from "wouter";
import type { ListKind } from "../../features/room/message-lists";
import { type PanelId, panelOf } from "../../features/room/panel-ids";
import { usePreference } from "../../store/preferences";
import { isCovered } from "../keys";

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
const NotificationsPanel = lazy(() =>
  import("../../features/room/components/notifications-panel").then((m) => ({
    default: m.NotificationsPanel,
  })),
);
const TranslatePanel = lazy(() =>
  import("../../features/room/components/translate-panel").then((m) => ({ default: m.TranslatePanel })),
);
const OtrPanel = lazy(() =>
  import("../../features/room/components/otr-panel").then((m) => ({ default: m.OtrPanel })),
);
const E2ePanel = lazy(() =>
  import("../../features/room/components/e2e-panel").then((m) => ({ default: m.E2ePanel })),
);
const PrunePanel = lazy(() =>
  import("../../features/room/components/prune-panel").then((m) => ({ default: m.PrunePanel })),
);
const ExportPanel = lazy(() =>
  import("../../features/room/components/export-panel").then((m) => ({ default: m.ExportPanel })),
);
const TeamChannelsPanel = lazy(() =>
  import("../../features/room/components/team-channels-panel").then((m) => ({
    default: m.TeamChannelsPanel,
  })),
);

interface Props {
  roomId: string;
  tab: string;
  context: string | undefined;
  basePath: string;
  onOpen: (panel: PanelId, detail?: string) => void;
  onOpenDiscussion: (roomId: string) => void;
  onCreateChannel: (teamId: string) => void;
  renderActions: (message: Message) => ReactNode;
  renderThread: (threadId: string) => ReactNode;
  onClose: () => void;
}

const lists: Partial<Record<PanelId, ListKind>> = {
  "pinned-messages": "pinned",
  "starred-messages": "starred",
  mentions: "mentions",
  discussions: "discussions",
  "message-search": "search",
  thread: "threads",
};

/** The contextual bar that the address asks for. */
export function RoomPanel(props: Props) {
  const { onClose } = props;
  useEffect(() => {
    const handleKey = (event: KeyboardEvent) => {
      if (event.key === "Escape" && !event.shiftKey && !event.defaultPrevented && !isCovered()) onClose();
    };
    addEventListener("keydown", handleKey);
    return () => removeEventListener("keydown", handleKey);
  }, [onClose]);

  const hidesOutside = usePreference("hideFlexTab") === true;
  useEffect(() => {
    if (!hidesOutside) return undefined;
    const handlePress = (event: PointerEvent) => {
      const target = event.target as Element;
      // What opens a panel, or lies over the page, is not outside of it.
      if (
        target.closest("aside, header, nav, button, a, [role='dialog'], [role='menu'], [role='listbox']") ===
        null
      )
        onClose();
    };
    addEventListener("pointerdown", handlePress);
    return () => removeEventListener("pointerdown", handlePress);
  }, [hidesOutside, onClose]);

  return (
    <Suspense fallback={null}>
      <PanelContent {...props} />
    </Suspense>
  );
}

function PanelContent({ roomId, tab, context, basePath, onOpen, onClose, ...props }: Props) {
  const [, navigate] = useLocation();
  const panel = panelOf(tab);
  if (panel === undefined) return null;
  if (panel === "thread" && context !== undefined) return props.renderThread(context);

  const kind = lists[panel];
  if (kind !== undefined) {
    const open = (message: Message) => {
      const threadId = kind === "threads" ? message.id : message.threadId;
      if (message.discussionId !== undefined && kind === "discussions")
        props.onOpenDiscussion(message.discussionId);
      else if (threadId !== undefined) onOpen("thread", threadId);
      else {
        // On phones the panel covers the conversation.
        const isCovering = matchMedia("(max-width: 767px)").matches;
        navigate(`${isCovering ? basePath : `${basePath}/${tab}`}?msg=${encodeURIComponent(message.id)}`);
      }
    };
    return (
      <MessageListPanel
        key={kind}
        roomId={roomId}
        kind={kind}
        onClose={onClose}
        onOpen={open}
        renderActions={props.renderActions}
      />
    );
  }

  switch (panel) {
    case "members-list":
      return (
        <MembersPanel
          roomId={roomId}
          username={context}
          onPerson={(username) => onOpen("members-list", username)}
          onClose={onClose}
        />
      );
    case "channel-settings":
      return <InfoPanel roomId={roomId} onClose={onClose} onShowMembers={() => onOpen("members-list")} />;
    case "uploaded-files-list":
      return <FilesPanel roomId={roomId} onClose={onClose} />;
    case "push-notifications":
      return <NotificationsPanel roomId={roomId} onClose={onClose} />;
    case "auto-translate":
      return <TranslatePanel roomId={roomId} onClose={onClose} />;
    case "otr":
      return <OtrPanel roomId={roomId} onClose={onClose} />;
    case "e2e":
      return <E2ePanel roomId={roomId} onClose={onClose} />;
    case "clean-history":
      return <PrunePanel roomId={roomId} onClose={onClose} />;
    case "export-messages":
      return <ExportPanel roomId={roomId} onClose={onClose} />;
    default:
      return <TeamChannelsPanel roomId={roomId} onCreate={props.onCreateChannel} onClose={onClose} />;
  }
}
