import { Compass, Hash, MessageSquarePlus, MessagesSquare, UsersRound } from "lucide-react";
import { usePermission, useSetting } from "../../../store/use-store";
import { Menu, MenuItem, MenuSeparator } from "../../../ui/menu";
import { sidebarStrings as strings } from "../strings";
import type { CreationKind } from "./create-menu";

interface Props {
  onCreate: (kind: CreationKind) => void;
  onBrowse: () => void;
}

/** What the person may begin. */
export function CreateMenuItems({ onCreate, onBrowse }: Props) {
  const mayCreatePublic = usePermission("create-c");
  const mayCreatePrivate = usePermission("create-p");
  const mayWrite = usePermission("create-d");
  const mayCreateTeam = usePermission("create-team");
  const mayDiscuss = usePermission("start-discussion");
  const hasDiscussions = useSetting("Discussion_enabled") !== false;
  return (
    <Menu>
      {mayWrite && (
        <MenuItem icon={<MessageSquarePlus />} onAction={() => onCreate("direct")}>
          {strings.newDirect}
        </MenuItem>
      )}
      {(mayCreatePublic || mayCreatePrivate) && (
        <MenuItem icon={<Hash />} onAction={() => onCreate("channel")}>
          {strings.newChannel}
        </MenuItem>
      )}
      {mayDiscuss && hasDiscussions && (
        <MenuItem icon={<MessagesSquare />} onAction={() => onCreate("discussion")}>
          {strings.newDiscussion}
        </MenuItem>
      )}
      {mayCreateTeam && (
        <MenuItem icon={<UsersRound />} onAction={() => onCreate("team")}>
          {strings.newTeam}
        </MenuItem>
      )}
      <MenuSeparator />
      <MenuItem icon={<Compass />} onAction={onBrowse}>
        {strings.browse}
      </MenuItem>
    </Menu>
  );
}
