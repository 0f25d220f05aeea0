import { History, RefreshCw } from "lucide-react";
import { useCallback, useState } from "react";
import { formatFull } from "../../../lib/dates";
import { useWorkspace } from "../../../store/use-store";
import { Page } from "../../../ui/area";
import { Button } from "../../../ui/button";
import { Facts } from "../../../ui/facts";
import formStyles from "../../../ui/form.module.css";
import { Panel } from "../../../ui/panel";
import { Select } from "../../../ui/select";
import { type Column, Table } from "../../../ui/table";
import { TextField } from "../../../ui/text-field";
import { usePaged, useSettled } from "../../../ui/use-paged";
import { adminStrings } from "../strings";
import { changesOf, fetchTrail, type TrailEntry } from "./audit-trail";
import styles from "./audit-trail.module.css";
import { trailStrings as strings } from "./trail-strings";

const ALL = "all";
const actions = [
  { id: ALL, label: strings.everything },
  ...Object.entries(strings.kinds).map(([id, label]) => ({ id, label })),
];

const actionLabel = (action: string) => strings.actions[action] ?? action.replaceAll(/[.-]/gu, " ");

/** Who did what to the workspace (SEC-090). */
export function AuditTrailPage() {
  const workspace = useWorkspace();
  const [actor, setActor] = useState("");
  const [action, setAction] = useState(ALL);
  const [from, setFrom] = useState("");
  const [until, setUntil] = useState("");
  const [open, setOpen] = useState<TrailEntry>();
  const wanted = useSettled(actor.trim().replace(/^@/u, ""));
  const list = usePaged(
    useCallback(
      (offset: number) =>
        fetchTrail(
          workspace,
          {
            actor: wanted,
            action: action === ALL ? "" : action,
            from: instant(from, 0),
            until: instant(until, 1),
          },
          offset,
        ),
      [workspace, wanted, action, from, until],
    ),
  );
  const columns: Column<TrailEntry>[] = [
    { id: "action", title: strings.columns.action, render: (row) => actionLabel(row.action) },
    { id: "object", title: strings.columns.object, render: (row) => row.object },
    { id: "actor", title: strings.columns.actor, render: actorOf },
    {
      id: "at",
      title: strings.columns.at,
      isMinor: true,
      render: (row) => (row.at === undefined ? "" : formatFull(row.at)),
    },
  ];
  return (
    <Page
      isWide
      title={adminStrings.pages.auditTrail}
      lead={strings.lead}
      actions={
        <Button isPending={list.isLoading} onPress={list.reload}>
          <RefreshCw />
          {strings.refresh}
        </Button>
      }
      beside={
        open !== undefined && <EntryPanel key={open.id} entry={open} onClose={() => setOpen(undefined)} />
      }
    >
      <div className={styles.filters}>
        <TextField label={strings.actor} placeholder={strings.actorHint} value={actor} onChange={setActor} />
        <Select label={strings.action} options={actions} value={action} onChange={setAction} />
        <TextField type="date" label={strings.from} value={from} onChange={setFrom} />
        <TextField type="date" label={strings.until} value={until} onChange={setUntil} />
      </div>
      <Table
        label={adminStrings.pages.auditTrail}
        columns={columns}
        list={list}
        keyOf={(row) => row.id}
        onOpen={setOpen}
        selectedKey={open?.id}
        empty={{ icon: <History />, title: strings.emptyTitle, text: strings.emptyText }}
      />
    </Page>
  );
}

const actorOf = (entry: TrailEntry) => (entry.actor === "" ? strings.server : `@${entry.actor}`);

/** The first instant of a day, or the last one of it; undefined without a day. */
function instant(day: string, isEnd: 0 | 1): number | undefined {
  const [year, month, date] = day.split("-").map(Number);
  if (year === undefined || month === undefined || date === undefined || Number.isNaN(date)) return undefined;
  return new Date(year, month - 1, date + isEnd).getTime() - isEnd;
}

function EntryPanel({ entry, onClose }: { entry: TrailEntry; onClose: () => void }) {
  const changes = changesOf(entry);
  return (
    <Panel title={strings.panel} onClose={onClose}>
      <div className={formStyles.scroller}>
        <Facts
          facts={[
            [strings.columns.action, actionLabel(entry.action)],
            [strings.columns.object, entry.object],
            [strings.columns.actor, actorOf(entry)],
            [strings.columns.at, entry.at === undefined ? undefined : formatFull(entry.at)],
            [strings.columns.address, entry.address],
          ]}
        />
        {changes.length === 0 ? (
          <p className={formStyles.note}>{strings.noChanges}</p>
        ) : (
          <section aria-label={strings.changes} className={styles.changes}>
            <h3 className={styles.heading}>{strings.changes}</h3>
            {changes.map((change) => (
              <div key={change.name} className={styles.change}>
                <h4 className={styles.name}>{change.name}</h4>
                <dl className={styles.values}>
                  <dt>{strings.before}</dt>
                  <dd>{change.before ?? strings.nothing}</dd>
                  <dt>{strings.after}</dt>
                  <dd>{change.after ?? strings.nothing}</dd>
                </dl>
              </div>
            ))}
          </section>
        )}
      </div>
    </Panel>
  );
}
