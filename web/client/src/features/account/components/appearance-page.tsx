import { toWireError } from "@parley/shared/wire/errors";
import { readPreference, savePreferences } from "../../../store/preferences";
import { useCell, useWorkspace } from "../../../store/use-store";
import { Page, PageSection } from "../../../ui/area";
import { Select } from "../../../ui/select";
import { Switch } from "../../../ui/switch";
import { toasts } from "../../../ui/toast";
import { appearanceStrings as strings, preferenceStrings } from "../page-strings";
import { accountStrings } from "../strings";
import styles from "./account.module.css";
import { ThemeChoices } from "./theme-choices";

/** How everything looks (ACC-055 to ACC-059). */
export function AppearancePage() {
  const workspace = useWorkspace();
  const preferences = useCell(workspace.store.me).preferences;
  const settings = useCell(workspace.store.settings);
  const read = (name: string) => readPreference(preferences, settings, name);
  const save = (name: string, value: unknown) => {
    savePreferences(workspace, { [name]: value }).catch((error: unknown) =>
      toasts.add("failed", preferenceStrings.failed(toWireError(error).message)),
    );
  };
  const options = (words: Record<string, string>) =>
    Object.entries(words).map(([id, label]) => ({ id, label }));
  const size = String(read("fontSize") ?? "100%");
  return (
    <Page title={accountStrings.pages.appearance}>
      <PageSection title={strings.theme} lead={strings.themeLead}>
        <ThemeChoices />
      </PageSection>
      <PageSection title={strings.text}>
        <div className={styles.narrow}>
          <Select
            label={strings.fontSize}
            options={options(strings.sizes)}
            value={strings.sizes[size] === undefined ? "100%" : size}
            onChange={(id) => save("fontSize", id)}
          />
        </div>
        <div className={styles.narrow}>
          <Select
            label={strings.clock}
            options={options(strings.clocks)}
            value={String(read("clockMode") ?? 0)}
            onChange={(id) => save("clockMode", Number(id))}
          />
        </div>
      </PageSection>
      <PageSection title={strings.messages}>
        <Switch
          label={strings.displayAvatars}
          isSelected={read("displayAvatars") !== false}
          onChange={(isOn) => save("displayAvatars", isOn)}
        />
        <Switch
          label={strings.hideUsernames}
          isSelected={read("hideUsernames") === true}
          onChange={(isOn) => save("hideUsernames", isOn)}
        />
        <Switch
          label={strings.hideRoles}
          isSelected={read("hideRoles") === true}
          onChange={(isOn) => save("hideRoles", isOn)}
        />
        <Switch
          label={strings.mentionsWithSymbol}
          isSelected={read("mentionsWithSymbol") === true}
          onChange={(isOn) => save("mentionsWithSymbol", isOn)}
        />
      </PageSection>
    </Page>
  );
}
