import type { User } from "@parley/shared/wire/entities";
import { personName } from "../../store/room-names";
import { formatMoment } from "../../lib/dates";
import { listNames } from "../../lib/text";
import { panelStrings } from "./panel-strings";

const strings = panelStrings.prunePanel;

/** What is to be deleted from a room. Times are of local date fields; empty ones leave that side open. */
export interface PruneForm {
  newerThan: string;
  olderThan: string;
  isInclusive: boolean;
  people: readonly User[];
  keepsPinned: boolean;
  keepsThreads: boolean;
  keepsDiscussions: boolean;
  onlyFiles: boolean;
}

export const emptyPrune: PruneForm = {
  newerThan: "",
  olderThan: "",
  isInclusive: false,
  people: [],
  keepsPinned: true,
  keepsThreads: false,
  keepsDiscussions: false,
  onlyFiles: false,
};

const BATCH = 2000;

function timeOf(field: string): number | undefined {
  if (field === "") return undefined;
  const time = new Date(field).getTime();
  return Number.isNaN(time) ? undefined : time;
}

export function isOutOfOrder(form: PruneForm): boolean {
  const from = timeOf(form.newerThan);
  const to = timeOf(form.olderThan);
  return from !== undefined && to !== undefined && from > to;
}

/** The request, by its wire names. Open sides reach from the beginning to now. */
export function pruneRequest(roomId: string, form: PruneForm, now = Date.now()): Record<string, unknown> {
  return {
    roomId,
    oldest: new Date(timeOf(form.newerThan) ?? 0).toISOString(),
    latest: new Date(timeOf(form.olderThan) ?? now).toISOString(),
    inclusive: form.isInclusive,
    limit: BATCH,
    excludePinned: form.keepsPinned,
    ignoreThreads: form.keepsThreads,
    ignoreDiscussion: form.keepsDiscussions,
    filesOnly: form.onlyFiles,
    users: form.people.map((person) => person.username),
  };
}

/** Says in a sentence what will go. */
export function pruneSummary(form: PruneForm, room: string): string {
  const from = timeOf(form.newerThan);
  const to = timeOf(form.olderThan);
  const what = form.onlyFiles ? strings.allFiles : strings.allMessages;
  const range =
    from !== undefined && to !== undefined
      ? strings.between(formatMoment(from), formatMoment(to))
      : from !== undefined
        ? strings.after(formatMoment(from))
        : to !== undefined
          ? strings.before(formatMoment(to))
          : "";
  const by = form.people.length === 0 ? "" : strings.by(listNames(form.people.map(personName)));
  return `${[what, by, strings.inRoom(room), range].filter(Boolean).join(" ")}.`;
}

export const pruneBatch = BATCH;
