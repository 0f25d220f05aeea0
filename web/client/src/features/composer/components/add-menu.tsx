import { HardDrive, MapPin, MessagesSquare, Mic, Paperclip, Plus, Video } from "lucide-react";
import { MenuTrigger } from "react-aria-components";
import { IconButton } from "../../../ui/button";
import { Menu, MenuItem } from "../../../ui/menu";
import { composerStrings as strings } from "../strings";

interface Props {
  onAttach: (() => void) | undefined;
  onRecord: (() => void) | undefined;
  onFilm: (() => void) | undefined;
  onPlace: (() => void) | undefined;
  onWebdav: (() => void) | undefined;
  onStartDiscussion: (() => void) | undefined;
}

/** Everything that can be added to the conversation; what cannot be used here is left out (MSG-011). */
export function AddMenu({ onAttach, onRecord, onFilm, onPlace, onWebdav, onStartDiscussion }: Props) {
  const all = [onAttach, onRecord, onFilm, onPlace, onWebdav, onStartDiscussion];
  if (all.every((act) => act === undefined)) return null;
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
        {onFilm !== undefined && (
          <MenuItem icon={<Video />} onAction={onFilm}>
            {strings.film}
          </MenuItem>
        )}
        {onPlace !== undefined && (
          <MenuItem icon={<MapPin />} onAction={onPlace}>
            {strings.sharePlace}
          </MenuItem>
        )}
        {onWebdav !== undefined && (
          <MenuItem icon={<HardDrive />} onAction={onWebdav}>
            {strings.fromWebdav}
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
