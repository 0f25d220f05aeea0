import { expect, it } from "vitest";
import { isQuiet, parseHours, writeHours } from "./quiet-times";

const at = (text: string) => Date.parse(text);

it("is quiet until the moment that was chosen", () => {
  expect(isQuiet({ doNotDisturbUntil: 2000 }, 1999)).toBe(true);
  expect(isQuiet({ doNotDisturbUntil: 2000 }, 2000)).toBe(false);
  expect(isQuiet({}, 0)).toBe(false);
});

it("is quiet between two times where the person lives, over midnight too", () => {
  const night = { quietHours: "22:00-07:00 Europe/Berlin" };
  expect(isQuiet(night, at("2026-07-01T20:30:00Z"))).toBe(true);
  expect(isQuiet(night, at("2026-07-01T04:59:00Z"))).toBe(true);
  expect(isQuiet(night, at("2026-07-01T05:00:00Z"))).toBe(false);
  expect(isQuiet(night, at("2026-12-01T20:30:00Z"))).toBe(false);
  const lunch = { quietHours: "12:00-13:00 UTC" };
  expect(isQuiet(lunch, at("2026-07-01T12:00:00Z"))).toBe(true);
  expect(isQuiet(lunch, at("2026-07-01T13:00:00Z"))).toBe(false);
});

it("keeps what it wrote and passes over nonsense", () => {
  const hours = { from: "21:30", to: "06:00", zone: "America/New_York" };
  expect(parseHours(writeHours(hours))).toEqual(hours);
  expect(isQuiet({ quietHours: "always" }, 0)).toBe(false);
  expect(isQuiet({ quietHours: "00:00-23:59 Nowhere/Land" }, 0)).toBe(false);
});
