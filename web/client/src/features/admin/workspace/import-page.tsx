import { toWireError } from "@parley/shared/wire/errors";
import { Import, Upload } from "lucide-react";
import { useCallback, useEffect, useMemo, useState } from "react";
import { formatFull } from "../../../lib/dates";
import { fold } from "../../../lib/text";
import { useRights, useWorkspace } from "../../../store/use-store";
import { Page, PageSection } from "../../../ui/area";
import { Button } from "../../../ui/button";
import { Checkbox } from "../../../ui/checkbox";
import { FileButton } from "../../../ui/file-button";
import { FormError } from "../../../ui/form-error";
import formStyles from "../../../ui/form.module.css";
import { SearchField } from "../../../ui/search-field";
import { type Column, Table } from "../../../ui/table";
import { Tag } from "../../../ui/tag";
import { toasts } from "../../../ui/toast";
import { usePaged } from "../../../ui/use-paged";
import { explain } from "../acts";
import { adminStrings } from "../strings";
import {
  beginImport,
  type Candidate,
  fetchContent,
  fetchCurrent,
  fetchOperations,
  type ImportContent,
  type ImportOperation,
  LARGEST_FILE,
  uploadImport,
} from "./import";
import { importStrings as strings } from "./import-strings";
import styles from "./import.module.css";

const MOST_SHOWN = 100;
const PAUSE_MS = 1000;

const tones = { choosing: "info", running: "info", done: "good", cancelled: "plain" } as const;

function explainImport(error: unknown): string {
  return strings.errors[toWireError(error).code] ?? explain(error);
}

/** Takes other workspaces in: file, choice, progress, result (ADM-120, ADM-121). */
export function ImportPage() {
  const workspace = useWorkspace();
  const mayRun = useRights()("run-import");
  const [problem, setProblem] = useState<string>();
  const [isReading, setIsReading] = useState(false);
  const past = usePaged(
    useCallback(async () => {
      const items = await fetchOperations(workspace);
      return { items, total: items.length };
    }, [workspace]),
  );
  const { reload } = past;
  const current = useCurrent(mayRun, reload);
  const { operation } = current;

  const take = async (file: File) => {
    setProblem(undefined);
    if (file.size > LARGEST_FILE) {
      setProblem(strings.tooLarge);
      return;
    }
    setIsReading(true);
    try {
      await uploadImport(workspace, file);
      current.refresh();
      reload();
    } catch (error) {
      setProblem(explainImport(error));
    }
    setIsReading(false);
  };

  const columns: Column<ImportOperation>[] = [
    { id: "file", title: strings.columns.file, render: (row) => row.file },
    {
      id: "state",
      title: strings.columns.state,
      render: (row) => <Tag tone={tones[row.stage]}>{strings.stages[row.stage]}</Tag>,
    },
    {
      id: "holds",
      title: strings.columns.holds,
      isMinor: true,
      render: (row) => strings.holds(row.people, row.rooms, row.messages),
    },
    {
      id: "failed",
      title: strings.columns.failed,
      isNumber: true,
      render: (row) => row.errors.toLocaleString("en"),
    },
    { id: "by", title: strings.columns.by, isMinor: true, render: (row) => row.by },
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
      title={adminStrings.pages.imports}
      lead={strings.lead}
      actions={
        mayRun && (
          <FileButton
            label={strings.file}
            accept=".zip,application/zip"
            isDisabled={isReading || operation?.stage === "running"}
            onFile={(file) => void take(file)}
          >
            <Upload />
            {isReading ? strings.reading : strings.choose}
          </FileButton>
        )
      }
    >
      <FormError text={problem} />
      {operation?.stage === "choosing" && (
        <Choice
          key={operation.id}
          operation={operation}
          onBegun={() => {
            current.refresh();
            reload();
          }}
        />
      )}
      {operation?.stage === "running" && <Running operation={operation} />}
      {operation?.stage === "done" && (current.wasRunning || operation.leftOut.length > 0) && (
        <PageSection title={strings.result}>
          <p className={styles.note} role="status">
            {strings.resultText(operation.file, operation.completed - operation.errors)}{" "}
            {operation.errors > 0 && strings.failures(operation.errors)}
          </p>
          {operation.leftOut.length > 0 && (
            <ul className={styles.leftOut} aria-label={strings.leftOutLabel}>
              {operation.leftOut.map((item) => (
                <li key={`${item.kind}/${item.name}/${item.reason}`}>
                  <strong>{strings.leftOut[item.kind](item.name, item.count)}</strong>
                  {`: ${item.reason}`}
                </li>
              ))}
            </ul>
          )}
        </PageSection>
      )}
      <PageSection title={strings.past}>
        <Table
          label={strings.past}
          columns={columns}
          list={past}
          keyOf={(row) => row.id}
          empty={{ icon: <Import />, title: strings.emptyTitle, text: strings.emptyText }}
        />
      </PageSection>
      {mayRun && <Format />}
    </Page>
  );
}

interface Current {
  operation: ImportOperation | undefined;
  /** It was under way while somebody looked. */
  wasRunning: boolean;
  refresh: () => void;
}

