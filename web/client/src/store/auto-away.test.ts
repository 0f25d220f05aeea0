import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { AutoAway } from "./auto-away";

const call = vi.fn<(method: string) => Promise<undefined>>(() => Promise.resolve(undefined));
let away: AutoAway;

beforeEach(() => {
  vi.useFakeTimers();
  call.mockClear();
  away = new AutoAway({ call }, 60_000);
});

afterEach(() => {
  away.stop();
  vi.useRealTimers();
});

const told = () => call.mock.calls.map(([method]) => method);

test("somebody who touches nothing becomes away, and online with the first touch (ACC-048, ACC-062)", () => {
  vi.advanceTimersByTime(59_000);
  expect(told()).toEqual([]);
  vi.advanceTimersByTime(2000);
  expect(told()).toEqual(["UserPresence:away"]);
  dispatchEvent(new Event("keydown"));
  dispatchEvent(new Event("pointermove"));
  expect(told()).toEqual(["UserPresence:away", "UserPresence:online"]);
});

test("every touch begins the time anew", () => {
  vi.advanceTimersByTime(50_000);
  dispatchEvent(new Event("pointermove"));
  vi.advanceTimersByTime(50_000);
  expect(told()).toEqual([]);
  vi.advanceTimersByTime(11_000);
  expect(told()).toEqual(["UserPresence:away"]);
});

test("when it ends, nobody stays away by it", () => {
  vi.advanceTimersByTime(61_000);
  away.stop();
  vi.advanceTimersByTime(120_000);
  expect(told()).toEqual(["UserPresence:away", "UserPresence:online"]);
});
