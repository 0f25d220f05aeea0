type Katex = typeof import("katex").default;

let loading: Promise<Katex> | undefined;

/** Loads the typesetter when the first formula is shown. */
export function loadFormulas(): Promise<Katex> {
  loading ??= import("katex").then((module) => module.default);
  return loading;
}

const LONGEST = 4000;

/**
 * Draws a formula into an element, as MathML nodes. Commands that could load, link or style anything are refused, and
 * expansion is bounded. Returns what is wrong with a bad formula.
 */
export function drawFormula(
  katex: Katex,
  formula: string,
  element: HTMLElement,
  isBlock: boolean,
): string | undefined {
  if (formula.length > LONGEST) return "";
  try {
    katex.render(formula, element, {
      displayMode: isBlock,
      output: "mathml",
      throwOnError: true,
      trust: false,
      strict: "ignore",
      maxExpand: 200,
      maxSize: 20,
    });
    return undefined;
  } catch (error) {
    element.replaceChildren();
    return error instanceof Error ? error.message : "";
  }
}
