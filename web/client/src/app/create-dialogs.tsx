import type { Message } from "@parley/shared/wire/entities";
import { CreateDirectDialog } from "../features/create/components/create-direct-dialog";
import { CreateDiscussionDialog } from "../features/create/components/create-discussion-dialog";
import { CreateRoomDialog } from "../features/create/components/create-room-dialog";

/** What is being created. A discussion may begin in a room, or at one of its messages. */
export type Creation =
  | { kind: "channel" | "team" | "direct"; teamId?: string | undefined }
  | { kind: "discussion"; parentId?: string | undefined; message?: Message | undefined };

interface Props {
  creation: Creation;
  onClose: () => void;
  onCreated: (path: string) => void;
}

export function CreateDialogs({ creation, ...props }: Props) {
  switch (creation.kind) {
    case "channel":
    case "team":
      return <CreateRoomDialog kind={creation.kind} teamId={creation.teamId} {...props} />;
    case "direct":
      return <CreateDirectDialog {...props} />;
    default:
      return <CreateDiscussionDialog parentId={creation.parentId} message={creation.message} {...props} />;
  }
}
