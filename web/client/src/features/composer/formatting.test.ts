import { describe, expect, it } from "vitest";
import { applyFormat, type Format } from "./formatting";

/** The selection stands between ‹ and ›. */
function format(marked: string, how: Format): string {
  const start = marked.indexOf("‹");
  const end = marked.indexOf("›") - 1;
  const result = applyFormat({ text: marked.replace(/[‹›]/gu, ""), start, end }, how);
  return `${result.text.slice(0, result.start)}‹${result.text.slice(result.start, result.end)}›${result.text.slice(result.end)}`;
}

describe("formatting a selection (MSG-008)", () => {
  it.each<[string, Format, string]>([
    ["say ‹it› now", "bold", "say *‹it›* now"],
    ["say *‹it›* now", "bold", "say ‹it› now"],
    ["say ‹*it*› now", "bold", "say ‹it› now"],
    ["‹›", "italic", "_‹›_"],
    ["_‹›_", "italic", "‹›"],
    ["‹x›", "strike", "~‹x›~"],
    ["‹x›", "code", "`‹x›`"],
    ["‹x^2›", "formula", "\\(‹x^2›\\)"],
    ["\\(‹x^2›\\)", "formula", "‹x^2›"],
    ["look: ‹let a;›", "code-block", "look: \n```\n‹let a;›\n```"],
    ["‹a›\nb", "code-block", "```\n‹a›\n```\nb"],
    ["see ‹here›", "link", "see [here](‹https://›)"],
    ["see ‹https://a.de›", "link", "see [‹›](https://a.de)"],
  ])("turns %j by %s into %j", (before, how, after) => {
    expect(format(before, how)).toBe(after);
  });
});
