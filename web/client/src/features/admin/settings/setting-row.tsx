import { Lock, RotateCcw } from "lucide-react";
import { IconButton } from "../../../ui/button";
import { Tag } from "../../../ui/tag";
import { settingHelp, settingLabel } from "./labels";
import { SettingEditor } from "./setting-editor";
import { isEnabled, same, type Setting } from "./settings";
import styles from "./settings.module.css";
import { settingStrings as strings } from "./strings";
import type { SettingsDesk } from "./use-settings-desk";

interface Props {
  setting: Setting;
  desk: SettingsDesk;
}

/** One setting: its editor, where its value comes from, and the way back to the default (SET-011). */
export function SettingRow({ setting, desk }: Props) {
  const value = desk.valueOf(setting.id);
  const label = settingLabel(setting.id);
  const isDefault = same(value, setting.defaultValue);
  const canReset =
    !isDefault &&
    !setting.isLocked &&
    !setting.isSecret &&
    setting.type !== "action" &&
    setting.type !== "asset";
  return (
    <div className={styles.row} data-changed={desk.changes.has(setting.id)}>
      <div className={styles.editor}>
        <SettingEditor
          setting={setting}
          label={label}
          help={settingHelp(setting.id)}
          value={value}
          isDisabled={setting.isLocked || !isEnabled(setting, desk.valueOf)}
          onChange={(next) => desk.change(setting, next)}
        />
        <span className={styles.facts}>
          <code className={styles.id}>{setting.id}</code>
          {setting.isLocked && (
            <span className={styles.locked}>
              <Lock />
              {strings.locked}
            </span>
          )}
          {desk.changes.has(setting.id) && <Tag tone="warning">{strings.changed}</Tag>}
        </span>
      </div>
      <span className={styles.reset}>
        {canReset && (
          <IconButton
            size="small"
            label={strings.reset(label)}
            icon={<RotateCcw />}
            onPress={() => desk.change(setting, setting.defaultValue)}
          />
        )}
      </span>
    </div>
  );
}
