import type { Message } from "@parley/shared/wire/entities";
import { X } from "lucide-react";
import { messageLine } from "../../../store/message-text";
import { personName } from "../../../store/room-names";
import { IconButton } from "../../../ui/button";
import { composerStrings as strings } from "../strings";
import styles from "./composer.module.css";

interface Props {
  isEditing: boolean;
  quoted: readonly Message[];
  onCancelEdit: () => void;
  onQuotesChange: (quoted: Message[]) => void;
}

/** What the text belongs to: a message being edited, or messages being quoted. */
export function ComposerContext({ isEditing, quoted, onCancelEdit, onQuotesChange }: Props) {
  return (
    <>
      {isEditing && (
        <div className={styles.context}>
          <span>{strings.editing}</span>
          <IconButton size="small" label={strings.cancelEdit} icon={<X />} onPress={onCancelEdit} />
        </div>
      )}
      {quoted.map((message) => (
        <div key={message.id} className={styles.context}>
          <span>
            <strong>{strings.quoting(personName(message.author))}</strong> {messageLine(message)}
          </span>
          <IconButton
            size="small"
            label={strings.removeQuote}
            icon={<X />}
            onPress={() => onQuotesChange(quoted.filter((other) => other !== message))}
          />
        </div>
      ))}
    </>
  );
}
