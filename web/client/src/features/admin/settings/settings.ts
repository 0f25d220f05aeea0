import { asList, asRecord } from "@parley/shared/wire/parse";
import { fold } from "../../../lib/text";
import type { Workspace } from "../../../store/workspace";
import { assetOrder, groupLabel, sectionLabel, settingHelp, settingLabel } from "./labels";

export interface Setting {
  id: string;
  type: string;
  group: string;
  section: string;
  value: unknown;
  defaultValue: unknown;
  /** Given by the environment, or not to be changed. */
  isLocked: boolean;
  isSecret: boolean;
  isMultiline: boolean;
  values: { id: string; label: string }[];
  /** What other settings have to be for this one to count. */
  conditions: { id: string; value: unknown }[];
  order: number;
}

export function parseSetting(value: unknown): Setting | undefined {
  const raw = asRecord(value);
  const { _id, type, group } = raw;
  if (typeof _id !== "string" || typeof type !== "string" || type === "group" || raw.hidden === true)
    return undefined;
  return {
    id: _id,
    type,
    group: typeof group === "string" ? group : "General",
    section: typeof raw.section === "string" ? raw.section : "",
    value: raw.value,
    defaultValue: raw.packageValue,
    // Pictures are read-only as values: they change by uploading.
    isLocked: raw.blocked === true || (raw.readonly === true && type !== "asset"),
    isSecret: raw.secret === true || type === "password",
    isMultiline: raw.multiline === true,
    values: asList(raw.values)
      .map(asRecord)
      .map((item) => ({ id: String(item.key), label: String(item.i18nLabel ?? item.key) })),
    conditions: readConditions(raw.enableQuery),
    order: typeof raw.sorter === "number" ? raw.sorter : type === "asset" ? assetOrder(_id) : 0,
  };
}

/** Conditions come as an object, as several, or as the text of either. */
function readConditions(raw: unknown): Setting["conditions"] {
  let given = raw;
  if (typeof given === "string") {
    try {
      given = JSON.parse(given);
    } catch {
      return [];
    }
  }
  return (Array.isArray(given) ? given : [given])
    .map(asRecord)
    .filter((item) => typeof item._id === "string")
    .map((item) => ({ id: String(item._id), value: item.value }));
}

function meets(actual: unknown, wanted: unknown): boolean {
  const operators = asRecord(wanted);
  if ("$exists" in operators) return operators.$exists === (actual !== undefined && actual !== "");
  if ("$ne" in operators) return !same(actual, operators.$ne);
  if ("$in" in operators) return asList(operators.$in).some((item) => same(actual, item));
  return same(actual, wanted);
}

export function same(a: unknown, b: unknown): boolean {
  return JSON.stringify(a ?? "") === JSON.stringify(b ?? "");
}

/** Whether a setting counts now, by what other settings are (SET-003). */
export function isEnabled(setting: Setting, valueOf: (id: string) => unknown): boolean {
  return setting.conditions.every((condition) => meets(valueOf(condition.id), condition.value));
}

export async function fetchSettings({ link }: Workspace): Promise<Setting[]> {
  const answer = await link.read("private-settings/get");
  const list = Array.isArray(answer) ? answer : asList(asRecord(answer).update);
  return list.map(parseSetting).filter((setting) => setting !== undefined);
}

export interface SettingGroup {
  id: string;
  title: string;
  sections: { id: string; title: string; settings: Setting[] }[];
  count: number;
}

/** Settings by group and section, in the order that the server declares. */
export function groupSettings(settings: Iterable<Setting>): SettingGroup[] {
  const groups = new Map<string, Map<string, Setting[]>>();
  for (const setting of settings) {
    const sections = groups.get(setting.group) ?? new Map<string, Setting[]>();
    groups.set(setting.group, sections);
    const list = sections.get(setting.section);
    if (list === undefined) sections.set(setting.section, [setting]);
    else list.push(setting);
  }
  return [...groups]
    .map(([id, sections]) => ({
      id,
      title: groupLabel(id),
      count: [...sections.values()].reduce((sum, list) => sum + list.length, 0),
      sections: [...sections]
        .map(([section, list]) => ({
          id: section,
          title: section === "" ? "" : sectionLabel(section),
          settings: list.sort((a, b) => a.order - b.order),
        }))
        .sort((a, b) => Number(a.id !== "") - Number(b.id !== "")),
    }))
    .sort((a, b) => a.title.localeCompare(b.title));
}

/** Settings whose id, name, help, section or value contains all words (SET-001). */
export function searchSettings(settings: Iterable<Setting>, text: string): Setting[] {
  const words = fold(text).split(/\s+/u).filter(Boolean);
  if (words.length === 0) return [...settings];
  return [...settings].filter((setting) => {
    const value = setting.isSecret || typeof setting.value === "object" ? "" : String(setting.value ?? "");
    const all = fold(
      [
        setting.id,
        settingLabel(setting.id),
        settingHelp(setting.id) ?? "",
        groupLabel(setting.group),
        setting.section,
        value,
      ].join(" "),
    );
    return words.every((word) => all.includes(word));
  });
}
