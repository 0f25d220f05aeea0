import { toWireError } from "@parley/shared/wire/errors";
import { useState } from "react";
import { useSetting, useWorkspace } from "../../../store/use-store";
import { hasWebPush, turnOffWebPush, turnOnWebPush, wantsWebPush } from "../../../store/web-push";
import { Switch } from "../../../ui/switch";
import { toasts } from "../../../ui/toast";
import { quietStrings as strings } from "../quiet-strings";

/** Whether this browser tells of messages while no page is open (MOB-031). */
export function WebPushSwitch() {
  const workspace = useWorkspace();
  const isOffered = useSetting("Push_enable") !== false && hasWebPush();
  const [isOn, setIsOn] = useState(wantsWebPush);
  const [isBusy, setIsBusy] = useState(false);
  if (!isOffered) return null;
  const change = async (wanted: boolean) => {
    setIsBusy(true);
    setIsOn(wanted);
    try {
      if (!wanted) await turnOffWebPush(workspace);
      else if (!(await turnOnWebPush(workspace))) {
        setIsOn(false);
        toasts.add("failed", strings.pushRefused);
      }
    } catch (error) {
      setIsOn(!wanted);
      toasts.add("failed", strings.pushFailed(toWireError(error).message));
    } finally {
      setIsBusy(false);
    }
  };
  return (
    <Switch
      label={strings.push}
      help={strings.pushHelp}
      isSelected={isOn}
      isDisabled={isBusy}
      onChange={(wanted) => void change(wanted)}
    />
  );
}
