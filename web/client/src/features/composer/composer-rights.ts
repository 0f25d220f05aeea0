import { useCell, useEntity, usePermission, useSetting, useWorkspace } from "../../store/use-store";
import { canRecord } from "./recorder";
import { canRecordVideo } from "./video-recorder";

const DEFAULT_LENGTH = 5000;
const DEFAULT_KILOBITS = 32;

export type SendKey = "normal" | "alternative";

export interface ComposerRights {
  maxLength: number;
  attaches: boolean;
  records: boolean;
  films: boolean;
  sharesPlace: boolean;
  discusses: boolean;
  /** Texts that are too long may go as a file. */
  convertsLong: boolean;
  kilobits: number;
  /** Whether Enter sends, or begins a line. */
  sendKey: SendKey;
}

/** What the workspace and the room let the writer do here. */
export function useComposerRights(roomId: string): ComposerRights {
  const { store } = useWorkspace();
  const room = useEntity(store.rooms, roomId);
  const me = useCell(store.me);
  const limit = useSetting("Message_MaxAllowedSize");
  const kilobits = useSetting("Message_Audio_bitRate");
  const allowsFiles = useSetting("FileUpload_Enabled") !== false;
  const allowsDirectFiles = useSetting("FileUpload_Enabled_Direct") !== false;
  const allowsRecording = useSetting("Message_AudioRecorderEnabled") !== false;
  const allowsVideo = useSetting("Message_VideoRecorderEnabled") !== false;
  const allowsPlace = useSetting("MapView_Enabled") === true;
  const convertsLong = useSetting("Message_AllowConvertLongMessagesToAttachment") !== false;
  const hasDiscussions = useSetting("Discussion_enabled") !== false;
  const mayDiscuss = usePermission("start-discussion", roomId);
  const attaches = allowsFiles && (room?.type !== "d" || allowsDirectFiles);
  const wished = me.preferences.sendOnEnter;
  const isPhone = matchMedia("(pointer: coarse)").matches;
  return {
    maxLength: typeof limit === "number" && limit > 0 ? limit : DEFAULT_LENGTH,
    attaches,
    records: attaches && allowsRecording && canRecord(),
    films: attaches && allowsVideo && canRecordVideo(),
    sharesPlace: allowsPlace && "geolocation" in navigator,
    discusses: hasDiscussions && mayDiscuss && room?.parentId === undefined,
    convertsLong: convertsLong && attaches,
    kilobits: typeof kilobits === "number" && kilobits > 0 ? kilobits : DEFAULT_KILOBITS,
    sendKey: wished === "alternative" || (wished === "desktop" && isPhone) ? "alternative" : "normal",
  };
}

interface Pressed {
  key: string;
  shiftKey: boolean;
  altKey: boolean;
  ctrlKey: boolean;
  metaKey: boolean;
}

/** Whether a key press sends: Enter, or Enter with a command key where Enter alone begins a line (MSG-005). */
export function sends(event: Pressed, sendKey: SendKey): boolean {
  if (event.key !== "Enter" || event.shiftKey) return false;
  const hasCommand = event.altKey || event.ctrlKey || event.metaKey;
  return sendKey === "normal" ? !hasCommand : hasCommand;
}
