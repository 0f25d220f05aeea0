import { readStored, writeStored } from "./platform";

export type ThemeChoice = "system" | "light" | "dark" | "contrast-light" | "contrast-dark";

const KEY = "parley.theme";
const choices: readonly ThemeChoice[] = ["system", "light", "dark", "contrast-light", "contrast-dark"];

export function readTheme(): ThemeChoice {
  const saved = readStored(KEY);
  return choices.find((choice) => choice === saved) ?? "system";
}

export function setTheme(choice: ThemeChoice): void {
  writeStored(KEY, choice);
  applyTheme();
}

/** The choice as other clients know it; contrast is a matter of this device. */
export function themePreference(choice: ThemeChoice): string | undefined {
  return choice === "system" ? "auto" : choice === "light" || choice === "dark" ? choice : undefined;
}

/** Takes a choice made elsewhere, unless this device has a contrast of its own. */
export function takeThemePreference(preference: unknown): void {
  const own = readTheme();
  if (own.startsWith("contrast")) return;
  const choice = preference === "auto" ? "system" : preference;
  if ((choice === "system" || choice === "light" || choice === "dark") && choice !== own) setTheme(choice);
}

export function applyTheme(): void {
  document.documentElement.dataset.theme = resolve(readTheme());
}

/** Follows the system's wishes while the choice is "system". */
export function followSystemTheme(): void {
  for (const query of ["(prefers-color-scheme: dark)", "(prefers-contrast: more)"]) {
    matchMedia(query).addEventListener("change", applyTheme);
  }
}

function resolve(choice: ThemeChoice): string {
  if (choice !== "system") return choice;
  const tone = matchMedia("(prefers-color-scheme: dark)").matches ? "dark" : "light";
  return matchMedia("(prefers-contrast: more)").matches ? `contrast-${tone}` : tone;
}
