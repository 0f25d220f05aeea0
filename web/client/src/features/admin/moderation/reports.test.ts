import { expect, test } from "vitest";
import { periodBounds } from "./reports";

// A Wednesday.
const now = new Date(2026, 2, 18, 15, 30).getTime();
const day = (date: number, month = 2) => new Date(2026, month, date).getTime();

test("each period has its bounds, weeks from Monday on (ADM-032)", () => {
  expect(periodBounds("all", now)).toEqual({});
  expect(periodBounds("today", now)).toEqual({ oldest: day(18) });
  expect(periodBounds("yesterday", now)).toEqual({ oldest: day(17), latest: day(18) - 1 });
  expect(periodBounds("week", now)).toEqual({ oldest: day(16) });
  expect(periodBounds("lastWeek", now)).toEqual({ oldest: day(9), latest: day(16) - 1 });
  expect(periodBounds("month", now)).toEqual({ oldest: day(1) });
});
