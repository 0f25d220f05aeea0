import { asList, asRecord } from "@parley/shared/wire/parse";
import { useCallback, useState } from "react";
import { matchScore } from "../../../lib/text";
import { useWorkspace } from "../../../store/use-store";
import { Button } from "../../../ui/button";
import { ConfirmDialog } from "../../../ui/dialog";
import { FileButton } from "../../../ui/file-button";
import { Picker, type PickerItem } from "../../../ui/picker";
import { Select } from "../../../ui/select";
import { Switch } from "../../../ui/switch";
import { TextField } from "../../../ui/text-field";
import { toasts } from "../../../ui/toast";
import { attempt } from "../acts";
import { valueLabel } from "./labels";
import type { Setting } from "./settings";
import styles from "./settings.module.css";
import { settingStrings as strings } from "./strings";

interface Props {
  setting: Setting;
  label: string;
  help: string | undefined;
  value: unknown;
  isDisabled: boolean;
  onChange: (value: unknown) => void;
}

/** The editor that fits the type of a setting (SET-002). */
export function SettingEditor(props: Props) {
  const { setting, label, help, value, isDisabled, onChange } = props;
  const helped = help === undefined ? {} : { help };
  const text = typeof value === "string" ? value : typeof value === "number" ? String(value) : "";
  switch (setting.type) {
    case "boolean":
      return (
        <Switch
          label={label}
          {...helped}
          isSelected={value === true}
          isDisabled={isDisabled}
          onChange={onChange}
        />
      );
    case "int":
    case "timespan":
      return <NumberEditor {...props} />;
    case "select":
    case "language":
    case "timezone":
    case "lookup":
      return <ChoiceEditor {...props} />;
    case "multiSelect":
      return <ManyEditor {...props} />;
    case "code":
      return (
        <div className={styles.code}>
          <TextField
            isMultiline
            label={label}
            {...helped}
            value={text}
            isDisabled={isDisabled}
            onChange={onChange}
            spellCheck="false"
          />
        </div>
      );
    case "color":
      return <ColorEditor {...props} />;
    case "asset":
      return <AssetEditor {...props} />;
    case "action":
      return <ActionButton {...props} />;
    case "roomPick":
      return <RoomsEditor {...props} />;
    case "relativeUrl":
      return (
        <TextField
          label={label}
          {...helped}
          isReadOnly
          value={`${location.origin}/${text.replace(/^\//u, "")}`}
        />
      );
    case "date":
      return (
        <TextField
          label={label}
          {...helped}
          type="date"
          value={text.slice(0, 10)}
          isDisabled={isDisabled}
          onChange={onChange}
        />
      );
    default:
      return (
        <TextField
          label={label}
          {...(setting.isSecret ? { help: help ?? strings.secretKept } : helped)}
          isMultiline={setting.isMultiline}
          value={text}
          isDisabled={isDisabled}
          onChange={onChange}
          {...(setting.isSecret ? { type: "password" as const, autoComplete: "new-password" } : {})}
        />
      );
  }
}

function NumberEditor({ label, help, value, isDisabled, onChange }: Props) {
  const isBad = typeof value === "string";
  return (
    <div className={styles.narrow}>
      <TextField
        label={label}
        {...(help === undefined ? {} : { help })}
        inputMode="numeric"
        value={String(value ?? "")}
        isDisabled={isDisabled}
        error={isBad ? strings.badNumber : undefined}
        onChange={(text) => onChange(/^-?\d+$/u.test(text.trim()) ? Number(text) : text)}
      />
    </div>
  );
}

function ChoiceEditor({ setting, label, help, value, isDisabled, onChange }: Props) {
  const text = typeof value === "string" || typeof value === "number" ? String(value) : "";
  const given =
    setting.values.length > 0
      ? setting.values.map((item) => ({ id: item.id, label: valueLabel(item.id) }))
      : setting.type === "timezone"
        ? Intl.supportedValuesOf("timeZone").map((id) => ({ id, label: id.replaceAll("_", " ") }))
        : [];
  const options = given.some((option) => option.id === text)
    ? given
    : [{ id: text, label: text === "" ? strings.automatic : valueLabel(text) }, ...given];
  return (
    <div className={styles.narrow}>
      <Select
        label={label}
        {...(help === undefined ? {} : { help })}
        options={options}
        value={text}
        isDisabled={isDisabled}
        onChange={onChange}
      />
    </div>
  );
}

const toItem = (id: string): PickerItem => ({ id, title: valueLabel(id), icon: null });

function ManyEditor({ setting, label, help, value, onChange }: Props) {
  const chosen = asList(value).map(String);
  const search = useCallback(
    (text: string) =>
      Promise.resolve(
        setting.values
          .map((item) => toItem(item.id))
          .filter((item) => text === "" || matchScore(item.title, text) > 0),
      ),
    [setting],
  );
  return (
    <Picker
      label={label}
      {...(help === undefined ? {} : { help })}
      chosen={chosen.map(toItem)}
      onChange={(items) => onChange(items.map((item) => item.id))}
      search={search}
    />
  );
}

