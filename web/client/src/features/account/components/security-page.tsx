import { toWireError } from "@parley/shared/wire/errors";
import { MonitorSmartphone } from "lucide-react";
import { useState } from "react";
import { meetsRule } from "../../../lib/password-policy";
import { sha256 } from "../../../lib/digest";
import { useCell, useSetting, useWorkspace } from "../../../store/use-store";
import { Page, PageSection } from "../../../ui/area";
import { Button } from "../../../ui/button";
import { FormError } from "../../../ui/form-error";
import formStyles from "../../../ui/form.module.css";
import { PasswordRules, usePasswordRules } from "../../../ui/password-rules";
import { Switch } from "../../../ui/switch";
import { TextField } from "../../../ui/text-field";
import { toasts } from "../../../ui/toast";
import { signOutOthers } from "../actions";
import { attempt } from "../../../ui/attempt";
import { securityStrings as strings } from "../page-strings";
import { accountStrings } from "../strings";
import styles from "./account.module.css";
import { AuthenticatorSection } from "./authenticator-section";
import { EncryptionSection } from "./encryption-section";

/** What keeps others out of the account (ACC-023, ACC-025 to ACC-027, ACC-035, ACC-077). */
export function SecurityPage() {
  const workspace = useWorkspace();
  const allowsFactors = useSetting("Accounts_TwoFactorAuthentication_Enabled") === true;
  const allowsApp = useSetting("Accounts_TwoFactorAuthentication_By_TOTP_Enabled") === true;
  const hasEncryption = useSetting("E2E_Enable") === true && globalThis.isSecureContext;
  const allowsEmail = useSetting("Accounts_TwoFactorAuthentication_By_Email_Enabled") === true;
  return (
    <Page title={accountStrings.pages.security}>
      <PasswordSection />
      {allowsFactors && allowsApp && <AuthenticatorSection />}
      {allowsFactors && allowsEmail && <EmailSection />}
      {hasEncryption && <EncryptionSection />}
      <PageSection title={strings.others} lead={strings.othersLead}>
        <div className={formStyles.buttons}>
          <Button onPress={() => void signOutOthers(workspace)}>
            <MonitorSmartphone />
            {accountStrings.signOutOthers}
          </Button>
        </div>
      </PageSection>
    </Page>
  );
}

function PasswordSection() {
  const { link, store, sync } = useWorkspace();
  const me = useCell(store.me);
  const settings = useCell(store.settings);
  const isOpen =
    settings.Accounts_AllowPasswordChange !== false && settings.Accounts_AllowUserProfileChange !== false;
  const rules = usePasswordRules(link.rest);
  const [current, setCurrent] = useState("");
  const [next, setNext] = useState("");
  const [repeat, setRepeat] = useState("");
  const [problem, setProblem] = useState<string>();
  const [isBusy, setIsBusy] = useState(false);
  const differs = repeat !== "" && repeat !== next;
  const isFine =
    next !== "" &&
    repeat === next &&
    (current !== "" || !me.hasPassword) &&
    rules.every((rule) => meetsRule(rule, next));

  const save = async () => {
    if (!isFine) return;
    setIsBusy(true);
    setProblem(undefined);
    try {
      const hash = me.hasPassword ? await sha256(current) : undefined;
      const data = { newPassword: next, ...(hash === undefined ? {} : { currentPassword: hash }) };
      await link.rest.postWithPassword("users.updateOwnBasicInfo", { data }, hash);
      setCurrent("");
      setNext("");
      setRepeat("");
      toasts.add("done", strings.changed);
      await sync.loadMe();
    } catch (caught) {
      const error = toWireError(caught);
      setProblem(
        {
          "error-invalid-password": strings.wrong,
          "totp-invalid": strings.wrong,
          "error-password-same-as-current": strings.same,
          "error-password-in-history": strings.inHistory,
          "error-password-policy-not-met": strings.notMet,
        }[error.code] ?? strings.failed(error.message),
      );
    }
    setIsBusy(false);
  };

  if (!isOpen) return <PageSection title={strings.password} lead={strings.noChange} />;
  return (
    <PageSection title={strings.password} lead={strings.passwordLead}>
      <form
        className={`${formStyles.form} ${styles.narrow}`}
        onSubmit={(event) => {
          event.preventDefault();
          void save();
        }}
      >
        {/* Password managers look for the account that a password belongs to. */}
        <input type="text" autoComplete="username" value={me.username} readOnly hidden />
        {me.hasPassword && (
          <TextField
            label={strings.current}
            type="password"
            autoComplete="current-password"
            value={current}
            onChange={setCurrent}
          />
        )}
        <TextField
          label={strings.next}
          type="password"
          autoComplete="new-password"
          value={next}
          onChange={setNext}
        />
        <PasswordRules rules={rules} password={next} />
        <TextField
          label={strings.repeat}
          type="password"
          autoComplete="new-password"
          value={repeat}
          onChange={setRepeat}
          error={differs ? strings.differs : undefined}
        />
        <FormError text={problem} />
        <div className={formStyles.buttons}>
          <Button type="submit" look="primary" isDisabled={!isFine} isPending={isBusy}>
            {strings.change}
          </Button>
        </div>
      </form>
    </PageSection>
  );
}

/** Codes by email, on or off. */
export function EmailSection() {
  const { link, store, sync } = useWorkspace();
  const me = useCell(store.me);
  const change = (isOn: boolean) =>
    attempt(async () => {
      await link.rest.post(isOn ? "users.2fa.enableEmail" : "users.2fa.disableEmail");
      await sync.loadMe();
      toasts.add("done", isOn ? strings.emailOn : strings.emailOff);
    });
  return (
    <PageSection title={strings.email} lead={strings.emailLead}>
      <Switch
        label={strings.emailEnable}
        isSelected={me.hasEmailFactor}
        isDisabled={!me.isEmailVerified && !me.hasEmailFactor}
        onChange={(isOn) => void change(isOn)}
        {...(me.isEmailVerified ? {} : { help: strings.unverified })}
      />
    </PageSection>
  );
}
