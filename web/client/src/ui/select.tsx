import { Check, ChevronDown } from "lucide-react";
import {
  Button,
  Label,
  ListBox,
  ListBoxItem,
  Popover,
  Select as AriaSelect,
  SelectValue,
  Text,
} from "react-aria-components";
import styles from "./select.module.css";

export interface Option {
  id: string;
  label: string;
}

interface Props {
  label: string;
  /** The label is only for those who cannot see what it is about. */
  hidesLabel?: boolean;
  help?: string;
  options: readonly Option[];
  value: string;
  onChange: (id: string) => void;
  isDisabled?: boolean;
}

export function Select({
  label,
  hidesLabel = false,
  help,
  options,
  value,
  onChange,
  isDisabled = false,
}: Props) {
  return (
    <AriaSelect
      className={styles.select ?? ""}
      selectedKey={value}
      onSelectionChange={(key) => key !== null && onChange(String(key))}
      isDisabled={isDisabled}
      {...(hidesLabel ? { "aria-label": label } : {})}
    >
      {!hidesLabel && <Label className={styles.label ?? ""}>{label}</Label>}
      <Button className={styles.button ?? ""}>
        <SelectValue className={styles.value ?? ""} />
        <ChevronDown />
      </Button>
      {help !== undefined && (
        <Text slot="description" className={styles.help ?? ""}>
          {help}
        </Text>
      )}
      <Popover className={styles.popover ?? ""} offset={4}>
        <ListBox className={styles.list ?? ""} items={options}>
          {(option) => (
            <ListBoxItem id={option.id} textValue={option.label} className={styles.option ?? ""}>
              <span>{option.label}</span>
              <Check />
            </ListBoxItem>
          )}
        </ListBox>
      </Popover>
    </AriaSelect>
  );
}
