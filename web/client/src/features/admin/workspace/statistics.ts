import { asRecord, readTime } from "@parley/shared/wire/parse";
import { formatBytes } from "../../../lib/text";
import { workspaceStrings as strings } from "./strings";

export type Figure = keyof typeof strings.figures;

export interface Statistics {
  raw: Record<string, unknown>;
  countedAt: number | undefined;
}

export function readStatistics(raw: Record<string, unknown>): Statistics {
  return { raw, countedAt: readTime(raw.createdAt) };
}

export const figureGroups: readonly {
  id: "people" | "rooms" | "messages" | "files";
  figures: readonly Figure[];
}[] = [
  {
    id: "people",
    figures: [
      "totalUsers",
      "activeUsers",
      "nonActiveUsers",
      "onlineUsers",
      "awayUsers",
      "busyUsers",
      "offlineUsers",
      "totalConnectedUsers",
      "activeGuests",
      "appUsers",
    ],
  },
  {
    id: "rooms",
    figures: [
      "totalRooms",
      "totalChannels",
      "totalPrivateGroups",
      "totalDirect",
      "totalDiscussions",
      "teams",
    ],
  },
  {
    id: "messages",
    figures: [
      "totalMessages",
      "totalThreads",
      "totalChannelMessages",
      "totalPrivateGroupMessages",
      "totalDirectMessages",
    ],
  },
  { id: "files", figures: ["uploadsTotal", "uploadsTotalSize"] },
];

/** A figure as it is shown; undefined when the server does not count it. */
export function figureText({ raw }: Statistics, figure: Figure): string | undefined {
  const value = figure === "teams" ? asRecord(raw.teams).totalTeams : raw[figure];
  if (typeof value !== "number") return undefined;
  return figure === "uploadsTotalSize" ? formatBytes(value) : value.toLocaleString("en");
}

/** "3 days, 4 hours". */
export function formatDuration(seconds: number): string {
  const units = [
    ["day", 86_400],
    ["hour", 3600],
    ["minute", 60],
  ] as const;
  const parts: string[] = [];
  let rest = seconds;
  for (const [unit, length] of units) {
    const count = Math.floor(rest / length);
    rest -= count * length;
    if (count > 0)
      parts.push(new Intl.NumberFormat("en", { style: "unit", unit, unitDisplay: "long" }).format(count));
  }
  return parts.slice(0, 2).join(", ") || "less than a minute";
}
