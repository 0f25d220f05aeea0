/** Whether somebody wants to be left alone now: the rule of the server, for what this device does by itself. */
export function isQuiet(preferences: Record<string, unknown>, now: number): boolean {
  const until = preferences.doNotDisturbUntil;
  if (typeof until === "number" && until > now) return true;
  const hours = parseHours(preferences.quietHours);
  if (hours === undefined) return false;
  const time = timeIn(hours.zone, now);
  return hours.from < hours.to
    ? time >= hours.from && time < hours.to
    : time >= hours.from || time < hours.to;
}

export interface QuietHours {
  /** As in 22:00. */
  from: string;
  to: string;
  zone: string;
}

export function parseHours(value: unknown): QuietHours | undefined {
  const match = /^(\d\d:\d\d)-(\d\d:\d\d) (\S+)$/u.exec(typeof value === "string" ? value : "");
  const [, from, to, zone] = match ?? [];
  return from === undefined || to === undefined || zone === undefined ? undefined : { from, to, zone };
}

export function writeHours({ from, to, zone }: QuietHours): string {
  return `${from}-${to} ${zone}`;
}

function timeIn(zone: string, now: number): string {
  try {
    return new Intl.DateTimeFormat("en-GB", {
      timeZone: zone,
      hour: "2-digit",
      minute: "2-digit",
      hourCycle: "h23",
    }).format(now);
  } catch {
    // A zone that this browser does not know.
    return "";
  }
}
