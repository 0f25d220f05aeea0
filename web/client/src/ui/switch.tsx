import { Switch as AriaSwitch, type SwitchProps } from "react-aria-components";
import styles from "./switch.module.css";

interface Props extends Omit<SwitchProps, "className" | "style" | "children"> {
  label: string;
  help?: string;
}

export function Switch({ label, help, ...props }: Props) {
  return (
    <AriaSwitch {...props} className={styles.switch ?? ""}>
      <span className={styles.words}>
        <span className={styles.label}>{label}</span>
        {help !== undefined && <span className={styles.help}>{help}</span>}
      </span>
      <span className={styles.track} />
    </AriaSwitch>
  );
}
