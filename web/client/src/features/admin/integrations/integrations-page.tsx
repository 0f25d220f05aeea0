import { asList } from "@parley/shared/wire/parse";
import { Bot, Plus, Webhook } from "lucide-react";
import { useCallback, useState } from "react";
import { useLocation } from "wouter";
import { formatShort } from "../../../lib/dates";
import { useRights, useWorkspace } from "../../../store/use-store";
import { Page } from "../../../ui/area";
import { Button } from "../../../ui/button";
import { EmptyState } from "../../../ui/empty-state";
import { SearchField } from "../../../ui/search-field";
import { Segments } from "../../../ui/segments";
import { type Column, Table } from "../../../ui/table";
import { Tag } from "../../../ui/tag";
import { usePaged, useSettled } from "../../../ui/use-paged";
import type { AdminPageProps } from "../admin-area";
import { adminStrings } from "../strings";
import { HistoryPage } from "./history-page";
import { IntegrationPanel } from "./integration-panel";
import { emptyIntegration, type Integration, type Kind, parseIntegration } from "./integrations";
import { integrationStrings as strings } from "./strings";

type View = keyof typeof strings.tabs;
const views = (Object.keys(strings.tabs) as View[]).map((id) => ({ id, label: strings.tabs[id] }));
const ROOT = "/admin/integrations";
const PAGE = 50;

/** Webhooks: the list, the form of each, and what outgoing ones have called. */
export function IntegrationsPage(props: AdminPageProps) {
  if (props.detail === "history" && props.more !== undefined)
    return <HistoryPage key={props.more} id={props.more} />;
  return <ListPage {...props} />;
}

function ListPage({ detail, more }: AdminPageProps) {
  const { link } = useWorkspace();
  const [, navigate] = useLocation();
  const may = useRights();
  const [view, setView] = useState<View>("all");
  const [text, setText] = useState("");
  const wanted = useSettled(text.trim());
  const list = usePaged(
    useCallback(
      async (offset: number) => {
        const query = {
          ...(view === "incoming" || view === "outgoing" ? { type: `webhook-${view}` } : {}),
          ...(wanted === "" ? {} : { name: { $regex: wanted.replaceAll(/[.*+?^${}()|[\]\\]/gu, "\\$&") } }),
        };
        const answer = await link.rest.get("integrations.list", {
          offset,
          count: PAGE,
          query: JSON.stringify(query),
        });
        const items = asList(answer.integrations)
          .map(parseIntegration)
          .filter((item) => item !== undefined);
        return { items, total: Number(answer.total ?? items.length) };
      },
      [link, view, wanted],
    ),
  );
  const mayMake = (kind: Kind) =>
    may(`manage-${kind}-integrations`) || may(`manage-own-${kind}-integrations`);
  const edited =
    detail === "edit"
      ? list.items?.find((item) => item.id === more)
      : detail === "new" && (more === "incoming" || more === "outgoing")
        ? emptyIntegration(more)
        : undefined;
  const columns: Column<Integration>[] = [
    { id: "name", title: strings.columns.name, render: (row) => row.name || strings.unnamed },
    {
      id: "state",
      title: strings.columns.state,
      render: (row) => (
        <>
          <Tag>{strings.kinds[row.kind]}</Tag>{" "}
          <Tag tone={row.enabled ? "good" : "plain"}>{row.enabled ? strings.on : strings.off}</Tag>
        </>
      ),
    },
    {
      id: "target",
      title: strings.columns.target,
      isMinor: true,
      render: (row) =>
        row.channel || (row.kind === "outgoing" && row.event === "sendMessage" ? strings.everywhere : ""),
    },
    { id: "as", title: strings.columns.as, isMinor: true, render: (row) => row.username },
    { id: "by", title: strings.columns.by, isMinor: true, render: (row) => row.by },
    {
      id: "at",
      title: strings.columns.at,
      isMinor: true,
      render: (row) => (row.at === undefined ? "" : formatShort(row.at)),
    },
  ];
  return (
    <Page
      title={adminStrings.pages.integrations}
      lead={strings.lead}
      actions={(["incoming", "outgoing"] as const).filter(mayMake).map((kind) => (
        <Button
          key={kind}
          look={kind === "incoming" ? "primary" : "secondary"}
          onPress={() => navigate(`${ROOT}/new/${kind}`)}
        >
          <Plus />
          {kind === "incoming" ? strings.newIncoming : strings.newOutgoing}
        </Button>
      ))}
      controls={
        <>
          <Segments label={strings.view} options={views} value={view} onChange={setView} isInline />
          {view !== "bots" && <SearchField label={strings.search} value={text} onChange={setText} />}
        </>
      }
      beside={
        edited !== undefined && (
          <IntegrationPanel
            key={edited.id || more}
            integration={edited}
            onClose={() => navigate(ROOT)}
            onCreated={(id) => {
              list.reload();
              navigate(`${ROOT}/edit/${id}`);
            }}
            onChanged={list.reload}
            onHistory={() => navigate(`${ROOT}/history/${edited.id}`)}
          />
        )
      }
    >
      {view === "bots" ? (
        <EmptyState
          icon={<Bot />}
          title={strings.bots.title}
          action={<Button onPress={() => navigate("/admin/users/new")}>{strings.bots.make}</Button>}
        >
          {strings.bots.text}
        </EmptyState>
      ) : (
        <Table
          label={adminStrings.pages.integrations}
          columns={columns}
          list={list}
          keyOf={(row) => row.id}
          onOpen={(row) => navigate(`${ROOT}/edit/${row.id}`)}
          selectedKey={edited?.id}
          empty={{ icon: <Webhook />, title: strings.emptyTitle, text: strings.emptyText }}
        />
      )}
    </Page>
  );
}
