import type { Message } from "@parley/shared/wire/entities";
import { describe, expect, it } from "vitest";
import { testMessage } from "../../store/test-entities";
import { buildRows, continuesRun } from "./rows";

const noon = new Date(2026, 2, 3, 12).getTime();
const minute = 60_000;

function rowsOf(messages: Message[], seenUntil?: number, hiddenKinds: string[] = []) {
  const table = new Map(messages.map((message) => [message.id, message]));
  return buildRows([...table.keys()], (id) => table.get(id), {
    hasOlder: false,
    seenUntil,
    myId: "me",
    runMs: 5 * minute,
    hiddenKinds: new Set(hiddenKinds),
  });
}

it("groups one person's messages within the workspace's period (MSG-026)", () => {
  const rows = rowsOf([
    testMessage("a", noon),
    testMessage("b", noon + minute),
    testMessage("c", noon + 7 * minute),
  ]);
  expect(rows.filter((row) => row.kind === "message").map((row) => row.startsRun)).toEqual([
    true,
    false,
    true,
  ]);
});

it("begins anew after a system message, another alias, or when grouping is off", () => {
  const first = testMessage("a", noon);
  const continues = (before: Message, message: Message) => continuesRun(before, message, minute);
  expect(continues(testMessage("s", noon, { kind: "uj" }), first)).toBe(false);
  expect(continues(first, testMessage("b", noon + 1, { alias: "Bot" }))).toBe(false);
  expect(continues(first, testMessage("b", noon + 1, { isGroupable: false }))).toBe(false);
  expect(continues(first, testMessage("b", noon + minute))).toBe(false);
  expect(continues(first, testMessage("b", noon + 1))).toBe(true);
});

describe("dividers", () => {
  it("stand before the first message of each day", () => {
    const rows = rowsOf([testMessage("a", noon), testMessage("b", noon + 24 * 60 * minute)]);
    expect(rows.map((row) => row.kind)).toEqual(["foreword", "day", "message", "day", "message"]);
  });

  it("mark the first unread message of somebody else, once", () => {
    const mine = testMessage("b", noon + 2 * minute, { author: { id: "me", username: "ada" } });
    const rows = rowsOf(
      [
        testMessage("a", noon),
        mine,
        testMessage("c", noon + 3 * minute),
        testMessage("d", noon + 4 * minute),
      ],
      noon + minute,
    );
    expect(rows.map((row) => row.key).slice(2)).toEqual(["a", "b", "unread", "c", "d"]);
  });
});

it("leaves out the kinds that the room or the workspace hides (MSG-069)", () => {
  const rows = rowsOf([testMessage("a", noon), testMessage("b", noon, { kind: "uj" })], undefined, ["uj"]);
  expect(rows.map((row) => row.key)).not.toContain("b");
  expect(rows.map((row) => row.key)).toContain("a");
});
