import { Star, StarOff } from "lucide-react";
import { MenuSection } from "react-aria-components";
import { useCell, useEntity, useSetting, useWorkspace } from "../../../store/use-store";
import { Menu, MenuItem, MenuSeparator } from "../../../ui/menu";
import { useRoomAbilities } from "../abilities";
import { toggleFavorite } from "../actions";
import type { PanelId } from "../panel-ids";
import { panels } from "../panels";
import { roomStrings as strings } from "../strings";

interface Props {
  roomId: string;
  onPanel: (panel: PanelId) => void;
}

/** Everything that opens beside a room. */
export function RoomMenu({ roomId, onPanel }: Props) {
  const hasFavorites = useSetting("Favorite_Rooms") !== false;
  const workspace = useWorkspace();
  const { store } = workspace;
  const room = useEntity(store.rooms, roomId);
  const subscription = useEntity(store.subscriptions, roomId);
  const settings = useCell(store.settings);
  const abilities = useRoomAbilities(roomId);
  const shown = panels.filter((entry) => entry.isShown({ room, subscription, abilities, settings }));
  const groups = (["room", "lists", "manage"] as const)
    .map((group) => shown.filter((entry) => entry.group === group))
    .filter((group) => group.length > 0);
  return (
    <Menu>
      {subscription !== undefined && hasFavorites && (
        <MenuItem
          icon={subscription.isFavorite ? <StarOff /> : <Star />}
          onAction={() => toggleFavorite(workspace, roomId)}
        >
          {subscription.isFavorite ? strings.unfavorite : strings.favorite}
        </MenuItem>
      )}
      {groups.map((group, index) => (
        <MenuSection key={group[0]?.id} aria-label={strings.more}>
          {(index > 0 || (subscription !== undefined && hasFavorites)) && <MenuSeparator />}
          {group.map((entry) => (
            <MenuItem key={entry.id} icon={<entry.icon />} onAction={() => onPanel(entry.id)}>
              {entry.label}
            </MenuItem>
          ))}
        </MenuSection>
      ))}
    </Menu>
  );
}
