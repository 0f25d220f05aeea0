import { asList, asRecord, readTime } from "@parley/shared/wire/parse";
import { LogOut, MonitorSmartphone } from "lucide-react";
import { useCallback, useState } from "react";
import { formatShort } from "../../../lib/dates";
import { useWorkspace } from "../../../store/use-store";
import { Page } from "../../../ui/area";
import { IconButton } from "../../../ui/button";
import { ConfirmDialog } from "../../../ui/dialog";
import { type Column, type Sort, Table } from "../../../ui/table";
import { toasts } from "../../../ui/toast";
import { usePaged } from "../../../ui/use-paged";
import { attempt } from "../../../ui/attempt";
import { deviceStrings as strings } from "../page-strings";
import { accountStrings } from "../strings";

interface Device {
  id: string;
  client: string;
  system: string;
  at: number | undefined;
}

function parseDevice(value: unknown): Device | undefined {
  const raw = asRecord(value);
  const device = asRecord(raw.device);
  const os = asRecord(device.os);
  const join = (...parts: unknown[]) =>
    parts.filter((part) => typeof part === "string" && part !== "").join(" ") || strings.unknown;
  return typeof raw.sessionId === "string"
    ? {
        id: raw.sessionId,
        client: join(device.name, device.longVersion),
        system: join(os.name, os.version),
        at: readTime(raw.loginAt),
      }
    : undefined;
}

const sortKeys: Record<string, string> = { client: "device.name", system: "device.os.name", at: "loginAt" };

/** Where one is signed in oneself (ACC-036). */
export function DevicesPage() {
  const { link } = useWorkspace();
  const [sort, setSort] = useState<Sort>({ by: "at", isDescending: true });
  const [leaving, setLeaving] = useState<Device>();
  const list = usePaged(
    useCallback(
      async (offset: number) => {
        const answer = await link.rest.get("sessions/list", {
          count: 50,
          offset,
          sort: JSON.stringify({ [sortKeys[sort.by] ?? "loginAt"]: sort.isDescending ? -1 : 1 }),
        });
        const items = asList(answer.sessions)
          .map(parseDevice)
          .filter((device) => device !== undefined);
        return { items, total: typeof answer.total === "number" ? answer.total : items.length };
      },
      [link, sort],
    ),
  );
  const columns: Column<Device>[] = [
    { id: "client", title: strings.columns.client, isSortable: true, render: (row) => row.client },
    { id: "system", title: strings.columns.system, isSortable: true, render: (row) => row.system },
    {
      id: "at",
      title: strings.columns.at,
      isSortable: true,
      isMinor: true,
      render: (row) => (row.at === undefined ? "" : formatShort(row.at)),
    },
  ];
  return (
    <Page title={accountStrings.pages.devices} lead={strings.lead}>
      <Table
        label={accountStrings.pages.devices}
        columns={columns}
        list={list}
        keyOf={(row) => row.id}
        sort={sort}
        onSort={setSort}
        empty={{ icon: <MonitorSmartphone />, title: strings.emptyTitle, text: strings.emptyText }}
        renderActions={(row) => (
          <IconButton label={strings.logOut} icon={<LogOut />} onPress={() => setLeaving(row)} />
        )}
      />
      {leaving !== undefined && (
        <ConfirmDialog
          title={strings.title}
          action={strings.logOut}
          onClose={() => setLeaving(undefined)}
          onConfirm={() =>
            void attempt(async () => {
              await link.rest.post("sessions/logout.me", { sessionId: leaving.id });
              toasts.add("done", strings.done);
              list.reload();
            })
          }
        >
          <p>{strings.text}</p>
        </ConfirmDialog>
      )}
    </Page>
  );
}
