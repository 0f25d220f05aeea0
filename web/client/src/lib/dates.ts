let clock = new Intl.DateTimeFormat(undefined, { hour: "numeric", minute: "2-digit" });
const weekday = new Intl.DateTimeFormat(undefined, { weekday: "long" });
const dayThisYear = new Intl.DateTimeFormat(undefined, { weekday: "long", day: "numeric", month: "long" });
const dayOtherYear = new Intl.DateTimeFormat(undefined, { day: "numeric", month: "long", year: "numeric" });
const shortDay = new Intl.DateTimeFormat(undefined, { day: "numeric", month: "short" });
const shortDayOtherYear = new Intl.DateTimeFormat(undefined, {
  day: "numeric",
  month: "short",
  year: "numeric",
});
const comingDay = new Intl.DateTimeFormat(undefined, { weekday: "short", day: "numeric", month: "short" });
let full = new Intl.DateTimeFormat(undefined, { dateStyle: "full", timeStyle: "medium" });
let moment = new Intl.DateTimeFormat(undefined, { dateStyle: "full", timeStyle: "short" });
const relativeDay = new Intl.RelativeTimeFormat(undefined, { numeric: "auto" });

const DAY_MS = 86_400_000;

/** How hours are counted: as the reader's language does (0), to 12 (1) or to 24 (2). */
export function setClockMode(mode: unknown): void {
  const hours = mode === 1 ? { hour12: true } : mode === 2 ? { hour12: false } : {};
  clock = new Intl.DateTimeFormat(undefined, { hour: "numeric", minute: "2-digit", ...hours });
  full = new Intl.DateTimeFormat(undefined, { dateStyle: "full", timeStyle: "medium", ...hours });
  moment = new Intl.DateTimeFormat(undefined, { dateStyle: "full", timeStyle: "short", ...hours });
}

/** A day by its date, for use inside a sentence. */
export function formatDate(ms: number): string {
  return dayOtherYear.format(ms);
}

export function formatClock(ms: number): string {
  return clock.format(ms);
}

export function formatFull(ms: number): string {
  return full.format(ms);
}

/** A day and a time, for use inside a sentence. */
export function formatMoment(ms: number): string {
  return moment.format(ms);
}

/** A time to come, as short as it can be understood: "22:28" today, else with its day, as "Tue 1 Dec, 09:00". */
export function formatComing(ms: number, now = Date.now()): string {
  return isSameDay(ms, now) ? formatClock(ms) : `${comingDay.format(ms)}, ${formatClock(ms)}`;
}

/** Local midnight of the day. */
export function startOfDay(ms: number): number {
  const date = new Date(ms);
  return new Date(date.getFullYear(), date.getMonth(), date.getDate()).getTime();
}

export function isSameDay(a: number, b: number): boolean {
  return startOfDay(a) === startOfDay(b);
}

function capitalise(text: string): string {
  return text.charAt(0).toLocaleUpperCase() + text.slice(1);
}

/** The heading of a day: "Today", "Yesterday", "Monday, 3 March" or a date with its year. */
export function formatDay(ms: number, now = Date.now()): string {
  const days = Math.round((startOfDay(ms) - startOfDay(now)) / DAY_MS);
  if (days === 0 || days === -1) return capitalise(relativeDay.format(days, "day"));
  const isThisYear = new Date(ms).getFullYear() === new Date(now).getFullYear();
  return (isThisYear ? dayThisYear : dayOtherYear).format(ms);
}

/** As short as it can be understood: a time today, a weekday this week, else a date. */
export function formatShort(ms: number, now = Date.now()): string {
  const days = Math.round((startOfDay(now) - startOfDay(ms)) / DAY_MS);
  if (days <= 0) return formatClock(ms);
  if (days === 1) return capitalise(relativeDay.format(-1, "day"));
  if (days < 7) return weekday.format(ms);
  const isThisYear = new Date(ms).getFullYear() === new Date(now).getFullYear();
  return (isThisYear ? shortDay : shortDayOtherYear).format(ms);
}
