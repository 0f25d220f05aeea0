import { expect, test } from "vitest";
import { drawFormula, loadFormulas } from "./formulas";

// The typesetter asks for standards mode, which the test's document does not have.
Object.defineProperty(document, "compatMode", { value: "CSS1Compat" });

async function draw(formula: string, isBlock = false) {
  const element = document.createElement("span");
  const problem = drawFormula(await loadFormulas(), formula, element, isBlock);
  return { element, problem };
}

test("formulas become elements, in line and as a block (MSG-022)", async () => {
  const inline = await draw("x^2");
  expect(inline.problem).toBeUndefined();
  expect(inline.element.querySelector("math msup")).not.toBeNull();
  expect(inline.element.querySelector("math")?.getAttribute("display")).toBeNull();
  expect((await draw("x^2", true)).element.querySelector("math")?.getAttribute("display")).toBe("block");
});

test("a bad formula is refused and leaves nothing behind (MSG-022)", async () => {
  const { element, problem } = await draw("\\frac{1}{");
  expect(problem).toBeDefined();
  expect(element.childNodes).toHaveLength(0);
});

test.each([
  ["a link", "\\href{javascript:alert(1)}{x}"],
  ["a picture", "\\includegraphics{https://example.org/x.png}"],
  ["a style", "\\htmlStyle{position:fixed}{x}"],
  ["itself", "\\def\\a{\\a\\a}\\a"],
  ["too much", "x".repeat(5000)],
])("what could load, link, style or never end does nothing (MSG-022): %s", async (_, formula) => {
  const { element } = await draw(formula);
  expect(element.querySelector("a, img, script, iframe, [style*='position'], [href], [src]")).toBeNull();
});
