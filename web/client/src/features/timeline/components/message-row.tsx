import { type Message } from "@parley/shared/wire/entities";
import { memo, useState } from "react";
import { formatShort } from "../../../lib/dates";
import { messageLine } from "../../../store/message-text";
import { personName } from "../../../store/room-names";
import { isSystemMessage, systemSentence } from "../../../store/system-messages";
import { useCell, useEntity, useWorkspace } from "../../../store/use-store";
import { type MessageHandlers } from "../handlers";
import { timelineStrings as strings } from "../strings";
import { MessageToolbar } from "./message-toolbar";
import { Time } from "./message-marks";
import { OrdinaryMessage } from "./ordinary-message";
import styles from "./message-row.module.css";

interface Props {
  id: string;
  startsRun: boolean;
  /** The one row that the Tab key reaches. */
  isTabStop: boolean;
  isHighlighted: boolean;
  isEditing: boolean;
  handlers: MessageHandlers;
}

export const MessageRow = memo(function MessageRow({
  id,
  startsRun,
  isTabStop,
  isHighlighted,
  isEditing,
  handlers,
}: Props) {
  const { store } = useWorkspace();
  const message = useEntity(store.messages, id);
  const me = useCell(store.me);
  const [isHovered, setIsHovered] = useState(false);
  const [isFocused, setIsFocused] = useState(false);
  const [isHeld, setIsHeld] = useState(false);
  const [isRevealed, setIsRevealed] = useState(false);
  const ignored = useEntity(store.subscriptions, message?.roomId)?.ignored;
  if (message === undefined) return null;

  const isSystem = isSystemMessage(message);
  const isMentioned = message.mentions.some(
    (mention) => mention.username === me.username || mention.id === "all" || mention.id === "here",
  );
  const isFolded = !isRevealed && ignored?.includes(message.author.id) === true;
  const isActive =
    (isHovered || isFocused || isHeld) &&
    message.delivery === undefined &&
    !message.isPrivate &&
    !isSystem &&
    !isFolded;

  return (
    // eslint-disable-next-line jsx-a11y/no-noninteractive-element-interactions -- hovering shows what focus shows
    <article
      className={styles.row}
      data-message-id={id}
      data-run={startsRun && !isSystem && !isFolded}
      data-delivery={message.delivery}
      data-mentioned={isMentioned && message.author.id !== me.id}
      data-highlighted={isHighlighted}
      data-editing={isEditing}
      data-system={isSystem || isFolded}
      data-active={isHovered || isHeld}
      aria-label={`${message.alias ?? personName(message.author)}, ${formatShort(message.sentAt)}: ${messageLine(message)}`}
      // eslint-disable-next-line jsx-a11y/no-noninteractive-tabindex -- one message of the list is reached by Tab
      tabIndex={isTabStop ? 0 : -1}
      onPointerEnter={(event) => event.pointerType === "mouse" && setIsHovered(true)}
      onPointerLeave={() => setIsHovered(false)}
      onFocus={() => setIsFocused(true)}
      onBlur={(event) => !event.currentTarget.contains(event.relatedTarget) && setIsFocused(false)}
    >
      {isFolded ? (
        <div className={styles.system}>
          <span className={styles.systemText}>
            {strings.ignoredMessage(personName(message.author))}{" "}
            <button type="button" className={styles.reveal} onClick={() => setIsRevealed(true)}>
              {strings.showIgnored}
            </button>
          </span>
        </div>
      ) : isSystem ? (
        <SystemMessage message={message} />
      ) : (
        <OrdinaryMessage message={message} startsRun={startsRun} handlers={handlers} />
      )}
      {isActive && <MessageToolbar message={message} handlers={handlers} onHold={setIsHeld} />}
    </article>
  );
});

function SystemMessage({ message }: { message: Message }) {
  return (
    <div className={styles.system}>
      <span className={styles.systemText}>
        <strong>{personName(message.author)}</strong> {systemSentence(message)}
      </span>
      <Time ms={message.sentAt} />
    </div>
  );
}
