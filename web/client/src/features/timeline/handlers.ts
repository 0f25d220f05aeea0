import type { Message } from "@parley/shared/wire/entities";
import type { ReactNode } from "react";

/** Things about a message that are asked or shown in a dialog. */
export type MessageDialog =
  "remove" | "forward" | "discussion" | "report" | "receipts" | "reactions" | "remind" | "webdav" | "why";

/** What a message may ask of the screen around it. Must be stable. */
export interface MessageHandlers {
  /** Where messages are shown: some acts belong to one place only. */
  place: "room" | "thread" | "list";
  onReply: ((message: Message) => void) | undefined;
  onQuote: ((message: Message) => void) | undefined;
  onEdit: ((message: Message) => void) | undefined;
  onReplyDirect: (message: Message) => void;
  onOpenDiscussion: (roomId: string) => void;
  onOpenPerson: (username: string) => void;
  onDialog: (dialog: MessageDialog, message: Message) => void;
  /** A text that an attachment's button puts into the composer, or sends. */
  onCompose: (text: string, sends: boolean) => void;
  renderEmojiPicker: (trigger: ReactNode, onPick: (code: string) => void) => ReactNode;
}
