import { type Credentials, RestClient } from "@parley/shared/wire/rest-client";
import { CircleAlert } from "lucide-react";
import { type FormEvent, lazy, Suspense, useState } from "react";
import { focusInvalid } from "../../../lib/focus-invalid";
import { customFieldsOf, readCustomFields } from "../../../store/custom-fields";
import { Button } from "../../../ui/button";
import { PasswordRules, usePasswordRules } from "../../../ui/password-rules";
import { TextField } from "../../../ui/text-field";
import {
  type AccountErrors,
  checkAccount,
  explainRegistration,
  explainSignIn,
  type NewAccount,
  register,
  signIn,
} from "../api";
import { loginStrings as strings } from "../strings";
import styles from "./entrance.module.css";
import { PasswordField } from "./password-field";

interface Props {
  workspace: string;
  /** The first account of a new workspace becomes its administrator. */
  isFirst: boolean;
  settings: Record<string, unknown>;
  secret?: string | undefined;
  onSignedIn: (credentials: Credentials) => void;
  onBack?: () => void;
}

const CustomFieldInputs = lazy(() =>
  import("../../../ui/custom-fields").then((module) => ({ default: module.CustomFieldInputs })),
);

const rest = new RestClient("");
const empty: NewAccount = {
  name: "",
  username: "",
  email: "",
  password: "",
  repeated: "",
  reason: "",
  customFields: {},
};

/** Creates an account, with everything that this workspace asks for (ACC-013, ACC-016, ACC-020, ACC-022). */
export function RegisterForm({ workspace, isFirst, settings, secret, onSignedIn, onBack }: Props) {
  const [account, setAccount] = useState(empty);
  const [errors, setErrors] = useState<AccountErrors>({});
  const [isBusy, setIsBusy] = useState(false);
  const rules = usePasswordRules(rest);
  const needs = {
    name: settings.Accounts_RequireNameForSignUp !== false,
    // Only workspaces that know the setting ask for it.
    repeated: !isFirst && settings.Accounts_RequirePasswordConfirmation === true,
    reason: !isFirst && settings.Accounts_ManuallyApproveNewUsers === true,
    rules,
    fields: isFirst ? [] : readCustomFields(settings.Accounts_CustomFields),
  };

  const words = (id: string) => (typeof settings[id] === "string" ? String(settings[id]) : "");

  const handleChange =
    (field: Exclude<keyof NewAccount, "customFields">) =>
    (value: string): void => {
      setAccount({ ...account, [field]: value });
      setErrors({ ...errors, [field]: undefined });
    };

  const handleSubmit = async (event: FormEvent) => {
    event.preventDefault();
    const form = event.currentTarget as HTMLElement;
    const found = checkAccount(account, needs);
    setErrors(found);
    focusInvalid(form);
    if (Object.keys(found).length > 0 || isBusy) return;
    setIsBusy(true);
    try {
      const customFields = customFieldsOf(needs.fields, account.customFields);
      await register({ ...account, customFields }, secret);
    } catch (error) {
      setErrors(explainRegistration(error));
      focusInvalid(form);
      setIsBusy(false);
      return;
    }
    try {
      const result = await signIn(account.username, account.password);
      if (result.kind === "done") onSignedIn(result.credentials);
    } catch (error) {
      const text = explainSignIn(error);
      setErrors({ form: text === strings.errors.notActive ? strings.errors.approval : text });
    }
    setIsBusy(false);
  };

  return (
    <>
      <h1 className={styles.title}>{isFirst ? strings.setupTitle : strings.join(workspace)}</h1>
      {isFirst && <p className={styles.lead}>{strings.setupText}</p>}
      <form className={styles.form} onSubmit={(event) => void handleSubmit(event)} noValidate>
        <TextField
          label={strings.name}
          name="name"
          autoComplete="name"
          autoFocus
          value={account.name}
          onChange={handleChange("name")}
          error={errors.name}
        />
        <TextField
          label={strings.username}
          name="username"
          autoComplete="username"
          autoCapitalize="none"
          help={strings.usernameHelp}
          value={account.username}
          onChange={handleChange("username")}
          error={errors.username}
        />
        <TextField
          label={strings.email}
          name="email"
          type="email"
          autoComplete="email"
          value={account.email}
          onChange={handleChange("email")}
          error={errors.email}
        />
        <PasswordField
          isNew
          placeholder={words("Accounts_PasswordPlaceholder")}
          help={strings.passwordHelp}
          value={account.password}
          onChange={handleChange("password")}
          error={errors.password}
        />
        <PasswordRules rules={rules} password={account.password} />
        {needs.repeated && (
          <PasswordField
            isNew
            placeholder={words("Accounts_ConfirmPasswordPlaceholder")}
            label={strings.repeated}
            name="repeated"
            value={account.repeated}
            onChange={handleChange("repeated")}
            error={errors.repeated}
          />
        )}
        {needs.fields.length > 0 && (
          <Suspense fallback={null}>
            <CustomFieldInputs
              fields={needs.fields}
              values={account.customFields}
              isChecked={errors.fields !== undefined}
              onChange={(customFields) => setAccount({ ...account, customFields })}
            />
          </Suspense>
        )}
        {needs.reason && (
          <TextField
            isMultiline
            label={strings.reason}
            help={strings.reasonHelp}
            value={account.reason}
            onChange={handleChange("reason")}
            error={errors.reason}
          />
        )}
        {errors.form !== undefined && (
          <p className={styles.problem} role="alert">
            <CircleAlert />
            {errors.form}
          </p>
        )}
        <Button type="submit" look="primary" isWide isPending={isBusy}>
          {isFirst ? strings.createAdmin : strings.createAccount}
        </Button>
      </form>
      {onBack !== undefined && (
        <p className={styles.other}>
          {strings.haveAccount}
          <button type="button" className={styles.link} onClick={onBack}>
            {strings.signIn}
          </button>
        </p>
      )}
    </>
  );
}
