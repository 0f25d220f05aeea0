const REGIONS = "nav, main, aside, [role='complementary']";
const FOCUSABLE =
  "a[href]:not([tabindex='-1']), button:not(:disabled), textarea, input:not([hidden]), [tabindex='0']";

/** Goes to the next part of the page, or the one before: menu, list of rooms, conversation, what is beside it (A11Y-016). */
export function goToRegion(step: 1 | -1): void {
  const regions = [...document.querySelectorAll<HTMLElement>(REGIONS)].filter(
    (region) => region.getClientRects().length > 0 && region.querySelector(FOCUSABLE) !== null,
  );
  const current = regions.findLastIndex((region) => region.contains(document.activeElement));
  const next = regions[(current + step + regions.length) % Math.max(regions.length, 1)];
  next?.querySelector<HTMLElement>(FOCUSABLE)?.focus();
}
