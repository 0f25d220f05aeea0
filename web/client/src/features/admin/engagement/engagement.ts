import { asList, asRecord, readTime } from "@parley/shared/wire/parse";
import type { RestClient } from "@parley/shared/wire/rest-client";

/** How many days back a card looks. */
export type Days = 7 | 30 | 90;
export const periods: readonly Days[] = [7, 30, 90];

const DAY_MS = 86_400_000;

export interface Span {
  start: Date;
  end: Date;
}

/** Whole days up to yesterday, as the workspace counts them in UTC. */
export function spanOf(days: number, now: number): Span {
  const today = Math.floor(now / DAY_MS) * DAY_MS;
  return { start: new Date(today - days * DAY_MS), end: new Date(today - 1) };
}

export interface Point {
  label: string;
  values: readonly number[];
}

export interface Figure {
  count: number;
  /** Difference from as long a time before. */
  variation: number;
}

export interface Daily {
  points: Point[];
  period: Figure;
  yesterday: Figure;
}

const query = (span: Span) => ({ start: span.start.toISOString(), end: span.end.toISOString() });
const number = (value: unknown) => (typeof value === "number" && Number.isFinite(value) ? value : 0);
const figure = (value: unknown): Figure => ({
  count: number(asRecord(value).count),
  variation: number(asRecord(value).variation),
});

export function dayLabel(time: number | undefined): string {
  return time === undefined ? "" : new Date(time).toISOString().slice(0, 10);
}

/** Accounts made or messages sent, day by day; days of which nothing is told had none. */
export async function fetchDaily(
  rest: RestClient,
  path: string,
  field: "users" | "messages",
  span: Span,
): Promise<Daily> {
  const answer = await rest.get(`engagement-dashboard/${path}`, query(span));
  const counts = new Map<string, number>();
  for (const raw of asList(answer.days).map(asRecord)) {
    const label = dayLabel(readTime(raw.day));
    counts.set(label, (counts.get(label) ?? 0) + number(raw[field]));
  }
  const points = daysOf(span).map((label) => ({ label, values: [counts.get(label) ?? 0] }));
  return { points, period: figure(answer.period), yesterday: figure(answer.yesterday) };
}

export function daysOf(span: Span): string[] {
  const days: string[] = [];
  for (let at = span.start.getTime(); at <= span.end.getTime(); at += DAY_MS) days.push(dayLabel(at));
  return days;
}

interface ActiveDay {
  label: string;
  people: ReadonlySet<string>;
}

/** Who was there each day, within the last day, week and month. */
export async function fetchActive(rest: RestClient, span: Span): Promise<Point[]> {
  const earlier = { start: new Date(span.start.getTime() - 30 * DAY_MS), end: span.end };
  const answer = await rest.get("engagement-dashboard/users/active-users", query(earlier));
  const days = asList(answer.month).map((value): ActiveDay => {
    const raw = asRecord(value);
    const label = dayLabel(Date.UTC(number(raw.year), number(raw.month) - 1, number(raw.day)));
    return { label, people: new Set(asList(raw.usersList).map(String)) };
  });
  return countActive(days, daysOf(span));
}

export function countActive(days: readonly ActiveDay[], shown: readonly string[]): Point[] {
  return shown.map((label) => {
    const until = Date.parse(label);
    const within = (length: number) => {
      const people = new Set<string>();
      for (const day of days) {
        const age = (until - Date.parse(day.label)) / DAY_MS;
        if (age >= 0 && age < length) for (const person of day.people) people.add(person);
      }
      return people.size;
    };
    return { label, values: [within(1), within(7), within(30)] };
  });
}

