import { ShieldCheck } from "lucide-react";
import { useCallback, useState } from "react";
import { useLocation } from "wouter";
import { formatShort } from "../../../lib/dates";
import { useWorkspace } from "../../../store/use-store";
import { Page } from "../../../ui/area";
import { Avatar, userAvatar } from "../../../ui/avatar";
import formStyles from "../../../ui/form.module.css";
import { SearchField } from "../../../ui/search-field";
import { Segments } from "../../../ui/segments";
import { Select } from "../../../ui/select";
import { type Column, Table } from "../../../ui/table";
import { Tag } from "../../../ui/tag";
import { usePaged, useSettled } from "../../../ui/use-paged";
import type { AdminPageProps } from "../admin-area";
import { adminStrings } from "../strings";
import { ReportsPanel } from "./reports-panel";
import { fetchReported, type Period, type Reported } from "./reports";
import { moderationStrings as strings } from "./strings";

type View = "messages" | "people";
const views = (["messages", "people"] as const).map((id) => ({ id, label: strings.views[id] }));
const periods = (Object.keys(strings.periods) as Period[]).map((id) => ({ id, label: strings.periods[id] }));

/** What people have reported, and what becomes of it (ADM-031 to ADM-039). */
export function ModerationPage({ detail, more }: AdminPageProps) {
  const workspace = useWorkspace();
  const [, navigate] = useLocation();
  const view: View = detail === "people" ? "people" : "messages";
  const [text, setText] = useState("");
  const [period, setPeriod] = useState<Period>("all");
  const wanted = useSettled(text);
  const list = usePaged(
    useCallback(
      (offset: number) => fetchReported(workspace, view, wanted, period, offset),
      [workspace, view, wanted, period],
    ),
  );
  const shown = list.items?.find((row) => row.userId === more);

  const person: Column<Reported> = {
    id: "person",
    title: strings.columns.person,
    render: (row) => (
      <span className={formStyles.person}>
        <Avatar size={28} name={row.name} source={userAvatar(row.username)} />
        <span className={formStyles.strong}>{row.name}</span>
        {row.isDeleted && <Tag>{strings.deleted}</Tag>}
      </span>
    ),
  };
  const facts: Column<Reported>[] = [
    {
      id: "count",
      title: strings.columns.count,
      isNumber: true,
      render: (row) => row.count.toLocaleString("en"),
    },
    {
      id: "when",
      title: strings.columns.when,
      isMinor: true,
      render: (row) => (row.at === undefined ? "" : formatShort(row.at)),
    },
  ];
  const columns: Column<Reported>[] =
    view === "messages"
      ? [
          person,
          { id: "message", title: strings.columns.message, render: (row) => row.excerpt },
          { id: "room", title: strings.columns.room, isMinor: true, render: (row) => row.rooms.join(", ") },
          ...facts,
        ]
      : [
          person,
          {
            id: "created",
            title: strings.columns.created,
            isMinor: true,
            render: (row) => (row.createdAt === undefined ? "" : formatShort(row.createdAt)),
          },
          ...facts,
        ];

  return (
    <Page
      title={adminStrings.pages.moderation}
      isWide
      beside={
        shown !== undefined && (
          <ReportsPanel
            key={`${view}/${shown.userId}`}
            reported={shown}
            kind={view}
            onClose={() => navigate(`/admin/moderation/${view}`)}
            onChanged={() => {
              navigate(`/admin/moderation/${view}`);
              list.reload();
            }}
          />
        )
      }
      controls={
        <>
          <Segments
            isInline
            label={strings.viewLabel}
            options={views}
            value={view}
            onChange={(id) => navigate(`/admin/moderation/${id}`)}
          />
          <SearchField label={strings.search} value={text} onChange={setText} />
          <Select
            hidesLabel
            label={strings.period}
            options={periods}
            value={period}
            onChange={(id) => setPeriod(id as Period)}
          />
        </>
      }
    >
      <Table
        label={adminStrings.pages.moderation}
        columns={columns}
        list={list}
        keyOf={(row) => row.userId}
        onOpen={(row) => navigate(`/admin/moderation/${view}/${row.userId}`)}
        selectedKey={more}
        empty={{ icon: <ShieldCheck />, title: strings.emptyTitle, text: strings.emptyText }}
      />
    </Page>
  );
}
