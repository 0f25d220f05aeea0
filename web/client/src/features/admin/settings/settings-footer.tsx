import { Button } from "../../../ui/button";
import { FormError } from "../../../ui/form-error";
import styles from "./settings.module.css";
import { settingStrings as strings } from "./strings";
import type { SettingsDesk } from "./use-settings-desk";

/** How much is not yet saved, and what to do with it. */
export function SettingsFooter({ desk }: { desk: SettingsDesk }) {
  return (
    <>
      <span className={styles.count} role="status">
        {strings.unsaved(desk.changes.size)}
      </span>
      <FormError text={desk.problem} />
      <Button isDisabled={desk.isBusy} onPress={desk.discard}>
        {strings.discard}
      </Button>
      <Button look="primary" isPending={desk.isBusy} onPress={() => void desk.save()}>
        {strings.save}
      </Button>
    </>
  );
}
