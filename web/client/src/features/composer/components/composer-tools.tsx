import { Mic, Paperclip, SendHorizontal, Smile } from "lucide-react";
import type { ReactNode } from "react";
import { IconButton } from "../../../ui/button";
import type { Format } from "../formatting";
import { composerStrings as strings } from "../strings";
import { AddMenu } from "./add-menu";
import styles from "./composer.module.css";
import { FormatBar } from "./format-bar";

interface Props {
  isEditing: boolean;
  isSendable: boolean;
  /** Absent when it cannot be done here. */
  onAttach: (() => void) | undefined;
  onRecord: (() => void) | undefined;
  onFilm: (() => void) | undefined;
  onPlace: (() => void) | undefined;
  onWebdav: (() => void) | undefined;
  onStartDiscussion: (() => void) | undefined;
  onFormat: (format: Format) => void;
  onEmoji: (code: string) => void;
  /** Undefined outside threads. */
  alsoInRoom: boolean | undefined;
  onAlsoInRoom: (isOn: boolean) => void;
  onSend: () => void;
  renderEmojiPicker: (trigger: ReactNode, onPick: (code: string) => void) => ReactNode;
}

/** The row below the text. While a message is edited, nothing can be added to it. */
export function ComposerTools({ isEditing, isSendable, onAttach, onRecord, ...props }: Props) {
  const sendLabel = isEditing ? strings.save : strings.send;
  return (
    <div className={styles.tools}>
      {!isEditing && (
        <AddMenu
          onAttach={onAttach}
          onRecord={onRecord}
          onFilm={props.onFilm}
          onPlace={props.onPlace}
          onWebdav={props.onWebdav}
          onStartDiscussion={props.onStartDiscussion}
        />
      )}
      {onAttach !== undefined && !isEditing && (
        <span className={styles.direct}>
          <IconButton label={strings.attach} icon={<Paperclip />} onPress={onAttach} />
        </span>
      )}
      {onRecord !== undefined && !isEditing && (
        <span className={styles.direct}>
          <IconButton label={strings.record} icon={<Mic />} onPress={onRecord} />
        </span>
      )}
      {props.renderEmojiPicker(<IconButton label={strings.emoji} icon={<Smile />} />, props.onEmoji)}
      <FormatBar onFormat={props.onFormat} />
      {props.alsoInRoom !== undefined && (
        <label className={styles.also}>
          <input
            type="checkbox"
            checked={props.alsoInRoom}
            onChange={(event) => props.onAlsoInRoom(event.target.checked)}
          />
          {strings.alsoInRoom}
        </label>
      )}
      <button
        type="button"
        className={styles.send}
        aria-label={sendLabel}
        title={sendLabel}
        disabled={!isSendable}
        onClick={props.onSend}
      >
        <SendHorizontal />
      </button>
    </div>
  );
}
