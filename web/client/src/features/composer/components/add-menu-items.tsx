import { Clock, HardDrive, MapPin, MessagesSquare, Mic, Paperclip, Video } from "lucide-react";
import { Menu, MenuItem } from "../../../ui/menu";
import { composerStrings as strings } from "../strings";

export interface Additions {
  onAttach: (() => void) | undefined;
  onRecord: (() => void) | undefined;
  onFilm: (() => void) | undefined;
  onPlace: (() => void) | undefined;
  onWebdav: (() => void) | undefined;
  onStartDiscussion: (() => void) | undefined;
  onSchedule: (() => void) | undefined;
}

/** What can be used here; the rest is left out. */
export function AddMenuItems({
  onAttach,
  onRecord,
  onFilm,
  onPlace,
  onWebdav,
  onStartDiscussion,
  onSchedule,
}: Additions) {
  return (
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
      {onSchedule !== undefined && (
        <MenuItem icon={<Clock />} onAction={onSchedule}>
          {strings.schedule}
        </MenuItem>
      )}
    </Menu>
  );
}
