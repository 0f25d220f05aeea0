import { expect, test } from "vitest";
import { asDay, dayBounds, daysOf } from "./audit";

test("days are searched from their first to their last instant", () => {
  const { start, end } = dayBounds("2026-03-01", "2026-03-02");
  expect(new Date(start)).toEqual(new Date(2026, 2, 1, 0, 0, 0, 0));
  expect(new Date(end)).toEqual(new Date(2026, 2, 2, 23, 59, 59, 999));
});

test("a day is written as date fields have it", () => {
  expect(asDay(new Date(2026, 0, 9, 23, 59).getTime())).toBe("2026-01-09");
});

test("stretches of time have names (ADM-129)", () => {
  const now = new Date(2026, 2, 1, 12).getTime();
  expect(daysOf("yesterday", now)).toEqual({ from: "2026-02-28", until: "2026-02-28" });
  expect(daysOf("week", now)).toEqual({ from: "2026-02-23", until: "2026-03-01" });
  expect(daysOf("lastMonth", now)).toEqual({ from: "2026-02-01", until: "2026-02-28" });
});
