import { RefreshCw, Smartphone } from "lucide-react";
import { useState } from "react";
import { readStored, writeStored } from "../lib/platform";
import { takeVersion, waitingVersion } from "../store/pwa";
import { useCell } from "../store/use-store";
import { Button } from "../ui/button";
import styles from "./app.module.css";

const OFFERED = "parley.app-offered";
const strings = {
  text: "There is a new version.",
  action: "Load it",
  later: "Later",
  offer: "There is an app for this workspace.",
  open: "Open the app",
  stay: "Stay in the browser",
} as const;

/** Offers a newer version; nothing is loaded anew under the hands of somebody who writes. */
export function UpdateBar() {
  const worker = useCell(waitingVersion);
  if (worker === undefined) return <AppOffer />;
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

const isPhoneBrowser = () =>
  /Android|iPhone|iPad/u.test(navigator.userAgent) && !matchMedia("(display-mode: standalone)").matches;

/** A visitor on a phone may rather want the app; asked once (MOB-035). */
function AppOffer() {
  const [isOpen, setIsOpen] = useState(() => isPhoneBrowser() && readStored(OFFERED) === undefined);
  if (!isOpen) return null;
  const handleAnswer = (opens: boolean) => {
    writeStored(OFFERED, "yes");
    setIsOpen(false);
    if (opens)
      location.assign(
        `rocketchat://room?host=${encodeURIComponent(location.host)}&path=${encodeURIComponent(location.pathname.slice(1))}`,
      );
  };
  return (
    <div className={styles.update} role="status">
      <Smartphone />
      <span>{strings.offer}</span>
      <Button look="primary" onPress={() => handleAnswer(true)}>
        {strings.open}
      </Button>
      <Button look="quiet" onPress={() => handleAnswer(false)}>
        {strings.stay}
      </Button>
    </div>
  );
}
