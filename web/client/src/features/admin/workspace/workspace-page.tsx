import { asList, asRecord, readTime } from "@parley/shared/wire/parse";
import { ChartNoAxesColumn, Download, RefreshCw } from "lucide-react";
import { useCallback, useEffect, useState } from "react";
import { Link } from "wouter";
import { formatFull, formatMoment } from "../../../lib/dates";
import { useRights, useWorkspace } from "../../../store/use-store";
import { Page, PageSection } from "../../../ui/area";
import { Button } from "../../../ui/button";
import { EmptyState } from "../../../ui/empty-state";
import { Facts } from "../../../ui/facts";
import { Tag } from "../../../ui/tag";
import { explain } from "../acts";
import { adminStrings } from "../strings";
import { figureGroups, figureText, formatDuration, readStatistics, type Statistics } from "./statistics";
import { workspaceStrings as strings } from "./strings";
import styles from "./workspace-page.module.css";

interface Node {
  address: string;
  isConnected: boolean;
  isLocal: boolean;
  beatAt: number | undefined;
}

/** What runs, and how much is in it (ADM-004 to ADM-009). */
export function WorkspacePage() {
  const { link } = useWorkspace();
  const may = useRights();
  const [statistics, setStatistics] = useState<Statistics>();
  const [info, setInfo] = useState<Record<string, unknown>>({});
  const [nodes, setNodes] = useState<Node[]>([]);
  const [problem, setProblem] = useState<string>();
  const [isBusy, setIsBusy] = useState(false);

  const load = useCallback(
    async (refresh: boolean) => {
      setIsBusy(true);
      setProblem(undefined);
      try {
        const raw = await link.rest.get("statistics", refresh ? { refresh: true } : {});
        setStatistics(readStatistics(raw));
      } catch (error) {
        setProblem(explain(error));
      }
      setIsBusy(false);
    },
    [link],
  );

  useEffect(() => {
    void load(false);
    link.rest
      .get("info")
      .then(setInfo)
      .catch(() => undefined);
    link.rest
      .get("instances.get")
      .then((answer) => setNodes(asList(answer.instances).map(readNode)))
      .catch(() => undefined);
  }, [load, link]);

  const download = () => {
    const text = JSON.stringify(statistics?.raw ?? {}, undefined, 2);
    const address = URL.createObjectURL(new Blob([text], { type: "application/json" }));
    const anchor = document.createElement("a");
    anchor.href = address;
    anchor.download = "statistics.json";
    anchor.click();
    URL.revokeObjectURL(address);
  };

  return (
    <Page
      title={adminStrings.pages.workspace}
      isWide
      actions={
        statistics !== undefined && (
          <>
            <Button onPress={download}>
              <Download />
              {strings.download}
            </Button>
            <Button isPending={isBusy} onPress={() => void load(true)}>
              <RefreshCw />
              {strings.refresh}
            </Button>
          </>
        )
      }
      {...(statistics?.countedAt === undefined
        ? {}
        : { lead: strings.counted(formatMoment(statistics.countedAt)) })}
    >
      {problem !== undefined && (
        <EmptyState
          icon={<ChartNoAxesColumn />}
          title={strings.failed}
          action={<Button onPress={() => void load(false)}>{strings.tryAgain}</Button>}
        >
          {problem}
        </EmptyState>
      )}
      {statistics !== undefined && (
        <>
          {isLonely(statistics) && (
            <p className={styles.warning} role="alert">
              {strings.lonely}
            </p>
          )}
          {figureGroups.map((group) => (
            <PageSection key={group.id} title={strings.sections[group.id]}>
              <dl className={styles.figures}>
                {group.figures.map((figure) => {
                  const text = figureText(statistics, figure);
                  return text === undefined ? null : (
                    <div key={figure} className={styles.figure}>
                      <dt>{strings.figures[figure]}</dt>
                      <dd>{text}</dd>
                    </div>
                  );
                })}
              </dl>
            </PageSection>
          ))}
          {may("view-engagement-dashboard") && (
            <p className={styles.more}>
              <Link href="/admin/engagement">{strings.engagement}</Link>
            </p>
          )}
          <PageSection title={strings.sections.server}>
            <ServerFacts statistics={statistics} info={info} />
            {nodes.length > 1 && <Nodes nodes={nodes} />}
          </PageSection>
        </>
      )}
    </Page>
  );
}

function isLonely({ raw }: Statistics): boolean {
  return (
    typeof raw.instanceCount === "number" &&
    raw.instanceCount > 1 &&
    raw.oplogEnabled === false &&
    raw.msEnabled === false
  );
}

function readNode(value: unknown): Node {
  const raw = asRecord(value);
  const status = asRecord(raw.currentStatus);
  return {
    address: String(raw.address ?? ""),
    isConnected: status.connected === true,
    isLocal: status.local === true,
    beatAt: readTime(status.lastHeartbeatTime),
  };
}

function ServerFacts({ statistics, info }: { statistics: Statistics; info: Record<string, unknown> }) {
  const { raw } = statistics;
  const text = (value: unknown) =>
    typeof value === "string" || typeof value === "number" ? String(value) : undefined;
  const process = asRecord(raw.process);
  const os = asRecord(raw.os);
  const migration = asRecord(raw.migration);
  return (
    <Facts
      facts={[
        [strings.facts.version, text(asRecord(info.parley).version)],
        [strings.facts.compatible, text(raw.version)],
        [strings.facts.runtime, text(process.nodeVersion)],
        [strings.facts.database, text(raw.mongoVersion)],
        [strings.facts.migration, text(migration.version)],
        [strings.facts.system, [text(os.type), text(os.release), text(os.arch)].filter(Boolean).join(" ")],
        [
          strings.facts.uptime,
          typeof process.uptime === "number" ? formatDuration(process.uptime) : undefined,
        ],
        [strings.facts.nodes, text(raw.instanceCount)],
        [strings.facts.pid, text(process.pid)],
        [strings.facts.id, text(raw.uniqueId)],
      ]}
    />
  );
}

function Nodes({ nodes }: { nodes: readonly Node[] }) {
  return (
    <ul className={styles.nodes}>
      {nodes.map((node) => (
        <li key={node.address} className={styles.node}>
          <code>{node.address}</code>
          <Tag tone={node.isConnected ? "good" : "danger"}>
            {node.isConnected ? strings.instanceFacts.connected : strings.instanceFacts.lost}
          </Tag>
          {node.isLocal && <Tag>{strings.instanceFacts.local}</Tag>}
          {node.beatAt !== undefined && (
            <span className={styles.quiet}>
              {strings.instanceFacts.beat}: {formatFull(node.beatAt)}
            </span>
          )}
        </li>
      ))}
    </ul>
  );
}
