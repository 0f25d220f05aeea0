import { Bell } from "lucide-react";
import { usePreference } from "../../../store/preferences";
import { Button } from "../../../ui/button";
import { toasts } from "../../../ui/toast";
import { preferenceStrings as strings } from "../page-strings";
import styles from "./account.module.css";

/** Fires a notice, as one would come (ACC-049). Asks the browser for leave when it was never asked. */
export function NoticeSample() {
  const stays = usePreference("desktopNotificationRequireInteraction") === true;
  const show = async () => {
    if (!("Notification" in globalThis)) {
      toasts.add("failed", strings.sampleMissing);
      return;
    }
    if ((await Notification.requestPermission()) !== "granted") {
      toasts.add("failed", strings.sampleRefused);
      return;
    }
    const notice = new Notification(strings.sampleTitle, {
      body: strings.sampleText,
      icon: "/assets/favicon.png",
      requireInteraction: stays,
      tag: "sample",
    });
    notice.addEventListener("click", () => {
      focus();
      notice.close();
    });
  };
  return (
    <div className={styles.narrow}>
      <Button onPress={() => void show()}>
        <Bell />
        {strings.sample}
      </Button>
    </div>
  );
}
