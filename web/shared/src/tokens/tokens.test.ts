import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";

/** Contrast that every theme must reach on all of its surfaces: light, dark, high contrast light, high contrast dark. */
const required: Record<string, readonly [number, number, number, number]> = {
  text: [13.1, 10, 14.7, 13],
  "text-secondary": [6.2, 6.2, 11.6, 11.6],
  "text-tertiary": [4.7, 4.6, 8.2, 8.9],
  link: [5.5, 5.4, 8.3, 7.6],
  danger: [4.8, 5.3, 7.8, 7.6],
  success: [4.9, 6.4, 7, 8.6],
  warning: [4.7, 7.2, 7.1, 9.4],
  info: [5, 6.4, 7.1, 8.4],
  "control-edge": [3.2, 3.6, 14.7, 13],
  focus: [4.6, 5.4, 8.3, 9.4],
};

const pairs: readonly [string, string, readonly [number, number, number, number]][] = [
  ["on-accent", "accent", [5.8, 5.3, 11.8, 10.1]],
  ["on-badge", "badge", [5.2, 6.8, 11.1, 15.3]],
  ["inline-code", "code-surface", [7.7, 7.9, 10.8, 12.3]],
];

const themes = ["light", "dark", "contrast-light", "contrast-dark"] as const;
const surfaces = ["canvas", "sidebar", "raised", "sunken", "hover", "selected", "mention"];
const css = readFileSync(new URL("tokens.css", import.meta.url), "utf8");

function readTheme(name: string): Record<string, string> {
  const block = new RegExp(`\\[data-theme="${name}"\\] \\{([^}]*)\\}`).exec(css)?.[1] ?? "";
  return Object.fromEntries(
    [...block.matchAll(/--([\w-]+):\s*(#[\da-f]{6});/g)].map((m) => [m[1] ?? "", m[2] ?? ""]),
  );
}

function luminance(hex: string): number {
  const [r = 0, g = 0, b = 0] = [1, 3, 5]
    .map((at) => Number.parseInt(hex.slice(at, at + 2), 16) / 255)
    .map((c) => (c <= 0.04045 ? c / 12.92 : ((c + 0.055) / 1.055) ** 2.4));
  return 0.2126 * r + 0.7152 * g + 0.0722 * b;
}

function contrast(a: string, b: string): number {
  const [light = 0, dark = 0] = [luminance(a), luminance(b)].sort((x, y) => y - x);
  return (light + 0.05) / (dark + 0.05);
}

/** The table gives one decimal. */
const ROUNDING = 0.05;

// A11Y-032: what is read stands out from what it is written on, in every theme.
describe.each(themes.map((theme, index) => ({ theme, index })))("contrast of $theme", ({ theme, index }) => {
  const tokens = readTheme(theme);
  const colour = (name: string) => {
    const value = tokens[name];
    if (value === undefined) throw new Error(`${theme} has no ${name}`);
    return value;
  };

  it.each(Object.entries(required))("%s is readable on every surface", (name, minimum) => {
    const worst = Math.min(...surfaces.map((surface) => contrast(colour(name), colour(surface))));
    expect(worst).toBeGreaterThanOrEqual((minimum[index] ?? 0) - ROUNDING);
  });

  it.each(pairs)("%s is readable on %s", (front, back, minimum) => {
    expect(contrast(colour(front), colour(back))).toBeGreaterThanOrEqual((minimum[index] ?? 0) - ROUNDING);
  });
});
