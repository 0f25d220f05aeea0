import { WireError } from "@parley/shared/wire/errors";
import { asList, asRecord, readTime } from "@parley/shared/wire/parse";
import type { Workspace } from "./workspace";

/** A file server of somebody, as far as the client may know it. */
export interface WebdavAccount {
  id: string;
  name: string;
  address: string;
  username: string;
}

export interface WebdavNode {
  path: string;
  name: string;
  isFolder: boolean;
  bytes: number;
  changedAt: number | undefined;
  type: string;
}

export interface NewWebdavAccount {
  serverURL: string;
  username: string;
  password: string;
  name: string;
}

const text = (value: unknown) => (typeof value === "string" ? value : "");

export function parseAccount(value: unknown): WebdavAccount | undefined {
  const raw = asRecord(value);
  if (typeof raw._id !== "string") return undefined;
  const address = text(raw.serverURL) || text(raw.server_URL);
  return {
    id: raw._id,
    name: text(raw.name) || address,
    address,
    username: text(raw.username),
  };
}

export function parseNode(value: unknown): WebdavNode | undefined {
  const raw = asRecord(value);
  if (typeof raw.filename !== "string") return undefined;
  return {
    path: raw.filename,
    name: text(raw.basename) || (raw.filename.split("/").at(-1) ?? raw.filename),
    isFolder: raw.type === "directory",
    bytes: typeof raw.size === "number" ? raw.size : 0,
    changedAt: readTime(raw.lastmod) ?? readDate(raw.lastmod),
    type: text(raw.mime) || "application/octet-stream",
  };
}

/** Servers write times of files as mails do. */
function readDate(value: unknown): number | undefined {
  const ms = typeof value === "string" ? Date.parse(value) : Number.NaN;
  return Number.isNaN(ms) ? undefined : ms;
}

export async function fetchAccounts({ link }: Workspace): Promise<WebdavAccount[]> {
  return asList((await link.rest.get("webdav.getMyAccounts")).accounts)
    .map(parseAccount)
    .filter((account) => account !== undefined);
}

export async function addAccount({ link }: Workspace, account: NewWebdavAccount): Promise<void> {
  await link.call("addWebdavAccount", account);
}

export async function removeAccount({ link }: Workspace, id: string): Promise<void> {
  await link.rest.post("webdav.removeWebdavAccount", { accountId: id });
}

/** What is in a folder: folders first, then by name. */
export async function listFolder({ link }: Workspace, id: string, path: string): Promise<WebdavNode[]> {
  return asList(asRecord(await link.call("getWebdavFileList", id, path)).data)
    .map(parseNode)
    .filter((node) => node !== undefined)
    .sort((a, b) => Number(b.isFolder) - Number(a.isFolder) || a.name.localeCompare(b.name));
}

/** Streamed by the server, so that a file may be as large as files may be here. */
export async function readWebdavFile({ link }: Workspace, id: string, node: WebdavNode): Promise<File> {
  const path = node.path.split("/").filter(Boolean).map(encodeURIComponent).join("/");
  const { credentials } = link.rest;
  const answer = await fetch(`/webdav-file/${encodeURIComponent(id)}/${path}`, {
    headers:
      credentials === undefined ? {} : { "X-Auth-Token": credentials.token, "X-User-Id": credentials.userId },
  });
  if (!answer.ok) throw new WireError(answer.status === 413 ? "http-413" : "unable-to-get-file", node.name);
  return new File([await answer.blob()], node.name, { type: node.type });
}

/** Puts a file of a message there; the bytes never pass through here. */
export async function saveToWebdav({ link }: Workspace, accountId: string, fileId: string): Promise<void> {
  await link.rest.post("webdav.saveFile", { accountId, fileId });
}
