import { toWireError } from "@parley/shared/wire/errors";
import { asRecord } from "@parley/shared/wire/parse";
import { useEffect, useState } from "react";
import { sha256 } from "../../../lib/digest";
import { areFieldsFine, customFieldsOf, readCustomFields } from "../../../store/custom-fields";
import { personName } from "../../../store/room-names";
import { useCell, useSetting, useWorkspace } from "../../../store/use-store";
import { Page, PageSection } from "../../../ui/area";
import { Avatar, userAvatar } from "../../../ui/avatar";
import { Button } from "../../../ui/button";
import { CustomFieldInputs } from "../../../ui/custom-fields";
import { FileButton } from "../../../ui/file-button";
import { FormError } from "../../../ui/form-error";
import formStyles from "../../../ui/form.module.css";
import { Tag } from "../../../ui/tag";
import { TextField } from "../../../ui/text-field";
import { toasts } from "../../../ui/toast";
import { attempt } from "../../../ui/attempt";
import { profileStrings as strings } from "../page-strings";
import { profileChanges, type ProfileForm, profileForm, refreshed } from "../profile";
import { accountStrings } from "../strings";
import styles from "./account.module.css";
import { StatusChoice } from "./status-choice";

/** Who one is to the others (ACC-039 to ACC-042). */
export function ProfilePage() {
  return (
    <Page title={accountStrings.pages.profile}>
      <Picture />
      <PageSection title={strings.presence}>
        <StatusChoice />
      </PageSection>
      <Details />
    </Page>
  );
}

function Details() {
  const workspace = useWorkspace();
  const { link, store, sync } = workspace;
  const me = useCell(store.me);
  const settings = useCell(store.settings);
  const fields = readCustomFields(useSetting("Accounts_CustomFields"));
  const [before, setBefore] = useState(() => profileForm(me));
  const [form, setForm] = useState(before);
  const [password, setPassword] = useState("");
  const [isChecked, setIsChecked] = useState(false);
  const [problem, setProblem] = useState<string>();
  const [isBusy, setIsBusy] = useState(false);
  const isOpen = settings.Accounts_AllowUserProfileChange !== false;
  const may = (name: string) => isOpen && settings[`Accounts_Allow${name}Change`] !== false;
  const closed = (name: string) => (may(name) ? {} : { isDisabled: true, help: strings.closed });
  const changes = profileChanges(before, form);
  const changesFields = JSON.stringify(before.customFields) !== JSON.stringify(form.customFields);
  const needsPassword = changes.email !== undefined && me.hasPassword;
  const set = (part: Partial<ProfileForm>) => setForm({ ...form, ...part });

  // What is still unknown here may arrive after the page has opened.
  useEffect(() => {
    void sync.loadMe().catch(() => undefined);
  }, [sync]);
  useEffect(() => {
    const fresh = profileForm(me);
    setBefore((known) => {
      if (JSON.stringify(known) === JSON.stringify(fresh)) return known;
      setForm((current) => refreshed(current, known, fresh));
      return fresh;
    });
  }, [me]);

  const missing = (text: string) => (isChecked && text.trim() === "" ? strings.missing : undefined);
  const save = async () => {
    setIsChecked(true);
    if (form.username.trim() === "" || form.email.trim() === "" || !areFieldsFine(fields, form.customFields))
      return;
    if (needsPassword && password === "") return;
    setIsBusy(true);
    setProblem(undefined);
    try {
      const hash = needsPassword ? await sha256(password) : undefined;
      const body = {
        data: { ...changes, ...(hash === undefined ? {} : { currentPassword: hash }) },
        ...(changesFields ? { customFields: customFieldsOf(fields, form.customFields) } : {}),
      };
      await link.rest.postWithPassword("users.updateOwnBasicInfo", body, hash);
      await sync.loadMe();
      setPassword("");
      setIsChecked(false);
      toasts.add("done", strings.saved);
    } catch (caught) {
      const error = toWireError(caught);
      const isWrong = error.code === "error-invalid-password" || error.code === "totp-invalid";
      setProblem(isWrong ? strings.wrongPassword : accountStrings.failed(error.message));
    }
    setIsBusy(false);
  };

  const isChanged = Object.keys(changes).length > 0 || changesFields;
  return (
    <PageSection title={accountStrings.pages.profile}>
      <form
        className={formStyles.form}
        noValidate
        onSubmit={(event) => {
          event.preventDefault();
          void save();
        }}
      >
        <div className={formStyles.fields}>
          <TextField
            label={strings.name}
            value={form.name}
            onChange={(name) => set({ name })}
            {...closed("RealName")}
          />
          <TextField
            label={strings.username}
            help={strings.usernameHelp}
            autoCapitalize="none"
            value={form.username}
            onChange={(username) => set({ username })}
            error={missing(form.username)}
            {...closed("Username")}
          />
        </div>
        <TextField
          label={strings.email}
          type="email"
          value={form.email}
          onChange={(email) => set({ email })}
          error={missing(form.email)}
          {...closed("Email")}
        />
        {me.email !== undefined && form.email === me.email && (
          <div className={formStyles.buttons}>
            <Tag tone={me.isEmailVerified ? "good" : "warning"}>
              {me.isEmailVerified ? strings.verified : strings.unverified}
            </Tag>
            {!me.isEmailVerified && settings.Accounts_EmailVerification === true && (
              <Button
                look="quiet"
                onPress={() =>
                  void attempt(async () => {
                    await link.rest.post("users.sendConfirmationEmail", { email: me.email });
                    toasts.add("done", strings.confirmationSent);
                  })
                }
              >
                {strings.sendConfirmation}
              </Button>
            )}
          </div>
        )}
        {needsPassword && (
          <TextField
            label={strings.password}
            help={strings.passwordHelp}
            type="password"
            autoComplete="current-password"
            value={password}
            onChange={setPassword}
            error={missing(password)}
          />
        )}
        <TextField
          label={strings.nickname}
          maxLength={120}
          value={form.nickname}
          onChange={(nickname) => set({ nickname })}
          isDisabled={!isOpen}
        />
        <TextField
          isMultiline
          label={strings.bio}
          maxLength={260}
          value={form.bio}
          onChange={(bio) => set({ bio })}
          isDisabled={!isOpen}
        />
        <CustomFieldInputs
          fields={fields}
          values={form.customFields}
          isChecked={isChecked}
          isDisabled={!isOpen}
          onChange={(customFields) => set({ customFields })}
        />
        <FormError text={problem} />
        <div className={formStyles.buttons}>
          <Button type="submit" look="primary" isDisabled={!isChanged} isPending={isBusy}>
            {strings.save}
          </Button>
          <Button isDisabled={!isChanged || isBusy} onPress={() => setForm(before)}>
            {strings.reset}
          </Button>
        </div>
      </form>
    </PageSection>
  );
}

