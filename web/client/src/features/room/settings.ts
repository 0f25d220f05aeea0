import { toWireError } from "@parley/shared/wire/errors";
import type { Workspace } from "../../store/workspace";
import { attempt as attemptPlainly } from "../../ui/attempt";
import type { Change } from "./edit-form";
import { roomStrings as strings } from "./strings";

/** Saves settings one after the other; those before a refusal stay saved. */
export async function saveRoomChanges(
  { link }: Workspace,
  roomId: string,
  changes: readonly Change[],
): Promise<void> {
  for (const [setting, value] of changes) {
    if (setting === "archived") await link.call(value === true ? "archiveRoom" : "unarchiveRoom", roomId);
    else await link.call("saveRoomSettings", roomId, setting, value);
  }
}

const LARGEST_SIDE = 512;

/** A picture as the server takes it: a data address, no larger than it will ever be shown. */
export async function pictureAsDataAddress(file: File): Promise<string> {
  const picture = await createImageBitmap(file);
  const scale = Math.min(1, LARGEST_SIDE / Math.max(picture.width, picture.height));
  const canvas = document.createElement("canvas");
  canvas.width = Math.max(1, Math.round(picture.width * scale));
  canvas.height = Math.max(1, Math.round(picture.height * scale));
  canvas.getContext("2d")?.drawImage(picture, 0, 0, canvas.width, canvas.height);
  picture.close();
  return canvas.toDataURL("image/png");
}

/** What went wrong, in words that tell what to do. */
export function explainRoomError(caught: unknown): string {
  const error = toWireError(caught);
  const { errors } = strings;
  switch (error.code) {
    case "error-you-are-last-owner":
    case "error-remove-last-owner":
      return errors.lastOwner;
    case "error-duplicate-channel-name":
      return errors.nameTaken;
    case "error-archived-duplicate-name":
      return errors.nameTakenByArchived;
    case "error-invalid-room-name":
      return errors.badName;
    case "error-action-not-allowed":
    case "error-not-allowed":
    case "not_authorized":
      return errors.notAllowed;
    default:
      return error.isConnectionLoss ? errors.offline : strings.failed(error.message);
  }
}

/** Does something with a room and says so when it is refused. */
export const attempt = (act: () => Promise<unknown>, undo?: () => void): Promise<boolean> =>
  attemptPlainly(act, undo, explainRoomError);
