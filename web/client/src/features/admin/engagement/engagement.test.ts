import { describe, expect, it } from "vitest";
import { countActive, daysOf, signed, spanOf, toCsv } from "./engagement";

const noon = Date.UTC(2026, 10, 30, 12);

describe("engagement", () => {
  it("looks at whole days up to yesterday", () => {
    const span = spanOf(7, noon);
    expect(span.start.toISOString()).toBe("2026-11-23T00:00:00.000Z");
    expect(daysOf(span)).toHaveLength(7);
    expect(daysOf(span).at(-1)).toBe("2026-11-29");
  });

  it("counts people once within a day, a week and a month", () => {
    const days = [
      { label: "2026-11-01", people: new Set(["ada"]) },
      { label: "2026-11-28", people: new Set(["ada", "bob"]) },
      { label: "2026-11-29", people: new Set(["bob", "eve"]) },
    ];
    expect(countActive(days, ["2026-11-28", "2026-11-29"])).toEqual([
      { label: "2026-11-28", values: [2, 2, 2] },
      { label: "2026-11-29", values: [2, 3, 3] },
    ]);
    expect(countActive(days, ["2026-12-02"])[0]?.values).toEqual([0, 3, 3]);
  });

  it("writes tables for spreadsheets that run nothing", () => {
    expect(
      toCsv([
        ["room", "messages"],
        ["=HYPERLINK(1)", 3],
        ['a "b", c', -1],
      ]),
    ).toBe('room,messages\r\n\'=HYPERLINK(1),3\r\n"a ""b"", c",-1');
  });

  it("gives changes a sign", () => {
    expect([signed(3), signed(0), signed(-2)]).toEqual(["+3", "0", "−2"]);
  });
});
