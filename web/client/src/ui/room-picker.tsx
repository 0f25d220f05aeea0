import type { Subscription } from "@parley/shared/wire/entities";
import { useCallback, useMemo } from "react";
import { matchScore } from "../lib/text";
import { roomTitle } from "../store/room-names";
import { useWorkspace } from "../store/use-store";
import type { Workspace } from "../store/workspace";
import { Avatar, userAvatar } from "./avatar";
import { Picker, type PickerItem } from "./picker";
import { RoomGlyph } from "./room-glyph";

interface Props {
  label: string;
  help?: string;
  error?: string | undefined;
  chosen: readonly string[];
  onChange: (roomIds: string[]) => void;
  /** Must be stable. */
  accepts: (subscription: Subscription) => boolean;
  isSingle?: boolean;
  autoFocus?: boolean;
}

function toItem({ store }: Workspace, subscription: Subscription): PickerItem {
  const title = roomTitle(subscription, store.rooms.get(subscription.roomId));
  return {
    id: subscription.roomId,
    title,
    icon:
      subscription.type === "d" ? (
        <Avatar size={24} name={title} source={userAvatar(subscription.name)} />
      ) : (
        <RoomGlyph
          type={subscription.type}
          isTeam={subscription.isTeamMain}
          isDiscussion={subscription.parentId !== undefined}
        />
      ),
  };
}

/** Chooses among one's own rooms, the most recent first. */
export function RoomPicker({ chosen, onChange, accepts, ...props }: Props) {
  const workspace = useWorkspace();
  const { store } = workspace;
  const search = useCallback(
    (text: string) => {
      const at = (subscription: Subscription) => store.rooms.get(subscription.roomId)?.lastMessageAt ?? 0;
      const found = [...store.subscriptions.all()]
        .filter(accepts)
        .map((subscription) => {
          const title = roomTitle(subscription, store.rooms.get(subscription.roomId));
          const score =
            text === "" ? 1 : Math.max(matchScore(title, text), matchScore(subscription.name, text));
          return { subscription, score };
        })
        .filter(({ score }) => score > 0)
        .sort((a, b) => b.score - a.score || at(b.subscription) - at(a.subscription));
      return Promise.resolve(found.map(({ subscription }) => toItem(workspace, subscription)));
    },
    [workspace, store, accepts],
  );
  const items = useMemo(
    () =>
      chosen
        .map((id) => store.subscriptions.get(id))
        .filter((subscription) => subscription !== undefined)
        .map((subscription) => toItem(workspace, subscription)),
    [chosen, store, workspace],
  );
  return (
    <Picker
      {...props}
      chosen={items}
      onChange={(next) => onChange(next.map((item) => item.id))}
      search={search}
    />
  );
}
