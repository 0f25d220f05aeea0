import { asList, asRecord, readTime } from "@parley/shared/wire/parse";
import { LogOut, MonitorSmartphone } from "lucide-react";
import { useCallback, useState } from "react";
import { formatFull, formatShort } from "../../../lib/dates";
import { useRights, useWorkspace } from "../../../store/use-store";
import type { Workspace } from "../../../store/workspace";
import { Page } from "../../../ui/area";
import { Avatar, userAvatar } from "../../../ui/avatar";
import { Button, IconButton } from "../../../ui/button";
import { ConfirmDialog } from "../../../ui/dialog";
import { Facts } from "../../../ui/facts";
import formStyles from "../../../ui/form.module.css";
import { Panel } from "../../../ui/panel";
import { SearchField } from "../../../ui/search-field";
import { type Column, type Sort, Table } from "../../../ui/table";
import { usePaged, useSettled } from "../../../ui/use-paged";
import { attempt } from "../acts";
import { adminStrings } from "../strings";
import { userStrings } from "./strings";

const strings = userStrings.devices;
const PAGE = 50;

interface Device {
  id: string;
  username: string;
  name: string;
  client: string;
  system: string;
  ip: string;
  at: number | undefined;
}

function parseDevice(value: unknown): Device | undefined {
  const raw = asRecord(value);
  const user = asRecord(raw._user ?? raw.user);
  const device = asRecord(raw.device);
  const os = asRecord(device.os ?? raw.os);
  const text = (...parts: unknown[]) =>
    parts.filter((part) => typeof part === "string" && part !== "").join(" ");
  if (typeof raw.sessionId !== "string") return undefined;
  return {
    id: raw.sessionId,
    username: text(user.username, raw.username),
    name: text(user.name) || text(user.username, raw.username),
    client: text(device.name, device.longVersion) || strings.unknown,
    system: text(os.name, os.version) || strings.unknown,
    ip: text(raw.ip),
    at: readTime(raw.loginAt),
  };
}

async function fetchDevices({ link }: Workspace, text: string, sort: Sort, offset: number) {
  const key = { user: "username", client: "device.name", system: "device.os.name", at: "loginAt" }[sort.by];
  const answer = await link.rest.get("sessions/list.all", {
    ...(text.trim() === "" ? {} : { filter: text.trim() }),
    sort: JSON.stringify({ [key ?? "loginAt"]: sort.isDescending ? -1 : 1 }),
    count: PAGE,
    offset,
  });
  const items = asList(answer.sessions)
    .map(parseDevice)
    .filter((device) => device !== undefined);
  return { items, total: typeof answer.total === "number" ? answer.total : items.length };
}

/** Where everybody is signed in (ADM, device management). */
export function DevicesPage() {
  const workspace = useWorkspace();
  const may = useRights();
  const [text, setText] = useState("");
  const [sort, setSort] = useState<Sort>({ by: "at", isDescending: true });
  const [shown, setShown] = useState<Device>();
  const [leaving, setLeaving] = useState<Device>();
  const wanted = useSettled(text);
  const list = usePaged(
    useCallback((offset: number) => fetchDevices(workspace, wanted, sort, offset), [workspace, wanted, sort]),
  );
  const columns: Column<Device>[] = [
    {
      id: "user",
      title: strings.columns.user,
      isSortable: true,
      render: (row) => (
        <span className={formStyles.person}>
          <Avatar size={28} name={row.name} source={userAvatar(row.username)} />
          <span className={formStyles.strong}>{row.name}</span>
        </span>
      ),
    },
    { id: "client", title: strings.columns.client, isSortable: true, render: (row) => row.client },
    {
      id: "system",
      title: strings.columns.system,
      isMinor: true,
      isSortable: true,
      render: (row) => row.system,
    },
    { id: "ip", title: strings.columns.ip, isMinor: true, render: (row) => row.ip },
    {
      id: "at",
      title: strings.columns.at,
      isMinor: true,
      isSortable: true,
      render: (row) => (row.at === undefined ? "" : formatShort(row.at)),
    },
  ];

  const mayLogOut = may("logout-device-management");
  return (
    <Page
      title={adminStrings.pages.devices}
      lead={strings.lead}
      isWide
      controls={<SearchField label={strings.search} value={text} onChange={setText} />}
      beside={
        shown && (
          <Panel title={strings.facts} onClose={() => setShown(undefined)}>
            <div className={formStyles.scroller}>
              <Facts
                facts={[
                  [strings.columns.user, `${shown.name} (@${shown.username})`],
                  [strings.columns.client, shown.client],
                  [strings.columns.system, shown.system],
                  [strings.columns.ip, shown.ip],
                  [strings.columns.at, shown.at === undefined ? undefined : formatFull(shown.at)],
                ]}
              />
              {mayLogOut && (
                <div className={formStyles.buttons}>
                  <Button look="danger" onPress={() => setLeaving(shown)}>
                    <LogOut />
                    {strings.logOut}
                  </Button>
                </div>
              )}
            </div>
          </Panel>
        )
      }
    >
      <Table
        label={adminStrings.pages.devices}
        columns={columns}
        list={list}
        keyOf={(row) => row.id}
        sort={sort}
        onSort={setSort}
        onOpen={setShown}
        selectedKey={shown?.id}
        empty={{ icon: <MonitorSmartphone />, title: strings.emptyTitle, text: strings.emptyText }}
        {...(mayLogOut
          ? {
              renderActions: (row: Device) => (
                <IconButton label={strings.logOut} icon={<LogOut />} onPress={() => setLeaving(row)} />
              ),
            }
          : {})}
      />
      {leaving !== undefined && (
        <ConfirmDialog
          title={strings.logOutTitle(leaving.name)}
          action={strings.logOut}
          onClose={() => setLeaving(undefined)}
          onConfirm={() =>
            void attempt(
              () => workspace.link.rest.post("sessions/logout", { sessionId: leaving.id }),
              strings.loggedOut,
            ).then((isDone) => {
              if (!isDone) return;
              setShown(undefined);
              list.reload();
            })
          }
        >
          <p>{strings.logOutText}</p>
        </ConfirmDialog>
      )}
    </Page>
  );
}
