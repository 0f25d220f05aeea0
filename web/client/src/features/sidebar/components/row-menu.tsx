import type { Subscription } from "@parley/shared/wire/entities";
import { EyeOff, FolderInput, LogOut, MailOpen, Star, StarOff } from "lucide-react";
import { useSetting, useWorkspace } from "../../../store/use-store";
import { Menu, MenuItem, MenuSeparator } from "../../../ui/menu";
import { toggleFavorite } from "../actions";
import { markRead, markUnread } from "../../../ui/read-state";
import { sidebarStrings as strings } from "../strings";

/** What is asked in a dialog before it happens. */
export type RowQuestion = "hide" | "leave" | "move";

interface Props {
  subscription: Subscription;
  isUnread: boolean;
  onAsk: (question: RowQuestion) => void;
}

/** What can be done with a room of the list. */
export function RowMenu({ subscription, isUnread, onAsk }: Props) {
  const workspace = useWorkspace();
  const hasFavorites = useSetting("Favorite_Rooms") !== false;
  const { roomId } = subscription;
  return (
    <Menu placement="bottom start">
      {hasFavorites && (
        <MenuItem
          icon={subscription.isFavorite ? <StarOff /> : <Star />}
          onAction={() => toggleFavorite(workspace, roomId)}
        >
          {subscription.isFavorite ? strings.unfavorite : strings.favorite}
        </MenuItem>
      )}
      {!isUnread ? (
        <MenuItem icon={<MailOpen />} onAction={() => markUnread(workspace, roomId)}>
          {strings.markUnread}
        </MenuItem>
      ) : (
        <MenuItem icon={<MailOpen />} onAction={() => markRead(workspace, roomId)}>
          {strings.markRead}
        </MenuItem>
      )}
      <MenuItem icon={<FolderInput />} onAction={() => onAsk("move")}>
        {strings.move}
      </MenuItem>
      <MenuItem icon={<EyeOff />} onAction={() => onAsk("hide")}>
        {strings.hide}
      </MenuItem>
      {subscription.type !== "d" && <MenuSeparator />}
      {subscription.type !== "d" && (
        <MenuItem isDanger icon={<LogOut />} onAction={() => onAsk("leave")}>
          {strings.leave}
        </MenuItem>
      )}
    </Menu>
  );
}
