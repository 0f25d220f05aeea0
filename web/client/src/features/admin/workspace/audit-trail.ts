import { asList, asRecord, readTime } from "@parley/shared/wire/parse";
import type { Workspace } from "../../../store/workspace";
import type { Page } from "../../../ui/use-paged";
import { trailStrings as strings } from "./trail-strings";

const AT_ONCE = 50;

export interface TrailEntry {
  id: string;
  at: number | undefined;
  /** Empty for the server itself. */
  actor: string;
  address: string;
  action: string;
  kind: string;
  object: string;
  before: Record<string, unknown>;
  after: Record<string, unknown>;
}

export interface TrailFilter {
  actor: string;
  action: string;
  /** Instants; undefined is open. */
  from: number | undefined;
  until: number | undefined;
}

export function parseEntry(value: unknown): TrailEntry | undefined {
  const raw = asRecord(value);
  if (typeof raw._id !== "string") return undefined;
  const text = (given: unknown) => (typeof given === "string" ? given : "");
  const object = asRecord(raw.object);
  return {
    id: raw._id,
    at: readTime(raw.ts),
    actor: text(asRecord(raw.actor).username),
    address: text(raw.ip),
    action: text(raw.action),
    kind: text(object.type),
    object: text(object.name) || text(object._id),
    before: asRecord(raw.before),
    after: asRecord(raw.after),
  };
}

export async function fetchTrail(
  { link }: Workspace,
  filter: TrailFilter,
  offset: number,
): Promise<Page<TrailEntry>> {
  const answer = await link.rest.get("audit-trail.list", {
    count: AT_ONCE,
    offset,
    actor: filter.actor === "" ? undefined : filter.actor,
    action: filter.action === "" ? undefined : filter.action,
    from: filter.from === undefined ? undefined : new Date(filter.from).toISOString(),
    to: filter.until === undefined ? undefined : new Date(filter.until).toISOString(),
  });
  const items = asList(answer.entries)
    .map(parseEntry)
    .filter((entry) => entry !== undefined);
  return { items, total: typeof answer.total === "number" ? answer.total : items.length };
}

export interface Change {
  name: string;
  before: string | undefined;
  after: string | undefined;
}

/** What was changed, one member after the other. */
export function changesOf({ before, after }: TrailEntry): Change[] {
  const names = [...new Set([...Object.keys(before), ...Object.keys(after)])];
  return names.map((name) => ({ name, before: show(before[name]), after: show(after[name]) }));
}

function show(value: unknown): string | undefined {
  if (value === undefined || value === null) return undefined;
  if (typeof value === "boolean") return value ? strings.yes : strings.no;
  if (typeof value === "string") return value === "" ? strings.empty : value;
  if (Array.isArray(value) && value.every((item) => typeof item === "string"))
    return value.length === 0 ? strings.empty : value.join(", ");
  return typeof value === "number" ? value.toLocaleString("en") : JSON.stringify(value, undefined, 2);
}
