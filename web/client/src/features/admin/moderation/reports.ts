import { asList, asRecord, readTime } from "@parley/shared/wire/parse";
import { startOfDay } from "../../../lib/dates";
import type { Workspace } from "../../../store/workspace";
import type { Page } from "../../../ui/use-paged";

export type Period = "all" | "today" | "yesterday" | "week" | "lastWeek" | "month";

const DAY = 86_400_000;

/** The bounds of a period; weeks begin on Monday (ADM-032). */
export function periodBounds(period: Period, now = Date.now()): { oldest?: number; latest?: number } {
  const today = startOfDay(now);
  const date = new Date(today);
  const monday = startOfDay(today - ((date.getDay() + 6) % 7) * DAY);
  switch (period) {
    case "today":
      return { oldest: today };
    case "yesterday":
      return { oldest: startOfDay(today - DAY), latest: today - 1 };
    case "week":
      return { oldest: monday };
    case "lastWeek":
      return { oldest: startOfDay(monday - 7 * DAY), latest: monday - 1 };
    case "month":
      return { oldest: new Date(date.getFullYear(), date.getMonth(), 1).getTime() };
    default:
      return {};
  }
}

/** Reports about one person, in one line. */
export interface Reported {
  userId: string;
  username: string;
  name: string;
  isDeleted: boolean;
  excerpt: string;
  rooms: string[];
  count: number;
  at: number | undefined;
  createdAt: number | undefined;
}

const text = (value: unknown) => (typeof value === "string" ? value : "");
const roomName = (value: unknown) => {
  const raw = asRecord(value);
  return text(raw.fname) || text(raw.name) || text(raw._id);
};

const PAGE = 20;

export async function fetchReported(
  { link }: Workspace,
  kind: "messages" | "people",
  selector: string,
  period: Period,
  offset: number,
): Promise<Page<Reported>> {
  const { oldest, latest } = periodBounds(period);
  const answer = await link.rest.get(
    kind === "messages" ? "moderation.reportsByUsers" : "moderation.userReports",
    {
      ...(selector.trim() === "" ? {} : { selector: selector.trim() }),
      ...(oldest === undefined ? {} : { oldest: new Date(oldest).toISOString() }),
      ...(latest === undefined ? {} : { latest: new Date(latest).toISOString() }),
      count: PAGE,
      offset,
    },
  );
  const items = asList(answer.reports)
    .map(asRecord)
    .map((raw): Reported => {
      const user = kind === "people" ? asRecord(raw.reportedUser) : raw;
      return {
        userId: text(user._id) || text(user.userId),
        username: text(user.username),
        name: text(user.name) || text(user.username),
        isDeleted: raw.isUserDeleted === true,
        excerpt: text(raw.message),
        rooms: asList(raw.rooms).map(roomName),
        count: typeof raw.count === "number" ? raw.count : 0,
        at: readTime(raw.ts),
        createdAt: readTime(user.createdAt),
      };
    });
  return { items, total: typeof answer.total === "number" ? answer.total : items.length };
}

export interface ReportedMessage {
  id: string;
  text: string;
  sentAt: number | undefined;
  room: string;
}

export async function fetchReportedMessages({ link }: Workspace, userId: string): Promise<ReportedMessage[]> {
  const answer = await link.rest.get("moderation.user.reportedMessages", { userId, count: 50 });
  return asList(answer.messages)
    .map(asRecord)
    .map((raw) => {
      const message = asRecord(raw.message);
      return {
        id: text(message._id),
        text: text(message.msg),
        sentAt: readTime(message.ts),
        room: roomName(raw.room),
      };
    });
}

export interface Report {
  id: string;
  reason: string;
  by: string;
  at: number | undefined;
}

function parseReport(value: unknown): Report {
  const raw = asRecord(value);
  const by = asRecord(raw.reportedBy);
  return {
    id: text(raw._id),
    reason: text(raw.description),
    by: text(by.name) || text(by.username),
    at: readTime(raw.ts),
  };
}

export async function fetchMessageReports({ link }: Workspace, msgId: string): Promise<Report[]> {
  return asList((await link.rest.get("moderation.reports", { msgId, count: 50 })).reports).map(parseReport);
}

export async function fetchPersonReports({ link }: Workspace, userId: string): Promise<Report[]> {
  const answer = await link.rest.get("moderation.user.reportsByUserId", { userId, count: 50 });
  return asList(answer.reports).map(parseReport);
}
