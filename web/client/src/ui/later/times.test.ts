import { expect, test } from "vitest";
import { timeChoices, toField } from "./times";

const at = (day: number, hour: number) => new Date(2026, 10, day, hour);
const ids = (now: Date) => timeChoices(now).map(({ id }) => id);

test("times that are over are not offered", () => {
  // 25 November 2026 is a Wednesday.
  expect(ids(at(25, 10))).toEqual(["hour", "evening", "tomorrow", "monday"]);
  expect(ids(at(25, 17))).toEqual(["hour", "tomorrow", "monday"]);
  // On Sunday, tomorrow is Monday.
  expect(ids(at(29, 20))).toEqual(["hour", "tomorrow"]);
  for (const choice of timeChoices(at(25, 10))) expect(choice.at).toBeGreaterThan(at(25, 10).getTime());
  expect(toField(timeChoices(at(25, 10))[3]?.at ?? 0)).toBe("2026-11-30T09:00");
  // On Monday, Monday is a week away.
  expect(toField(timeChoices(at(30, 10))[3]?.at ?? 0)).toBe("2026-12-07T09:00");
});
