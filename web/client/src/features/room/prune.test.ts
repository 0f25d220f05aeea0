import { expect, it } from "vitest";
import { emptyPrune, isOutOfOrder, pruneRequest, pruneSummary } from "./prune";

const bob = { id: "u1", username: "bob", name: "Bob", presence: "online" as const };

it("asks for everything until now when no dates are given (ROOM-076)", () => {
  expect(pruneRequest("r", emptyPrune, 0)).toEqual({
    roomId: "r",
    oldest: "1970-01-01T00:00:00.000Z",
    latest: "1970-01-01T00:00:00.000Z",
    inclusive: false,
    limit: 2000,
    excludePinned: true,
    ignoreThreads: false,
    ignoreDiscussion: false,
    filesOnly: false,
    users: [],
  });
});

it("knows when the dates are the wrong way round", () => {
  const form = { ...emptyPrune, newerThan: "2026-03-02T00:00", olderThan: "2026-03-01T00:00" };
  expect(isOutOfOrder(form)).toBe(true);
  expect(isOutOfOrder({ ...form, olderThan: "" })).toBe(false);
});

it("says what will go", () => {
  expect(pruneSummary(emptyPrune, "design")).toBe("All messages in design.");
  expect(pruneSummary({ ...emptyPrune, onlyFiles: true, people: [bob] }, "design")).toBe(
    "All files by Bob in design.",
  );
  expect(pruneSummary({ ...emptyPrune, olderThan: "2026-03-01T00:00" }, "design")).toMatch(
    /^All messages in design from before .+\.$/u,
  );
});
