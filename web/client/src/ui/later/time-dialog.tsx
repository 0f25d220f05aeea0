import { type ReactNode, useState } from "react";
import { formatComing } from "../../lib/dates";
import { Button } from "../button";
import { Dialog } from "../dialog";
import form from "../form.module.css";
import { TextField } from "../text-field";
import { laterStrings as strings } from "./strings";
import { timeChoices, toField } from "./times";
import styles from "./time-dialog.module.css";

interface Props {
  title: string;
  action: string;
  help?: string;
  /** A time that was chosen before. */
  initial?: number | undefined;
  children?: ReactNode;
  isValid?: boolean;
  onChoose: (at: number) => void;
  onClose: () => void;
}

/** Asks for a time to come: one of those that are meant most, or any other. */
export function TimeDialog({
  title,
  action,
  help,
  initial,
  children,
  isValid = true,
  onChoose,
  onClose,
}: Props) {
  const [choices] = useState(() => timeChoices());
  const [at, setAt] = useState(initial ?? choices[0]?.at ?? 0);
  const [field, setField] = useState(() => toField(at));
  const [isPast, setIsPast] = useState(false);

  const choose = (next: number) => {
    setAt(next);
    setField(toField(next));
    setIsPast(false);
  };
  const finish = () => {
    if (Number.isNaN(at) || at <= Date.now()) {
      setIsPast(true);
      return;
    }
    onChoose(at);
    onClose();
  };

  return (
    <Dialog
      title={title}
      onClose={onClose}
      footer={
        <>
          <Button onPress={onClose}>{strings.cancel}</Button>
          <Button look="primary" isDisabled={!isValid} onPress={finish}>
            {action}
          </Button>
        </>
      }
    >
      <div className={form.form}>
        {children}
        {help !== undefined && <p>{help}</p>}
        <div className={styles.choices} role="group" aria-label={title}>
          {choices.map((choice) => (
            <button
              key={choice.id}
              type="button"
              className={styles.choice}
              aria-pressed={choice.at === at}
              onClick={() => choose(choice.at)}
            >
              <span>{strings.times[choice.id]}</span>
              <span className={styles.when}>{formatComing(choice.at)}</span>
            </button>
          ))}
        </div>
        <TextField
          type="datetime-local"
          label={strings.otherTime}
          value={field}
          error={isPast ? strings.past : undefined}
          onChange={(value) => {
            setField(value);
            setAt(new Date(value).getTime());
            setIsPast(false);
          }}
        />
      </div>
    </Dialog>
  );
}