/** The newest import, as it goes on. */
function useCurrent(isAllowed: boolean, onEnd: () => void): Current {
  const workspace = useWorkspace();
  const [operation, setOperation] = useState<ImportOperation>();
  const [wasRunning, setWasRunning] = useState(false);
  const [asked, setAsked] = useState(0);
  const stage = operation?.stage;

  useEffect(() => {
    if (!isAllowed) return undefined;
    let isCurrent = true;
    let timer: ReturnType<typeof setTimeout> | undefined;
    const look = () => {
      timer = undefined;
      fetchCurrent(workspace)
        .then((found) => isCurrent && setOperation(found))
        .catch((error: unknown) => isCurrent && toasts.add("failed", explain(error)));
    };
    // News comes with each step; asking once in a while is enough.
    const stop = workspace.link.ddp.listen("stream-importers", "progress", () => {
      timer ??= setTimeout(look, PAUSE_MS);
    });
    look();
    const ticks = stage === "running" ? setInterval(look, PAUSE_MS * 3) : undefined;
    return () => {
      isCurrent = false;
      stop();
      clearTimeout(timer);
      clearInterval(ticks);
    };
  }, [workspace, isAllowed, asked, stage]);

  useEffect(() => {
    if (stage === "running") setWasRunning(true);
    if (stage === "done") onEnd();
  }, [stage, onEnd]);

  return { operation, wasRunning, refresh: useCallback(() => setAsked((count) => count + 1), []) };
}

function Running({ operation }: { operation: ImportOperation }) {
  const { completed, total, errors } = operation;
  return (
    <PageSection title={strings.running} lead={strings.steps[operation.step]}>
      <div className={styles.progress}>
        <progress aria-label={strings.progress} value={completed} max={Math.max(total, 1)} />
        <p className={styles.note}>
          {strings.done(completed, total)}
          {errors > 0 && `. ${strings.failures(errors)}`}
        </p>
      </div>
    </PageSection>
  );
}

function Choice({ operation, onBegun }: { operation: ImportOperation; onBegun: () => void }) {
  const workspace = useWorkspace();
  const [content, setContent] = useState<ImportContent>();
  const [left, setLeft] = useState<ReadonlySet<string>>(new Set());
  const [problem, setProblem] = useState<string>();
  const [isBusy, setIsBusy] = useState(false);

  useEffect(() => {
    let isCurrent = true;
    fetchContent(workspace)
      .then((found) => isCurrent && setContent(found))
      .catch((error: unknown) => isCurrent && setProblem(explainImport(error)));
    return () => {
      isCurrent = false;
    };
  }, [workspace]);

  const begin = async () => {
    if (content === undefined) return;
    setIsBusy(true);
    setProblem(undefined);
    try {
      await beginImport(workspace, content, left);
      toasts.add("done", strings.started);
      onBegun();
    } catch (error) {
      setProblem(explainImport(error));
      setIsBusy(false);
    }
  };

  return (
    <PageSection title={strings.found} lead={strings.foundLead(operation.file, operation.messages)}>
      {content !== undefined && (
        <div className={styles.lists}>
          <Candidates kind="p" title={strings.people} list={content.people} left={left} onChange={setLeft} />
          <Candidates kind="r" title={strings.rooms} list={content.rooms} left={left} onChange={setLeft} />
        </div>
      )}
      <FormError text={problem} />
      <div className={formStyles.buttons}>
        <Button
          look="primary"
          isDisabled={content === undefined}
          isPending={isBusy}
          onPress={() => void begin()}
        >
          {strings.start}
        </Button>
      </div>
    </PageSection>
  );
}

interface CandidatesProps {
  kind: "p" | "r";
  title: string;
  list: readonly Candidate[];
  left: ReadonlySet<string>;
  onChange: (left: ReadonlySet<string>) => void;
}

function Candidates({ kind, title, list, left, onChange }: CandidatesProps) {
  const [text, setText] = useState("");
  const key = (candidate: Candidate) => `${kind}:${candidate.id}`;
  const chosen = list.filter((candidate) => !left.has(key(candidate))).length;
  const fitting = useMemo(() => {
    const wanted = fold(text.trim());
    return list.filter((candidate) => fold(`${candidate.title} ${candidate.note}`).includes(wanted));
  }, [list, text]);
  const shown = fitting.slice(0, MOST_SHOWN);
  if (list.length === 0) return null;

  const set = (candidates: readonly Candidate[], isTaken: boolean) => {
    const next = new Set(left);
    for (const candidate of candidates) {
      if (isTaken) next.delete(key(candidate));
      else next.add(key(candidate));
    }
    onChange(next);
  };

  return (
    <fieldset className={styles.list}>
      <legend className={styles.legend}>
        {title}{" "}
        <span className={styles.count} role="status">
          {strings.chosen(chosen, list.length)}
        </span>
      </legend>
      {list.length > 10 && (
        <div className={styles.search}>
          <SearchField label={strings.search(title)} value={text} onChange={setText} />
        </div>
      )}
      <Checkbox
        label={strings.all(title)}
        isSelected={chosen === list.length}
        isIndeterminate={chosen > 0 && chosen < list.length}
        onChange={(isTaken) => set(list, isTaken)}
      />
      <div className={styles.items}>
        {shown.map((candidate) => (
          <Checkbox
            key={candidate.id}
            label={candidate.title}
            help={strings.kinds[candidate.note] ?? (candidate.note === "" ? undefined : candidate.note)}
            isSelected={!left.has(key(candidate))}
            onChange={(isTaken) => set([candidate], isTaken)}
          />
        ))}
      </div>
      {fitting.length > shown.length && (
        <p className={styles.note}>{strings.more(fitting.length - shown.length)}</p>
      )}
    </fieldset>
  );
}

function Format() {
  return (
    <PageSection title={strings.format} lead={strings.formatLead}>
      <table className={styles.format} aria-label={strings.format}>
        <thead>
          <tr>
            <th scope="col">{strings.formatColumns.file}</th>
            <th scope="col">{strings.formatColumns.values}</th>
          </tr>
        </thead>
        <tbody>
          {strings.formatRows.map(([file, values]) => (
            <tr key={file}>
              <th scope="row">
                <code>{file}</code>
              </th>
              <td>{values}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </PageSection>
  );
}
