import { asList, asRecord, readTime } from "@parley/shared/wire/parse";
import { ScrollText } from "lucide-react";
import { useEffect, useMemo, useRef, useState } from "react";
import { fold } from "../../../lib/text";
import { useRights, useWorkspace } from "../../../store/use-store";
import { Page } from "../../../ui/area";
import { EmptyState } from "../../../ui/empty-state";
import { SearchField } from "../../../ui/search-field";
import { Switch } from "../../../ui/switch";
import { toasts } from "../../../ui/toast";
import { explain } from "../acts";
import { adminStrings } from "../strings";
import styles from "./logs-page.module.css";
import { workspaceStrings } from "./strings";

const strings = workspaceStrings.logs;
const MOST_LINES = 1000;

interface Line {
  id: string;
  text: string;
  at: number;
}

function parseLine(value: unknown): Line {
  const raw = asRecord(value);
  // Colours of terminals say nothing here.
  // eslint-disable-next-line no-control-regex -- they begin with a control character
  const text = String(raw.string ?? "").replaceAll(/\u001b\[[\d;]*m/gu, "");
  return { id: String(raw.id ?? ""), text, at: readTime(raw.ts) ?? 0 };
}

/** The figures that would leave the server, and whether they do (ADM-123). */
function UsageReport() {
  const { link } = useWorkspace();
  const [report, setReport] = useState<string>();
  const [target, setTarget] = useState("");
  const load = async () => {
    try {
      setReport(JSON.stringify(await link.rest.get("statistics"), undefined, 2));
      const [isOn, address] = await Promise.all(
        ["Statistics_reporting", "Statistics_Report_Url"].map(
          async (id) => (await link.rest.get(`settings/${id}`)).value,
        ),
      );
      setTarget(isOn === true && typeof address === "string" ? address : "");
    } catch (error) {
      toasts.add("failed", explain(error));
    }
  };
  return (
    <details
      className={styles.report}
      onToggle={(event) => event.currentTarget.open && report === undefined && void load()}
    >
      <summary>{strings.report}</summary>
      <p>{target === "" ? strings.reportStays : strings.reportGoes(target)}</p>
      {/* eslint-disable-next-line jsx-a11y/no-noninteractive-tabindex -- scrolled by the keys */}
      <pre role="region" tabIndex={0} aria-label={strings.report}>
        {report}
      </pre>
    </details>
  );
}

/** What the server writes, as it writes it. */
export function LogsPage() {
  const { link } = useWorkspace();
  const [lines, setLines] = useState<readonly Line[]>();
  const [text, setText] = useState("");
  const [follows, setFollows] = useState(true);
  const end = useRef<HTMLDivElement>(null);

  useEffect(() => {
    let isCurrent = true;
    link.rest
      .get("stdout.queue")
      .then((answer) => {
        if (isCurrent) setLines(asList(answer.queue).map(parseLine).slice(-MOST_LINES));
      })
      .catch((error: unknown) => toasts.add("failed", explain(error)));
    const stop = link.ddp.listen("stream-stdout", "stdout", (args) =>
      setLines((known) => [...(known ?? []), ...args.map(parseLine)].slice(-MOST_LINES)),
    );
    return () => {
      isCurrent = false;
      stop();
    };
  }, [link]);

  const shown = useMemo(() => {
    const wanted = fold(text.trim());
    return (lines ?? []).filter((line) => wanted === "" || fold(line.text).includes(wanted));
  }, [lines, text]);

  useEffect(() => {
    if (follows) end.current?.scrollIntoView({ block: "end" });
  }, [follows, shown]);

  const mayReport = useRights()("view-statistics");

  return (
    <Page
      title={adminStrings.pages.logs}
      isWide
      controls={
        <>
          <SearchField label={strings.filter} value={text} onChange={setText} />
          <Switch label={strings.follow} isSelected={follows} onChange={setFollows} />
        </>
      }
    >
      {mayReport && <UsageReport />}
      {lines !== undefined && shown.length === 0 ? (
        <EmptyState icon={<ScrollText />} title={strings.emptyTitle}>
          {strings.emptyText}
        </EmptyState>
      ) : (
        // eslint-disable-next-line jsx-a11y/no-noninteractive-tabindex -- scrolled by the keys
        <div className={styles.log} role="log" aria-label={strings.label} tabIndex={0}>
          {shown.map((line, index) => (
            <div key={`${line.id}-${index}`} className={styles.line}>
              {line.text}
            </div>
          ))}
          <div ref={end} />
        </div>
      )}
    </Page>
  );
}