function RoomsEditor({ label, help, value, onChange }: Props) {
  const { link } = useWorkspace();
  const chosen = asList(value)
    .map(asRecord)
    .map((room): PickerItem => ({ id: String(room._id), title: String(room.name), icon: null }));
  const search = useCallback(
    async (text: string) => {
      const answer = await link.rest.get("rooms.autocomplete.adminRooms", {
        selector: JSON.stringify({ name: text }),
      });
      return asList(answer.items)
        .map(asRecord)
        .map((room): PickerItem => ({
          id: String(room._id),
          title: String(room.fname ?? room.name),
          icon: null,
        }));
    },
    [link],
  );
  return (
    <Picker
      label={label}
      {...(help === undefined ? {} : { help })}
      chosen={chosen}
      onChange={(items) => onChange(items.map((item) => ({ _id: item.id, name: item.title })))}
      search={search}
    />
  );
}

function ColorEditor({ label, help, value, isDisabled, onChange }: Props) {
  const text = typeof value === "string" ? value : "";
  const isHex = /^#[\da-f]{6}$/iu.test(text);
  return (
    <div className={styles.color}>
      <input
        type="color"
        aria-label={`${label}: ${strings.color}`}
        value={isHex ? text : "#000000"}
        disabled={isDisabled}
        onChange={(event) => onChange(event.target.value)}
      />
      <TextField
        label={label}
        {...(help === undefined ? {} : { help })}
        value={text}
        isDisabled={isDisabled}
        onChange={onChange}
      />
    </div>
  );
}

/** A picture of the workspace. It is saved as soon as it is chosen, and everybody hears of it as of any setting. */
function AssetEditor({ setting, label, help, value, isDisabled }: Props) {
  const { link } = useWorkspace();
  // The address stays when one picture replaces another.
  const [version, setVersion] = useState(0);
  const name = setting.id.replace(/^Assets_/u, "");
  const own = asRecord(value).url;
  const has = typeof own === "string" && own !== "";
  const address = has ? own : asRecord(setting.defaultValue).defaultUrl;
  const act = async (change: () => Promise<unknown>) => {
    if (await attempt(change, strings.uploaded)) setVersion((known) => known + 1);
  };
  const put = (file: File) =>
    act(() =>
      link.rest.uploadForm(
        "assets.setAsset",
        { assetName: name, refreshAllClients: "false" },
        { asset: file },
      ),
    );
  return (
    <div className={styles.asset}>
      <span className={styles.assetLabel}>{label}</span>
      {help !== undefined && <span className={styles.groupHelp}>{help}</span>}
      <span className={styles.assetRow}>
        {typeof address === "string" && address !== "" ? (
          <img
            className={styles.assetPicture}
            src={`/${address.replace(/^\//u, "")}?${version}`}
            alt={has ? strings.picture : strings.ourPicture}
          />
        ) : (
          <span className={styles.groupHelp}>{strings.noPicture}</span>
        )}
        <FileButton
          label={label}
          accept="image/png,image/jpeg,image/svg+xml,image/x-icon"
          isDisabled={isDisabled}
          onFile={(file) => void put(file)}
        >
          {strings.choose}
        </FileButton>
        {has && (
          <Button
            look="quiet"
            onPress={() => void act(() => link.rest.post("assets.unsetAsset", { assetName: name }))}
          >
            {strings.removePicture}
          </Button>
        )}
      </span>
    </div>
  );
}

/** Does what the setting names, and says what the server answers (SET-012). */
function ActionButton({ setting, label, help, isDisabled }: Props) {
  const { link } = useWorkspace();
  const method = typeof setting.value === "string" ? setting.value : setting.id;
  const [isAsked, setIsAsked] = useState(false);
  const run = async () => {
    await attempt(async () => {
      const answer = asRecord(await link.call(method));
      const message = typeof answer.message === "string" ? answer.message : undefined;
      // What the words leave open comes beside them, in order.
      const words = asList(answer.params).map(String);
      toasts.add(
        "done",
        message === undefined ? label : valueLabel(message).replace(/%s/gu, () => words.shift() ?? ""),
      );
    });
  };
  return (
    <div className={styles.asset}>
      <span className={styles.assetLabel}>{label}</span>
      {help !== undefined && <span className={styles.groupHelp}>{help}</span>}
      <span className={styles.assetRow}>
        <Button
          isDisabled={isDisabled}
          onPress={() => (strings.confirmations[method] === undefined ? void run() : setIsAsked(true))}
        >
          {strings.actions[method] ?? strings.run}
        </Button>
        {isAsked && (
          <ConfirmDialog
            title={strings.actions[method] ?? strings.run}
            action={strings.actions[method] ?? strings.run}
            onConfirm={() => void run()}
            onClose={() => setIsAsked(false)}
          >
            {strings.confirmations[method]}
          </ConfirmDialog>
        )}
      </span>
    </div>
  );
}
