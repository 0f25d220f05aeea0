import { asList, asRecord, readTime } from "@parley/shared/wire/parse";
import { BellRing, RefreshCw } from "lucide-react";
import { useCallback, useState } from "react";
import { formatFull } from "../../../lib/dates";
import { useWorkspace } from "../../../store/use-store";
import { Page } from "../../../ui/area";
import { Button } from "../../../ui/button";
import { Select } from "../../../ui/select";
import { type Column, Table } from "../../../ui/table";
import { usePaged } from "../../../ui/use-paged";
import { adminStrings } from "../strings";
import styles from "./audit-trail.module.css";

const strings = {
  lead: "Pushes of the last seven days and how they went. What they said is not kept.",
  refresh: "Refresh",
  state: "State",
  all: "All",
  states: {
    waiting: "Waiting",
    sending: "Being sent",
    sent: "Sent",
    failed: "Failed",
    gone: "Device gone",
  } as Record<string, string>,
  kinds: { apn: "Apple", gcm: "Android", web: "Browser" } as Record<string, string>,
  columns: { who: "Who", kind: "Device", state: "State", reason: "Reason", at: "When" },
  emptyTitle: "No pushes",
  emptyText: "Nobody was told on a device in this time.",
} as const;

interface Delivery {
  id: string;
  username: string;
  kind: string;
  state: string;
  reason: string;
  at: number | undefined;
}

const columns: Column<Delivery>[] = [
  { id: "who", title: strings.columns.who, render: (row) => `@${row.username}` },
  { id: "kind", title: strings.columns.kind, render: (row) => strings.kinds[row.kind] ?? row.kind },
  { id: "state", title: strings.columns.state, render: (row) => strings.states[row.state] ?? row.state },
  { id: "reason", title: strings.columns.reason, isMinor: true, render: (row) => row.reason },
  {
    id: "at",
    title: strings.columns.at,
    isMinor: true,
    render: (row) => (row.at === undefined ? "" : formatFull(row.at)),
  },
];

/** What became of pushes (NOT-025). */
export function DeliveriesPage() {
  const { link } = useWorkspace();
  const [state, setState] = useState("all");
  const [counts, setCounts] = useState<Record<string, unknown>>({});
  const list = usePaged(
    useCallback(
      async (offset: number) => {
        const answer = await link.rest.get("push.deliveries", {
          count: 50,
          offset,
          state: state === "all" ? undefined : state,
        });
        setCounts(asRecord(answer.counts));
        const text = (value: unknown) => (typeof value === "string" ? value : "");
        const items = asList(answer.deliveries)
          .map(asRecord)
          .map((raw) => ({
            id: text(raw._id),
            username: text(asRecord(raw.u).username),
            kind: text(raw.type),
            state: text(raw.state),
            reason: text(raw.reason),
            at: readTime(raw.createdAt),
          }));
        return { items, total: typeof answer.total === "number" ? answer.total : items.length };
      },
      [link, state],
    ),
  );
  const count = (id: string) => (typeof counts[id] === "number" ? ` (${counts[id]})` : "");
  return (
    <Page
      isWide
      title={adminStrings.pages.deliveries}
      lead={strings.lead}
      actions={
        <Button isPending={list.isLoading} onPress={list.reload}>
          <RefreshCw />
          {strings.refresh}
        </Button>
      }
    >
      <div className={styles.filters}>
        <Select
          label={strings.state}
          options={[
            { id: "all", label: strings.all },
            ...Object.entries(strings.states).map(([id, label]) => ({ id, label: label + count(id) })),
          ]}
          value={state}
          onChange={setState}
        />
      </div>
      <Table
        label={adminStrings.pages.deliveries}
        columns={columns}
        list={list}
        keyOf={(row) => row.id}
        empty={{ icon: <BellRing />, title: strings.emptyTitle, text: strings.emptyText }}
      />
    </Page>
  );
}
