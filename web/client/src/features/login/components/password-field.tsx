import { Eye, EyeOff } from "lucide-react";
import { useState } from "react";
import { IconButton } from "../../../ui/button";
import { TextField } from "../../../ui/text-field";
import { loginStrings as strings } from "../strings";

interface Props {
  value: string;
  onChange: (value: string) => void;
  error?: string | undefined;
  help?: string;
  isNew?: boolean;
  placeholder?: string;
  label?: string;
  name?: string;
}

export function PasswordField({
  value,
  onChange,
  error,
  help,
  isNew = false,
  placeholder = "",
  label = strings.password,
  name = "password",
}: Props) {
  const [isShown, setIsShown] = useState(false);
  return (
    <TextField
      label={label}
      name={name}
      type={isShown ? "text" : "password"}
      autoComplete={isNew ? "new-password" : "current-password"}
      placeholder={placeholder}
      value={value}
      onChange={onChange}
      error={error}
      {...(help === undefined ? {} : { help })}
      end={
        <IconButton
          label={isShown ? strings.hidePassword : strings.showPassword}
          icon={isShown ? <EyeOff /> : <Eye />}
          onPress={() => setIsShown(!isShown)}
        />
      }
    />
  );
}
