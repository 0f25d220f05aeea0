import { toWireError } from "@parley/shared/wire/errors";
import { EntranceFrame } from "../../features/login/components/entrance-frame";
import { NewPasswordForm } from "../../features/login/components/recovery-forms";
import { loginStrings as strings } from "../../features/login/strings";
import { useCell, useSetting, useWorkspace } from "../../store/use-store";
import { Button } from "../../ui/button";
import { appStrings } from "../strings";

/** Stands in the way until a password of one's own is chosen (ACC-024, ADM-053). */
export function PasswordChangePage() {
  const workspace = useWorkspace();
  const { link, store, sync } = workspace;
  const reason = useCell(store.me).passwordChange?.reason;
  const siteName = useSetting("Site_Name");
  return (
    <EntranceFrame name={typeof siteName === "string" ? siteName : appStrings.product}>
      <NewPasswordForm
        title={strings.changeTitle}
        text={reason ?? strings.changeText}
        action={strings.changeGo}
        client={link.rest}
        explain={(caught) => {
          const error = toWireError(caught);
          return error.code === "error-password-same-as-current"
            ? strings.errors.samePassword
            : strings.errors.other(error.message);
        }}
        onSave={async (password) => {
          await link.call("setUserPassword", password);
          await sync.loadMe();
        }}
        end={
          <Button look="quiet" onPress={() => void workspace.signOut({ tellServer: true })}>
            {strings.signOut}
          </Button>
        }
      />
    </EntranceFrame>
  );
}
