import { checkCustomField, type CustomField } from "../store/custom-fields";
import { Select } from "./select";
import { uiStrings } from "./strings";
import { TextField } from "./text-field";

interface Props {
  fields: readonly CustomField[];
  values: Record<string, string>;
  /** What is wrong is said. */
  isChecked: boolean;
  isDisabled?: boolean;
  onChange: (values: Record<string, string>) => void;
}

/** The fields about people that the workspace adds (ACC-020). */
export function CustomFieldInputs({ fields, values, isChecked, isDisabled = false, onChange }: Props) {
  return fields.map((field) => {
    const value = values[field.name] ?? field.defaultValue;
    const set = (next: string) => onChange({ ...values, [field.name]: next });
    const problem = isChecked ? checkCustomField(field, value) : undefined;
    if (field.kind === "select") {
      const options = field.options.map((option) => ({ id: option, label: option }));
      return (
        <Select
          key={field.name}
          label={field.name}
          options={options}
          value={value}
          onChange={set}
          isDisabled={isDisabled}
          {...(problem === undefined ? {} : { help: uiStrings.fields[problem](field.shortest) })}
        />
      );
    }
    return (
      <TextField
        key={field.name}
        label={field.name}
        value={value}
        onChange={set}
        isDisabled={isDisabled}
        isRequired={field.isRequired}
        {...(field.longest === undefined ? {} : { maxLength: field.longest })}
        error={problem === undefined ? undefined : uiStrings.fields[problem](field.shortest)}
      />
    );
  });
}
