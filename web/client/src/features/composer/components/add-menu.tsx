import { MessagesSquare, Mic, Paperclip, Plus } from "lucide-react";
import { MenuTrigger } from "react-aria-components";
import { IconButton } from "../../../ui/button";
import { Menu, MenuItem } from "../../../ui/menu";
import { composerStrings as strings } from "../strings";

interface Props {
  onAttach: (() => void) | undefined;
  onRecord: (() => void) | undefined;
  onStartDiscussion: (() => void) | undefined;
}

/** Everything that can be added to the conversation; what cannot be used here is left out (MSG-011). */
export function AddMenu({ onAttach, onRecord, onStartDiscussion }: Props) {
  if (onAttach === undefined && onRecord === undefined && onStartDiscussion === undefined) return null;
  return (
    <MenuTrigger>
      <IconButton label={strings.more} icon={<Plus />} />
      <Menu placement="top start">
        {onAttach !== undefined && (
          <MenuItem icon={<Paperclip />} onAction={onAttach}>
            {strings.attach}
          </MenuItem>
        )}
        {onRecord !== undefined && (
          <MenuItem icon={<Mic />} onAction={onRecord}>
            {strings.record}
          </MenuItem>
        )}
        {onStartDiscussion !== undefined && (
          <MenuItem icon={<MessagesSquare />} onAction={onStartDiscussion}>
            {strings.startDiscussion}
          </MenuItem>
        )}
      </Menu>
    </MenuTrigger>
  );
}
