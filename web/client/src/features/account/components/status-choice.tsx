import type { Presence } from "@parley/shared/wire/entities";
import { useState } from "react";
import { ToggleButton, ToggleButtonGroup } from "react-aria-components";
import { useCell, useSetting, useWorkspace } from "../../../store/use-store";
import { Button } from "../../../ui/button";
import formStyles from "../../../ui/form.module.css";
import { PresenceMark } from "../../../ui/presence-mark";
import { TextField } from "../../../ui/text-field";
import { setPresence, setStatus } from "../actions";
import { useCustomStatuses } from "../custom-statuses";
import { profileStrings as strings } from "../page-strings";
import { accountStrings } from "../strings";
import styles from "./account.module.css";

const presences: readonly Presence[] = ["online", "away", "busy", "offline"];

/** How one appears to the others, with a text or a status of the workspace (ACC-060, ACC-065). */
export function StatusChoice() {
  const workspace = useWorkspace();
  const me = useCell(workspace.store.me);
  const custom = useCustomStatuses();
  const allowsInvisible = useSetting("Accounts_AllowInvisibleStatusOption") !== false;
  const allowsText = useSetting("Accounts_AllowUserStatusMessageChange") !== false;
  const [text, setText] = useState(me.statusText ?? "");
  return (
    <div className={formStyles.form}>
      <ToggleButtonGroup
        aria-label={strings.presence}
        selectionMode="single"
        disallowEmptySelection
        className={styles.statuses ?? ""}
        selectedKeys={[me.presence]}
        onSelectionChange={(keys) => {
          const [chosen] = [...keys];
          if (chosen !== undefined) void setPresence(workspace, chosen as Presence);
        }}
      >
        {presences
          .filter((presence) => allowsInvisible || presence !== "offline")
          .map((presence) => (
            <ToggleButton key={presence} id={presence} className={styles.status ?? ""}>
              <PresenceMark presence={presence} />
              {accountStrings.presence[presence]}
            </ToggleButton>
          ))}
      </ToggleButtonGroup>
      {allowsText && custom.length > 0 && (
        <div className={styles.statuses} role="group" aria-label={accountStrings.customStatuses}>
          {custom.map((status) => (
            <button
              key={status.id}
              type="button"
              className={styles.status}
              onClick={() => {
                setText(status.name);
                void setStatus(workspace, status.presence, status.name);
              }}
            >
              <PresenceMark presence={status.presence} />
              {status.name}
            </button>
          ))}
        </div>
      )}
      <form
        className={styles.line}
        onSubmit={(event) => {
          event.preventDefault();
          void setStatus(workspace, me.presence, text.trim());
        }}
      >
        <TextField
          label={strings.statusText}
          help={allowsText ? strings.statusTextHelp : strings.closed}
          maxLength={120}
          isDisabled={!allowsText}
          value={text}
          onChange={setText}
        />
        <Button type="submit" isDisabled={!allowsText || text.trim() === (me.statusText ?? "")}>
          {accountStrings.save}
        </Button>
      </form>
    </div>
  );
}
