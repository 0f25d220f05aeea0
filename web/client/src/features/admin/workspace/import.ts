import { asList, asRecord, readTime } from "@parley/shared/wire/parse";
import type { Workspace } from "../../../store/workspace";

/** A request carries at most 8 MiB, and a file grows by a third on its way. */
export const LARGEST_FILE = 6_200_000;

export type Stage = "choosing" | "running" | "done" | "cancelled";

export interface ImportOperation {
  id: string;
  step: string;
  stage: Stage;
  file: string;
  by: string;
  at: number | undefined;
  total: number;
  completed: number;
  errors: number;
  people: number;
  rooms: number;
  messages: number;
  /** What could not be taken and why; only known of the newest. */
  leftOut: LeftOut[];
}

export interface LeftOut {
  kind: "user" | "channel" | "message";
  name: string;
  reason: string;
  count: number;
}

const stages: Record<string, Stage> = {
  importer_user_selection: "choosing",
  importer_done: "done",
  importer_import_cancelled: "cancelled",
};

export function parseOperation(value: unknown): ImportOperation | undefined {
  const raw = asRecord(value);
  if (typeof raw._id !== "string") return undefined;
  const count = asRecord(raw.count);
  const number = (name: string) => (typeof count[name] === "number" ? count[name] : 0);
  const text = (name: string) => (typeof raw[name] === "string" ? String(raw[name]) : "");
  return {
    id: raw._id,
    step: text("status"),
    stage: stages[text("status")] ?? "running",
    file: text("file"),
    by: text("username"),
    at: readTime(raw.ts),
    total: number("total"),
    completed: number("completed"),
    errors: number("error"),
    people: number("users"),
    rooms: number("channels"),
    messages: number("messages"),
    leftOut: asList(raw.leftOut).map(asRecord).map(parseLeftOut),
  };
}

function parseLeftOut(raw: Record<string, unknown>): LeftOut {
  const text = (value: unknown) => (typeof value === "string" ? value : "");
  return {
    kind: raw.kind === "user" || raw.kind === "channel" ? raw.kind : "message",
    name: text(raw.name),
    reason: text(raw.reason),
    count: typeof raw.count === "number" ? raw.count : 1,
  };
}

export async function fetchOperations({ link }: Workspace): Promise<ImportOperation[]> {
  const answer = await link.rest.get("getLatestImportOperations");
  return asList(answer.items)
    .map(parseOperation)
    .filter((operation) => operation !== undefined);
}

/** The newest, running or not. */
export async function fetchCurrent({ link }: Workspace): Promise<ImportOperation | undefined> {
  return parseOperation((await link.rest.get("getCurrentImportOperation")).operation);
}

/** Somebody or something of a file that can be left out. */
export interface Candidate {
  id: string;
  title: string;
  note: string;
  raw: Record<string, unknown>;
}

export interface ImportContent {
  people: Candidate[];
  rooms: Candidate[];
  messages: number;
}

export async function fetchContent({ link }: Workspace): Promise<ImportContent> {
  const answer = await link.rest.get("getImportFileData");
  const text = (value: unknown) => (typeof value === "string" ? value : "");
  return {
    people: asList(answer.users)
      .map(asRecord)
      .map((raw) => ({ id: text(raw.user_id), title: text(raw.username), note: text(raw.email), raw })),
    rooms: asList(answer.channels)
      .map(asRecord)
      .map((raw) => ({
        id: text(raw.channel_id),
        title: text(raw.name),
        note: raw.is_direct === true ? "direct" : raw.is_private === true ? "private" : "public",
        raw,
      })),
    messages: typeof answer.message_count === "number" ? answer.message_count : 0,
  };
}

/** Begins; what is in `left` stays behind. */
export async function beginImport(
  { link }: Workspace,
  content: ImportContent,
  left: ReadonlySet<string>,
): Promise<void> {
  const choose = (kind: "p" | "r", list: readonly Candidate[]) =>
    list.map(({ id, raw }) => ({ ...raw, do_import: !left.has(`${kind}:${id}`) }));
  await link.rest.post("startImport", {
    input: { users: choose("p", content.people), channels: choose("r", content.rooms) },
  });
}

export async function uploadImport({ link }: Workspace, file: File): Promise<void> {
  await link.rest.post("uploadImportFile", {
    binaryContent: await readBase64(file),
    contentType: file.type === "" ? "application/zip" : file.type,
    fileName: file.name,
    importerKey: "csv",
  });
}

function readBase64(file: File): Promise<string> {
  return new Promise((resolve, reject) => {
    const reader = new FileReader();
    reader.addEventListener("load", () => {
      const address = String(reader.result);
      resolve(address.slice(address.indexOf(",") + 1));
    });
    reader.addEventListener("error", () => reject(new Error("The file could not be read.")));
    reader.readAsDataURL(file);
  });
}
