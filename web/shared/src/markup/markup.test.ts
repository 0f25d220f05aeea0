import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { parseMarkup } from "./parse";
import type { Block, MarkupOptions } from "./tree";

interface Case {
  readonly group: string;
  readonly text: string;
  readonly options?: MarkupOptions;
  readonly md: readonly Block[];
  readonly differs?: string;
}

interface Fixture {
  readonly options: MarkupOptions;
  readonly cases: readonly Case[];
}

/** The server's tests read the same file, so that both parsers agree. */
const fixture = JSON.parse(
  readFileSync(new URL("../../../../tests/Fixtures/markup.json", import.meta.url), "utf8"),
) as Fixture;

const groups = [...new Set(fixture.cases.map((c) => c.group))];

describe("message grammar (MSG-017 to MSG-025)", () => {
  it.each(groups)("parses the %s of the shared fixture", (group) => {
    for (const item of fixture.cases.filter((c) => c.group === group)) {
      expect(
        parseMarkup(item.text, { ...fixture.options, ...item.options }),
        JSON.stringify(item.text),
      ).toEqual(item.md);
    }
  });

  it.each([
    "*",
    "_",
    "~",
    "(",
    "[",
    "![",
    "<",
    ">",
    "> ",
    "`",
    "```\n",
    "```\na\n",
    "$",
    "\\(",
    "\\[\n",
    ":",
    ":)",
    ":a::",
    "@",
    "@a@",
    "#",
    "a@",
    "a!",
    "a+",
    "a-",
    "a.",
    "(a.b)",
    "a://",
    "<a:",
    "](a:",
    "[](",
    "*[",
    "[*](a.b)",
    "*_~",
    "*a _b ~c ",
    "*a*)",
    "_a ",
    "- ",
    "* ",
    "* *\n",
    "1. ",
    "+1",
    "\\*",
    "\n",
    " ",
    "😀",
    "\ud83d",
    "x_",
  ])(
    "takes time linear in the length of hostile text: %j",
    (unit) => {
      const text = unit.repeat(Math.floor(50_000 / unit.length));
      for (const candidate of [text, `x${text}`, `*a ${text}`, `[${text}](a.b)`, `${text}*_~)]>\`$\\)`]) {
        // What the processor did, not what the clock says: other programs may be busy at the same time.
        const started = process.cpuUsage();
        parseMarkup(candidate, fixture.options);
        expect(process.cpuUsage(started).user / 1_000).toBeLessThan(1_500);
      }
    },
    60_000,
  );
});
