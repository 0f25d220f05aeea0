import type { ReactNode, Ref } from "react";
import {
  FieldError,
  Input,
  Label,
  Text,
  TextArea,
  TextField as AriaTextField,
  type TextFieldProps,
} from "react-aria-components";
import styles from "./text-field.module.css";

interface Props extends Omit<TextFieldProps, "className" | "style" | "children"> {
  label: string;
  help?: string;
  error?: string | undefined;
  placeholder?: string;
  isMultiline?: boolean;
  inputRef?: Ref<HTMLInputElement>;
  end?: ReactNode;
  autoCapitalize?: "none";
}

export function TextField({
  label,
  help,
  error,
  placeholder,
  isMultiline = false,
  inputRef,
  end,
  autoCapitalize,
  ...props
}: Props) {
  return (
    // Not the browser's way: it would not send a form again while the error of the last time is shown.
    <AriaTextField
      validationBehavior="aria"
      {...props}
      isInvalid={error !== undefined}
      className={styles.field ?? ""}
    >
      <Label className={styles.label ?? ""}>{label}</Label>
      {isMultiline ? (
        <TextArea
          className={styles.area ?? ""}
          {...(placeholder === undefined ? {} : { placeholder })}
          rows={3}
        />
      ) : (
        <div className={styles.box}>
          <Input
            className={styles.input ?? ""}
            {...(placeholder === undefined ? {} : { placeholder })}
            {...(inputRef === undefined ? {} : { ref: inputRef })}
            {...(autoCapitalize === undefined ? {} : { autoCapitalize })}
          />
          {end}
        </div>
      )}
      {help !== undefined && error === undefined && (
        <Text slot="description" className={styles.help ?? ""}>
          {help}
        </Text>
      )}
      <FieldError className={styles.error ?? ""}>{error}</FieldError>
    </AriaTextField>
  );
}
