import { asList, asRecord } from "@parley/shared/wire/parse";
import { History, RotateCcw, Trash2 } from "lucide-react";
import { useCallback, useEffect, useState } from "react";
import { useLocation } from "wouter";
import { formatShort } from "../../../lib/dates";
import { useWorkspace } from "../../../store/use-store";
import { Page } from "../../../ui/area";
import { Button } from "../../../ui/button";
import { ConfirmDialog } from "../../../ui/dialog";
import formStyles from "../../../ui/form.module.css";
import { Panel } from "../../../ui/panel";
import { type Column, Table } from "../../../ui/table";
import { Tag } from "../../../ui/tag";
import { usePaged } from "../../../ui/use-paged";
import { attempt } from "../acts";
import styles from "./integrations.module.css";
import { parseIntegration, parseRun, type Run } from "./integrations";
import { integrationStrings as strings } from "./strings";

const PAGE = 50;
const facts = Object.entries(strings.facts);

/** What an outgoing webhook has called, live and newest first (INT-054 to INT-057). */
export function HistoryPage({ id }: { id: string }) {
  const { link } = useWorkspace();
  const [, navigate] = useLocation();
  const [name, setName] = useState("");
  const [openId, setOpenId] = useState<string>();
  const [isClearing, setIsClearing] = useState(false);
  const list = usePaged(
    useCallback(
      async (offset: number) => {
        const answer = await link.rest.get("integrations.history", { id, offset, count: PAGE });
        const items = asList(answer.history)
          .map(parseRun)
          .filter((run) => run !== undefined);
        return { items, total: Number(answer.total ?? items.length) };
      },
      [link, id],
    ),
  );
  const { reload } = list;

  useEffect(() => {
    link.rest
      .get("integrations.get", { integrationId: id })
      .then((answer) => setName(parseIntegration(asRecord(answer.integration))?.name ?? ""))
      .catch(() => setName(""));
    let waiting: ReturnType<typeof setTimeout> | undefined;
    const stop = link.ddp.listen("stream-integrationHistory", id, () => {
      // One call makes several steps.
      waiting ??= setTimeout(() => {
        waiting = undefined;
        reload();
      }, 300);
    });
    return () => {
      clearTimeout(waiting);
      stop();
    };
  }, [link, id, reload]);

  const open = list.items?.find((run) => run.id === openId);
  const columns: Column<Run>[] = [
    {
      id: "at",
      title: strings.runColumns.at,
      render: (run) => (run.at === undefined ? run.id : formatShort(run.at)),
    },
    {
      id: "event",
      title: strings.runColumns.event,
      isMinor: true,
      render: (run) => (strings.events as Record<string, string>)[run.event] ?? run.event,
    },
    {
      id: "step",
      title: strings.runColumns.step,
      render: (run) => (
        <Tag tone={run.hasFailed ? "danger" : run.isFinished ? "good" : "plain"}>
          {run.hasFailed ? strings.failed : run.isFinished ? strings.done : strings.running}
        </Tag>
      ),
    },
    { id: "url", title: strings.runColumns.url, isMinor: true, render: (run) => run.url },
  ];
  return (
    <Page
      title={strings.historyOf(name || strings.unnamed)}
      lead={strings.historyLead}
      onUp={() => navigate(`/admin/integrations/edit/${id}`)}
      actions={
        <Button isDisabled={list.items?.length === 0} onPress={() => setIsClearing(true)}>
          <Trash2 />
          {strings.clear}
        </Button>
      }
      beside={
        open !== undefined && (
          <Panel title={strings.run} onClose={() => setOpenId(undefined)}>
            <div className={formStyles.panelForm}>
              <div className={formStyles.scroller}>
                <div className={formStyles.buttons}>
                  <Button
                    look="primary"
                    onPress={() =>
                      void attempt(
                        () =>
                          link.ddp.call("replayOutgoingIntegration", {
                            integrationId: id,
                            historyId: open.id,
                          }),
                        strings.replayed,
                      )
                    }
                  >
                    <RotateCcw />
                    {strings.replay}
                  </Button>
                </div>
                {facts
                  .filter(([fact]) => open.facts[fact] !== undefined && open.facts[fact] !== null)
                  .map(([fact, label]) => (
                    <div key={fact} className={styles.fact}>
                      <h3>{label}</h3>
                      <pre className={styles.code}>
                        {typeof open.facts[fact] === "string"
                          ? open.facts[fact]
                          : JSON.stringify(open.facts[fact], undefined, 2)}
                      </pre>
                    </div>
                  ))}
              </div>
            </div>
          </Panel>
        )
      }
    >
      <Table
        label={strings.history}
        columns={columns}
        list={list}
        keyOf={(run) => run.id}
        onOpen={(run) => setOpenId(run.id)}
        selectedKey={open?.id}
        empty={{ icon: <History />, title: strings.historyEmptyTitle, text: strings.historyEmptyText }}
      />
      {isClearing && (
        <ConfirmDialog
          title={strings.clearTitle}
          action={strings.clear}
          onClose={() => setIsClearing(false)}
          onConfirm={() =>
            void attempt(() => link.ddp.call("clearIntegrationHistory", id), strings.cleared).then(() => {
              setIsClearing(false);
              reload();
            })
          }
        >
          <p>{strings.clearText}</p>
        </ConfirmDialog>
      )}
    </Page>
  );
}
