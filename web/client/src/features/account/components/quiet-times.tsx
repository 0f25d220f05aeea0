import { useState } from "react";
import { formatFull } from "../../../lib/dates";
import { parseHours, writeHours } from "../../../store/quiet-times";
import { Button } from "../../../ui/button";
import { Select } from "../../../ui/select";
import { Switch } from "../../../ui/switch";
import { TextField } from "../../../ui/text-field";
import { quietStrings as strings } from "../quiet-strings";
import { usePreferenceOf } from "../use-preference-of";
import styles from "./account.module.css";

const HOUR_MS = 60 * 60 * 1000;
const FOREVER = 32_503_680_000_000;
const options = Object.entries(strings.lengths).map(([id, label]) => ({ id, label }));

/** When nothing rings, shows or buzzes, on any device. */
export function QuietTimes() {
  const [until, saveUntil] = usePreferenceOf("doNotDisturbUntil");
  const [hours, saveHours] = usePreferenceOf("quietHours");
  const [length, setLength] = useState("hour");
  const isOn = isAhead(until);
  const known = parseHours(hours);
  const zone = zoneHere();
  const change = (part: { from?: string; to?: string }) => {
    const next = { from: "22:00", to: "07:00", ...known, zone, ...part };
    if (next.from !== next.to && next.from !== "" && next.to !== "") saveHours(writeHours(next));
  };
  return (
    <>
      {isOn ? (
        <div className={styles.narrow} role="status">
          <p>{until >= FOREVER ? strings.untilOff : strings.until(formatFull(until))}</p>
          <Button onPress={() => saveUntil(0)}>{strings.end}</Button>
        </div>
      ) : (
        <div className={styles.narrow}>
          <Select
            label={strings.title}
            help={strings.help}
            options={options}
            value={length}
            onChange={setLength}
          />
          <Button onPress={() => saveUntil(endOf(length))}>{strings.begin}</Button>
        </div>
      )}
      <Switch
        label={strings.hours}
        help={strings.hoursHelp}
        isSelected={known !== undefined}
        onChange={(wanted) => (wanted ? change({}) : saveHours(""))}
      />
      {known !== undefined && (
        <>
          <div className={styles.narrow}>
            <TextField
              type="time"
              label={strings.from}
              value={known.from}
              onChange={(from) => change({ from })}
            />
          </div>
          <div className={styles.narrow}>
            <TextField type="time" label={strings.to} value={known.to} onChange={(to) => change({ to })} />
          </div>
        </>
      )}
    </>
  );
}

const isAhead = (until: unknown): until is number => typeof until === "number" && until > Date.now();

const zoneHere = () => new Intl.DateTimeFormat().resolvedOptions().timeZone;

function endOf(length: string): number {
  const now = Date.now();
  if (length === "hour") return now + HOUR_MS;
  if (length === "hours") return now + 4 * HOUR_MS;
  if (length === "off") return FOREVER;
  const morning = new Date(now + 24 * HOUR_MS);
  morning.setHours(8, 0, 0, 0);
  return morning.getTime();
}
