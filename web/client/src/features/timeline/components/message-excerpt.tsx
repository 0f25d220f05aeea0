import type { Message } from "@parley/shared/wire/entities";
import { systemMessages } from "../strings";
import { Markup, PlainMarkup } from "./markup";

/** The text of a message without anything to press, for lists. */
export function MessageExcerpt({ message }: { message: Message }) {
  if (message.markup !== undefined) return <Markup blocks={message.markup} mentions={message} />;
  const system = message.kind === undefined ? undefined : systemMessages[message.kind];
  const text = system === undefined ? message.text : system({ text: message.text, role: message.role });
  return <PlainMarkup text={text === "" ? (message.attachments[0]?.title ?? "") : text} />;
}
