import { asRecord } from "@parley/shared/wire/parse";
import { useCallback, useEffect, useMemo, useState } from "react";
import { customFieldsOf, readCustomFields } from "../../../store/custom-fields";
import { useRights, useSetting, useWorkspace } from "../../../store/use-store";
import { Button } from "../../../ui/button";
import { Checkbox } from "../../../ui/checkbox";
import { CustomFieldInputs } from "../../../ui/custom-fields";
import { FormError } from "../../../ui/form-error";
import formStyles from "../../../ui/form.module.css";
import { Panel } from "../../../ui/panel";
import { Picker, type PickerItem } from "../../../ui/picker";
import { TextField } from "../../../ui/text-field";
import { toasts } from "../../../ui/toast";
import { matchScore } from "../../../lib/text";
import { explain } from "../acts";
import { roleName, useRoles } from "../roles";
import { adminStrings } from "../strings";
import { type Account, parseAccount } from "./people";
import { userStrings } from "./strings";
import { accountChanges, checkAccount, emptyForm, formOf, type UserFormData } from "./user-form-data";

const strings = userStrings.form;

interface Props {
  /** Absent: a new account. */
  account?: Account | undefined;
  onClose: () => void;
  onSaved: (userId: string) => void;
}

/** Makes an account, or changes one (ADM-051 to ADM-058). */
export function UserForm({ account, onClose, onSaved }: Props) {
  const { link } = useWorkspace();
  const may = useRights();
  const fields = readCustomFields(useSetting("Accounts_CustomFields"));
  const before = useMemo(() => (account === undefined ? emptyForm : formOf(account)), [account]);
  const [form, setForm] = useState<UserFormData>(before);
  const [isChecked, setIsChecked] = useState(false);
  const [problem, setProblem] = useState<string>();
  const [isBusy, setIsBusy] = useState(false);
  const hasMail = useMail();
  const isNew = account === undefined;
  const errors = checkAccount(form, isNew);
  const shown = (field: keyof UserFormData) => (isChecked ? errors[field] : undefined);
  const set = (part: Partial<UserFormData>) => setForm({ ...form, ...part });

  const save = async () => {
    setIsChecked(true);
    if (Object.keys(errors).length > 0) return;
    setIsBusy(true);
    setProblem(undefined);
    try {
      const data = accountChanges(before, form, isNew, customFieldsOf(fields, form.customFields));
      const answer = isNew
        ? await link.rest.post("users.create", data)
        : await link.rest.post("users.update", { userId: account.id, data });
      toasts.add("done", isNew ? userStrings.done.created : userStrings.done.saved);
      onSaved(parseAccount(asRecord(answer).user)?.id ?? account?.id ?? "");
    } catch (error) {
      setProblem(explain(error));
      setIsBusy(false);
    }
  };

  return (
    <Panel title={isNew ? strings.newTitle : strings.editTitle} onClose={onClose}>
      <form
        className={formStyles.panelForm}
        noValidate
        onSubmit={(event) => {
          event.preventDefault();
          void save();
        }}
      >
        <div className={formStyles.scroller}>
          <TextField
            autoFocus
            label={strings.name}
            value={form.name}
            onChange={(name) => set({ name })}
            error={shown("name")}
          />
          <TextField
            label={strings.username}
            autoCapitalize="none"
            value={form.username}
            onChange={(username) => set({ username })}
            error={shown("username")}
          />
          <TextField
            label={strings.email}
            type="email"
            value={form.email}
            onChange={(email) => set({ email })}
            error={shown("email")}
          />
          <Checkbox
            label={strings.verified}
            isSelected={form.verified}
            onChange={(verified) => set({ verified })}
          />
          {(isNew || may("edit-other-user-password")) && (
            <>
              <TextField
                label={isNew ? strings.password : strings.newPassword}
                type="password"
                autoComplete="new-password"
                isDisabled={form.random}
                value={form.password}
                onChange={(password) => set({ password })}
                error={shown("password")}
                {...(isNew ? {} : { help: strings.passwordKept })}
              />
              <Checkbox
                label={strings.random}
                help={hasMail ? strings.randomHelp : strings.noMail}
                isDisabled={!hasMail}
                isSelected={form.random}
                onChange={(random) => set({ random, ...(random ? { password: "", mustChange: true } : {}) })}
              />
              <Checkbox
                label={strings.mustChange}
                isDisabled={form.random}
                isSelected={form.mustChange}
                onChange={(mustChange) => set({ mustChange })}
              />
            </>
          )}
          {may("assign-roles") && (
            <RolePicker chosen={form.roles} onChange={(roles) => set({ roles })} error={shown("roles")} />
          )}
          {isNew && (
            <>
              <Checkbox label={strings.joins} isSelected={form.joins} onChange={(joins) => set({ joins })} />
              <Checkbox
                label={strings.welcome}
                isDisabled={!hasMail}
                isSelected={form.welcome}
                onChange={(welcome) => set({ welcome })}
                {...(hasMail ? {} : { help: strings.noMail })}
              />
            </>
          )}
          <TextField
            label={strings.nickname}
            maxLength={120}
            value={form.nickname}
            onChange={(nickname) => set({ nickname })}
          />
          <TextField
            label={strings.status}
            maxLength={120}
            value={form.statusText}
            onChange={(statusText) => set({ statusText })}
          />
          <TextField
            isMultiline
            label={strings.bio}
            maxLength={260}
            value={form.bio}
            onChange={(bio) => set({ bio })}
          />
          <CustomFieldInputs
            fields={fields}
            values={form.customFields}
            isChecked={isChecked}
            onChange={(customFields) => set({ customFields })}
          />
          <FormError text={problem} />
        </div>
        <footer className={formStyles.panelFooter}>
          <Button onPress={onClose}>{adminStrings.cancel}</Button>
          <Button type="submit" look="primary" isPending={isBusy}>
            {isNew ? adminStrings.create : adminStrings.save}
          </Button>
        </footer>
      </form>
    </Panel>
  );
}

interface RolePickerProps {
  chosen: readonly string[];
  onChange: (roles: string[]) => void;
  error?: string | undefined;
}

/** Chooses roles that hold in the whole workspace. */
export function RolePicker({ chosen, onChange, error }: RolePickerProps) {
  const roles = useRoles();
  const toItem = useCallback(
    (id: string): PickerItem => ({ id, title: roleName(roles, id), icon: null }),
    [roles],
  );
  const search = useCallback(
    (text: string) =>
      Promise.resolve(
        roles
          .filter((role) => role.scope === "Users")
          .map((role) => toItem(role.id))
          .filter((item) => text === "" || matchScore(item.title, text) > 0),
      ),
    [roles, toItem],
  );
  return (
    <Picker
      label={strings.roles}
      help={strings.rolesHelp}
      error={error}
      chosen={chosen.map(toItem)}
      onChange={(items) => onChange(items.map((item) => item.id))}
      search={search}
    />
  );
}

/** Whether the server can send mail. */
function useMail(): boolean {
  const { link } = useWorkspace();
  const [hasMail, setHasMail] = useState(false);
  useEffect(() => {
    let isCurrent = true;
    link.rest
      .get("smtp.check")
      .then((answer) => isCurrent && setHasMail(answer.isSMTPConfigured === true))
      .catch(() => undefined);
    return () => {
      isCurrent = false;
    };
  }, [link]);
  return hasMail;
}
