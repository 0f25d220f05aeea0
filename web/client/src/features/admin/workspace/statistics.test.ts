import { expect, test } from "vitest";
import { figureText, formatDuration, readStatistics } from "./statistics";

test("figures are shown as people read them, and left out where there are none (ADM-006, ADM-007)", () => {
  const statistics = readStatistics({
    totalUsers: 12_345,
    teams: { totalTeams: 3 },
    uploadsTotalSize: 1_500_000,
    createdAt: "2026-01-02T03:04:05Z",
  });
  expect(figureText(statistics, "totalUsers")).toBe("12,345");
  expect(figureText(statistics, "teams")).toBe("3");
  expect(figureText(statistics, "uploadsTotalSize")).toBe("1.5 MB");
  expect(figureText(statistics, "totalThreads")).toBeUndefined();
  expect(statistics.countedAt).toBe(Date.parse("2026-01-02T03:04:05Z"));
});

test("durations name their two largest parts", () => {
  expect(formatDuration(5)).toBe("less than a minute");
  expect(formatDuration(90 * 60)).toBe("1 hour, 30 minutes");
  expect(formatDuration(3 * 86_400 + 4 * 3600 + 120)).toBe("3 days, 4 hours");
});
