import { Bell } from "lucide-react";
import { useState } from "react";
import { readStored, writeStored } from "../lib/platform";
import { askForNotices, noticeState } from "../store/notices";
import { useCell } from "../store/use-store";
import { Button } from "./button";
import styles from "./notice-prompt.module.css";

const ASKED = "parley.notices-asked";
const strings = {
  ask: "Be told of messages while you do something else.",
  turnOn: "Turn on notifications",
  later: "Not now",
  on: "Notifications are on for this browser.",
  off: "Notifications are off for this browser.",
  refused:
    "This browser does not let Parley notify you. Allow notifications for this address in the browser's settings, then load the page again.",
  unknown: "This browser has no notifications.",
} as const;

/** Offers notices once, where nothing else is in the way (NOT-014). */
export function NoticePrompt() {
  const state = useCell(noticeState);
  const [isDismissed, setIsDismissed] = useState(() => readStored(ASKED) !== undefined);
  if (state !== "off" || isDismissed) return null;
  return (
    <section className={styles.prompt} aria-label={strings.turnOn}>
      <Bell />
      <p>{strings.ask}</p>
      <Button look="primary" onPress={() => void askForNotices()}>
        {strings.turnOn}
      </Button>
      <Button
        look="quiet"
        onPress={() => {
          writeStored(ASKED, "no");
          setIsDismissed(true);
        }}
      >
        {strings.later}
      </Button>
    </section>
  );
}

/** Whether this browser shows notices, and what to do when not. */
export function NoticeStatus() {
  const state = useCell(noticeState);
  return (
    <div className={styles.status}>
      <p>{strings[state]}</p>
      {state === "off" && <Button onPress={() => void askForNotices()}>{strings.turnOn}</Button>}
    </div>
  );
}
