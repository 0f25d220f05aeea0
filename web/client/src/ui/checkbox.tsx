import { Check } from "lucide-react";
import { Checkbox as AriaCheckbox, type CheckboxProps } from "react-aria-components";
import styles from "./checkbox.module.css";

interface Props extends Omit<CheckboxProps, "className" | "style" | "children"> {
  label: string;
  help?: string | undefined;
}

export function Checkbox({ label, help, ...props }: Props) {
  return (
    <AriaCheckbox {...props} className={styles.checkbox ?? ""}>
      <span className={styles.box}>
        <Check />
      </span>
      <span className={styles.words}>
        {label}
        {help !== undefined && <span className={styles.help}>{help}</span>}
      </span>
    </AriaCheckbox>
  );
}
