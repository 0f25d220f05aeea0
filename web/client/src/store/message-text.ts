import { plainText } from "@parley/shared/markup/plain-text";
import type { Message } from "@parley/shared/wire/entities";
import { isSystemMessage, systemSentence } from "./system-messages";

const NO_TEXT = "sent a message without text";
const FILE = "sent a file";
const PLACE = "shared a location";

/** A message in one line, without marks and pictures: for lists, labels and announcements. */
export function messageLine(message: Message): string {
  if (isSystemMessage(message) || (message.kind === "e2e" && message.sealed === undefined))
    return systemSentence(message);
  const text = message.markup === undefined ? message.text : plainText(message.markup);
  const line = text.replace(/\s+/gu, " ").trim();
  if (line !== "") return line;
  if (message.place !== undefined) return PLACE;
  const [first] = message.attachments;
  return first?.description ?? first?.title ?? first?.text ?? (first === undefined ? NO_TEXT : FILE);
}
