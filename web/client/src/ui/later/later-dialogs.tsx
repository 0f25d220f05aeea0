import { useState } from "react";
import { formatMoment } from "../../lib/dates";
import type { ScheduledMessage } from "../../store/later/seat";
import { useWorkspace } from "../../store/use-store";
import { TextField } from "../text-field";
import { toasts } from "../toast";
import { laterStrings as strings } from "./strings";
import { TimeDialog } from "./time-dialog";

interface RemindProps {
  messageId: string;
  onDone?: () => void;
  onClose: () => void;
}

/** Saves a message with a reminder. */
export function RemindDialog({ messageId, onDone, onClose }: RemindProps) {
  const { later } = useWorkspace();
  const remind = async (at: number) => {
    const desk = await later.desk();
    if (!(await desk.save(messageId, at))) return;
    toasts.add("done", strings.reminderSet(formatMoment(at)));
    onDone?.();
  };
  return (
    <TimeDialog
      title={strings.remindTitle}
      action={strings.remind}
      help={strings.remindText}
      initial={later.saved.get(messageId)?.remindAt}
      onChoose={(at) => void remind(at)}
      onClose={onClose}
    />
  );
}

interface ScheduleProps {
  roomId: string;
  threadId: string | undefined;
  text: string;
  onScheduled: () => void;
  onClose: () => void;
}

/** Sends what stands in the composer at another time. */
export function ScheduleDialog({ roomId, threadId, text, onScheduled, onClose }: ScheduleProps) {
  const { later } = useWorkspace();
  const schedule = async (at: number) => {
    const desk = await later.desk();
    if (!(await desk.schedule(roomId, threadId, text, at))) return;
    toasts.add("done", strings.scheduled(formatMoment(at)));
    onScheduled();
  };
  return (
    <TimeDialog
      title={strings.scheduleTitle}
      action={strings.schedule}
      help={strings.scheduleText}
      onChoose={(at) => void schedule(at)}
      onClose={onClose}
    />
  );
}

/** Changes the words or the time of a scheduled message. */
export function ChangeScheduledDialog({
  scheduled,
  onClose,
}: {
  scheduled: ScheduledMessage;
  onClose: () => void;
}) {
  const { later } = useWorkspace();
  const [text, setText] = useState(scheduled.text);
  return (
    <TimeDialog
      title={strings.changeTitle}
      action={strings.save}
      initial={scheduled.sendAt}
      isValid={text.trim() !== ""}
      onChoose={(at) => void later.desk().then((desk) => desk.reschedule(scheduled.id, { text, at }))}
      onClose={onClose}
    >
      <TextField isMultiline label={strings.message} value={text} onChange={setText} />
    </TimeDialog>
  );
}
