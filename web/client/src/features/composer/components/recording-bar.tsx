import { Check, Trash2 } from "lucide-react";
import { IconButton } from "../../../ui/button";
import { formatSeconds, type Recorder } from "../recorder";
import { composerStrings as strings } from "../strings";
import styles from "./composer.module.css";

/** What stands in place of the tools while a voice message is recorded. */
export function RecordingBar({ recorder }: { recorder: Recorder }) {
  return (
    <div className={styles.recording} role="status">
      <i className={styles.recordingDot} />
      <span className={styles.recordingText}>
        {strings.recording} {formatSeconds(recorder.seconds ?? 0)}
      </span>
      <IconButton label={strings.cancelRecording} icon={<Trash2 />} onPress={recorder.cancel} />
      <IconButton label={strings.stopRecording} icon={<Check />} isActive onPress={recorder.finish} />
    </div>
  );
}