/** People by day of the week (0 is Sunday) and hour: the most of that hour within the span. */
export async function fetchHours(rest: RestClient, span: Span, isUtc: boolean): Promise<number[][]> {
  const answer = await rest.get("engagement-dashboard/users/users-by-time-of-the-day-in-a-week", query(span));
  const grid = Array.from({ length: 7 }, () => Array.from({ length: 24 }, () => 0));
  for (const raw of asList(answer.week).map(asRecord)) {
    const at = new Date(Date.UTC(number(raw.year), number(raw.month) - 1, number(raw.day), number(raw.hour)));
    const day = isUtc ? at.getUTCDay() : at.getDay();
    const hour = isUtc ? at.getUTCHours() : at.getHours();
    const row = grid[day];
    if (row !== undefined) row[hour] = Math.max(row[hour] ?? 0, number(raw.users));
  }
  return grid;
}

/** When it is busy: the hours of a day, or the days of the week that ends with it. */
export async function fetchBusier(rest: RestClient, kind: "hours" | "days", start: Date): Promise<Point[]> {
  const path = kind === "hours" ? "hourly-data" : "weekly-data";
  const answer = await rest.get(`engagement-dashboard/users/chat-busier/${path}`, {
    start: start.toISOString(),
  });
  if (kind === "hours") {
    const counts = Array.from({ length: 24 }, () => 0);
    for (const raw of asList(answer.hours).map(asRecord)) counts[number(raw.hour)] = number(raw.users);
    return counts.map((count, hour) => ({ label: `${hour}:00`, values: [count] }));
  }
  return asList(answer.month).map((value) => {
    const raw = asRecord(value);
    const label = dayLabel(Date.UTC(number(raw.year), number(raw.month) - 1, number(raw.day)));
    return { label, values: [number(raw.users)] };
  });
}

/** Messages by kind of room. */
export async function fetchOrigins(rest: RestClient, span: Span): Promise<{ type: string; count: number }[]> {
  const answer = await rest.get("engagement-dashboard/messages/origin", query(span));
  return asList(answer.origins)
    .map(asRecord)
    .map((raw) => ({ type: String(raw.t), count: number(raw.messages) }));
}

export async function fetchBusiest(rest: RestClient, span: Span): Promise<{ name: string; count: number }[]> {
  const answer = await rest.get("engagement-dashboard/messages/top-five-popular-channels", query(span));
  return asList(answer.channels)
    .map(asRecord)
    .map((raw) => ({
      name: typeof raw.name === "string" ? raw.name : asList(raw.usernames).join(", "),
      count: number(raw.messages),
    }));
}

export interface Channel {
  id: string;
  name: string;
  createdAt: number | undefined;
  activeAt: number | undefined;
  messages: number;
  change: number;
}

export async function fetchChannels(
  rest: RestClient,
  span: Span,
  offset: number,
): Promise<{ items: Channel[]; total: number }> {
  const answer = await rest.get("engagement-dashboard/channels/list", { ...query(span), offset, count: 50 });
  const items = asList(answer.channels).map((value): Channel => {
    const raw = asRecord(value);
    const room = asRecord(raw.room);
    return {
      id: String(room._id),
      name: typeof room.name === "string" ? room.name : asList(room.usernames).join(", "),
      createdAt: readTime(room.ts),
      activeAt: readTime(room._updatedAt),
      messages: number(raw.messages),
      change: number(raw.diffFromLastWeek),
    };
  });
  return { items, total: number(answer.total) };
}

/** Rows for a spreadsheet. Text that a spreadsheet would run as a formula is made harmless. */
export function toCsv(rows: readonly (readonly (string | number)[])[]): string {
  const cell = (value: string | number) => {
    if (typeof value === "number") return String(value);
    const harmless = /^[=+\-@\t\r]/u.test(value) ? `'${value}` : value;
    return /[",\n\r]/u.test(harmless) ? `"${harmless.replaceAll('"', '""')}"` : harmless;
  };
  return rows.map((row) => row.map(cell).join(",")).join("\r\n");
}

export function signed(change: number): string {
  return change > 0 ? `+${change.toLocaleString("en")}` : change.toLocaleString("en").replace("-", "−");
}
