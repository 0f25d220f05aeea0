import { asList, asRecord } from "@parley/shared/wire/parse";

/** Which extra fields stand on a person's card, in order; a setting that is no list shows none. */
export function shownFields(setting: unknown, fields: Readonly<Record<string, unknown>>): [string, string][] {
  let list: unknown;
  try {
    list = typeof setting === "string" && setting.trim() !== "" ? JSON.parse(setting) : [];
  } catch {
    return [];
  }
  return asList(list)
    .flatMap((entry) => Object.entries(asRecord(entry)))
    .flatMap(([label, name]): [string, string][] => {
      const value = typeof name === "string" ? fields[name] : undefined;
      return typeof value === "string" && value !== "" ? [[label, value]] : [];
    });
}
