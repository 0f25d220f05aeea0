const HOUR_MS = 3_600_000;

export interface TimeChoice {
  id: "hour" | "evening" | "tomorrow" | "monday";
  at: number;
}

function dayAt(now: Date, days: number, hour: number): number {
  return new Date(now.getFullYear(), now.getMonth(), now.getDate() + days, hour).getTime();
}

/** Times that people mean most; those that are over, or nearly the same as another, are left out. */
export function timeChoices(now = new Date()): TimeChoice[] {
  const toMonday = (8 - now.getDay()) % 7 || 7;
  const evening = dayAt(now, 0, 18);
  return [
    { id: "hour", at: now.getTime() + HOUR_MS },
    ...(evening > now.getTime() + 2 * HOUR_MS ? [{ id: "evening" as const, at: evening }] : []),
    { id: "tomorrow", at: dayAt(now, 1, 9) },
    ...(toMonday > 1 ? [{ id: "monday" as const, at: dayAt(now, toMonday, 9) }] : []),
  ];
}

/** The value of a field for local time. */
export function toField(ms: number): string {
  const date = new Date(ms);
  const two = (value: number) => String(value).padStart(2, "0");
  return `${date.getFullYear()}-${two(date.getMonth() + 1)}-${two(date.getDate())}T${two(date.getHours())}:${two(date.getMinutes())}`;
}
