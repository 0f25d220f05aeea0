import type { Attachment, Message } from "@parley/shared/wire/entities";
import { createContext, useContext } from "react";
import { safeMediaSource } from "../../lib/text";
import type { FindMessage } from "../../store/timeline";
import { personName } from "../../store/room-names";

export interface ShownPicture {
  /** The address of the whole picture. */
  address: string;
  title: string;
  author: string;
  sentAt: number;
}

/** The whole picture, where the message shows a smaller one. */
export function pictureAddress(attachment: Attachment): string | undefined {
  return safeMediaSource(attachment.titleLink) ?? safeMediaSource(attachment.mediaUrl);
}

/** The file that a message carries, as this server knows it. */
export function fileOf(message: Message): { id: string; name: string } | undefined {
  for (const { title, titleLink } of message.attachments) {
    const id = /^\/file-upload\/([^/]+)/u.exec(titleLink ?? "")?.[1];
    if (id !== undefined) return { id, name: title ?? id };
  }
  return undefined;
}

/** The pictures of a stretch of messages, oldest first: one is looked at after the other (MSG-035). */
export function picturesOf(ids: readonly string[], find: FindMessage): ShownPicture[] {
  const pictures: ShownPicture[] = [];
  for (const id of ids) {
    const message = find(id);
    if (message === undefined) continue;
    for (const attachment of message.attachments) {
      const address = attachment.kind === "image" ? pictureAddress(attachment) : undefined;
      if (address === undefined) continue;
      const title = attachment.description ?? attachment.title ?? "";
      pictures.push({ address, title, author: personName(message.author), sentAt: message.sentAt });
    }
  }
  return pictures;
}

/** Looks at a picture in full. Absent where there is no place for it. */
export const PictureContext = createContext<((address: string) => void) | undefined>(undefined);

export function useOpenPicture(): ((address: string) => void) | undefined {
  return useContext(PictureContext);
}
