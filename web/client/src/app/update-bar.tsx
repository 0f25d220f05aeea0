import { RefreshCw } from "lucide-react";
import { takeVersion, waitingVersion } from "../store/pwa";
import { useCell } from "../store/use-store";
import { Button } from "../ui/button";
import styles from "./app.module.css";

const strings = { text: "There is a new version.", action: "Load it", later: "Later" } as const;

/** Offers a newer version; nothing is loaded anew under the hands of somebody who writes. */
export function UpdateBar() {
  const worker = useCell(waitingVersion);
  if (worker === undefined) return null;
  return (
    <div className={styles.update} role="status">
      <RefreshCw />
      <span>{strings.text}</span>
      <Button look="primary" onPress={() => takeVersion(worker)}>
        {strings.action}
      </Button>
      <Button look="quiet" onPress={() => waitingVersion.set(undefined)}>
        {strings.later}
      </Button>
    </div>
  );
}