interface Suggestion {
  service: string;
  address: string;
  blob: string;
  type: string;
}

function Picture() {
  const { link, store } = useWorkspace();
  const me = useCell(store.me);
  const isOpen = useSetting("Accounts_AllowUserAvatarChange") !== false;
  const [isAddress, setIsAddress] = useState(false);
  const [address, setAddress] = useState("");
  const [suggestions, setSuggestions] = useState<Suggestion[]>([]);

  useEffect(() => {
    let isCurrent = true;
    link.rest
      .get("users.getAvatarSuggestion")
      .then((answer) => {
        if (!isCurrent) return;
        setSuggestions(
          Object.entries(asRecord(answer.suggestions)).map(([service, value]) => {
            const raw = asRecord(value);
            return {
              service,
              address: String(raw.url ?? raw.blob ?? ""),
              blob: String(raw.blob ?? ""),
              type: String(raw.contentType ?? ""),
            };
          }),
        );
      })
      .catch(() => undefined);
    return () => {
      isCurrent = false;
    };
  }, [link]);

  const change = (act: () => Promise<unknown>, hasPicture: boolean) =>
    attempt(async () => {
      await act();
      const avatarTag = hasPicture ? String(Date.now()) : undefined;
      store.me.set({ ...store.me.get(), avatarTag });
      store.putUser(store.me.get());
      toasts.add("done", strings.pictureSaved);
    });

  return (
    <section className={styles.picture} aria-label={strings.picture}>
      <Avatar size={72} name={personName(me)} source={userAvatar(me.username, me.avatarTag)} />
      <div className={formStyles.form}>
        <div className={formStyles.buttons}>
          <FileButton
            label={strings.picture}
            accept="image/png,image/jpeg,image/webp,image/gif"
            isDisabled={!isOpen}
            onFile={(file) =>
              void change(() => link.rest.upload("users.setAvatar", file, { fileField: "image" }), true)
            }
          >
            {strings.choosePicture}
          </FileButton>
          <Button isDisabled={!isOpen} aria-expanded={isAddress} onPress={() => setIsAddress(!isAddress)}>
            {strings.fromAddress}
          </Button>
          {isOpen && me.avatarTag !== undefined && (
            <Button
              look="quiet"
              onPress={() => void change(() => link.rest.post("users.resetAvatar"), false)}
            >
              {strings.resetPicture}
            </Button>
          )}
        </div>
        {!isOpen && <p className={formStyles.note}>{strings.closed}</p>}
        {isAddress && (
          <form
            className={styles.address}
            onSubmit={(event) => {
              event.preventDefault();
              void change(() => link.rest.post("users.setAvatar", { avatarUrl: address.trim() }), true).then(
                (isDone) => isDone && setIsAddress(false),
              );
            }}
          >
            <TextField autoFocus label={strings.address} type="url" value={address} onChange={setAddress} />
            <Button type="submit" isDisabled={address.trim() === ""}>
              {strings.takeAddress}
            </Button>
          </form>
        )}
        {isOpen && suggestions.length > 0 && (
          <div className={formStyles.buttons}>
            {suggestions.map((suggestion) => (
              <Button
                key={suggestion.service}
                onPress={() =>
                  void change(
                    () =>
                      link.call("setAvatarFromService", suggestion.blob, suggestion.type, suggestion.service),
                    true,
                  )
                }
              >
                {strings.takeSuggested(suggestion.service)}
              </Button>
            ))}
          </div>
        )}
      </div>
    </section>
  );
}
