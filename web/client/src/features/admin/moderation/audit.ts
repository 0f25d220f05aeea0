import { wireTime } from "@parley/shared/wire/ddp-client";
import type { Message } from "@parley/shared/wire/entities";
import { asList, asRecord, parseList, parseMessage, readTime } from "@parley/shared/wire/parse";
import type { Workspace } from "../../../store/workspace";

export type AuditKind = "rooms" | "users" | "direct";

/** Kinds as the wire names them. */
const types: Record<AuditKind, string> = { rooms: "", users: "u", direct: "d" };

export interface AuditQuestion {
  kind: AuditKind;
  roomId: string | undefined;
  usernames: readonly string[];
  text: string;
  /** Days, as a date field gives them. */
  from: string;
  until: string;
}

/** The first and last instant of days that were chosen, in the reader's time zone. */
export function dayBounds(from: string, until: string): { start: number; end: number } {
  const read = (day: string) => {
    const [year = 1970, month = 1, date = 1] = day.split("-").map(Number);
    return { year, month: month - 1, date };
  };
  const first = read(from);
  const last = read(until);
  return {
    start: new Date(first.year, first.month, first.date).getTime(),
    end: new Date(last.year, last.month, last.date + 1).getTime() - 1,
  };
}

export async function searchAudited({ link }: Workspace, question: AuditQuestion): Promise<Message[]> {
  const { start, end } = dayBounds(question.from, question.until);
  const answer = await link.call("auditGetMessages", {
    rid: question.roomId ?? "",
    users: question.usernames,
    msg: question.text.trim(),
    type: types[question.kind],
    startDate: wireTime(start),
    endDate: wireTime(end),
    visitor: "",
    agent: "",
  });
  return parseList(answer, parseMessage);
}

export interface Audition {
  id: string;
  who: string;
  username: string;
  at: number | undefined;
  results: number;
  text: string;
  where: string;
  start: number | undefined;
  end: number | undefined;
}

export async function fetchAuditions({ link }: Workspace, from: string, until: string): Promise<Audition[]> {
  const { start, end } = dayBounds(from, until);
  const answer = await link.call("auditGetAuditions", { startDate: wireTime(start), endDate: wireTime(end) });
  return asList(answer)
    .map(asRecord)
    .map((raw) => {
      const user = asRecord(raw.u);
      const fields = asRecord(raw.fields);
      const text = (value: unknown) => (typeof value === "string" ? value : "");
      const people = asList(fields.users).map(String);
      return {
        id: text(raw._id),
        who: text(user.name) || text(user.username),
        username: text(user.username),
        at: readTime(raw.ts),
        results: typeof raw.results === "number" ? raw.results : 0,
        text: text(fields.msg),
        where: people.length > 0 ? people.map((name) => `@${name}`).join(", ") : text(fields.room),
        start: readTime(fields.startDate),
        end: readTime(fields.endDate),
      };
    })
    .sort((a, b) => (b.at ?? 0) - (a.at ?? 0));
}

export function asDay(ms: number): string {
  const date = new Date(ms);
  const two = (part: number) => String(part).padStart(2, "0");
  return `${date.getFullYear()}-${two(date.getMonth() + 1)}-${two(date.getDate())}`;
}

export const presets = ["today", "yesterday", "week", "month", "lastMonth"] as const;

/** The first and last day of a stretch of time that has a name (ADM-129). */
export function daysOf(preset: (typeof presets)[number], now = Date.now()): { from: string; until: string } {
  const today = new Date(now);
  const day = (year: number, month: number, date: number) => asDay(new Date(year, month, date).getTime());
  const [year, month, date] = [today.getFullYear(), today.getMonth(), today.getDate()];
  switch (preset) {
    case "today":
      return { from: day(year, month, date), until: day(year, month, date) };
    case "yesterday":
      return { from: day(year, month, date - 1), until: day(year, month, date - 1) };
    case "week":
      return { from: day(year, month, date - 6), until: day(year, month, date) };
    case "month":
      return { from: day(year, month, 1), until: day(year, month, date) };
    default:
      return { from: day(year, month - 1, 1), until: day(year, month, 0) };
  }
}
