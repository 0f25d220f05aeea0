import type { Message } from "@parley/shared/wire/entities";
import { messageLine } from "../store/message-text";
import { isSystemMessage } from "../store/system-messages";
import { Markup, PlainMarkup } from "./markup/markup";

/** The text of a message without anything to press, for lists. */
export function MessageExcerpt({ message }: { message: Message }) {
  if (message.markup !== undefined && !isSystemMessage(message))
    return <Markup blocks={message.markup} mentions={message} />;
  return <PlainMarkup text={messageLine(message)} />;
}
