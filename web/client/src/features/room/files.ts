import { asList, asRecord, readTime } from "@parley/shared/wire/parse";
import { safeHref } from "../../lib/text";
import type { Workspace } from "../../store/workspace";
import { doorOf } from "./actions";
import type { RoomType } from "@parley/shared/wire/entities";

export interface RoomFile {
  id: string;
  name: string;
  address: string | undefined;
  kind: string;
  sizeBytes: number;
  sentAt: number | undefined;
  userId: string;
  by: string;
}

export const fileKinds = ["all", "image", "video", "audio", "text", "application"] as const;
export type FileKind = (typeof fileKinds)[number];

const PAGE = 50;

function parseFile(value: unknown): RoomFile {
  const raw = asRecord(value);
  const user = asRecord(raw.user);
  const path =
    typeof raw.path === "string"
      ? raw.path
      : `/file-upload/${String(raw._id)}/${encodeURIComponent(String(raw.name))}`;
  return {
    id: String(raw._id),
    name: String(raw.name ?? ""),
    address: safeHref(path),
    kind: String(raw.typeGroup ?? String(raw.type ?? "").split("/")[0]),
    sizeBytes: typeof raw.size === "number" ? raw.size : 0,
    sentAt: readTime(raw.uploadedAt),
    userId: String(raw.userId ?? user._id ?? ""),
    by: String(user.name ?? user.username ?? ""),
  };
}

interface Wanted {
  roomId: string;
  type: RoomType;
  kind: FileKind;
  name: string;
  offset: number;
}

export async function fetchFiles(
  { link }: Workspace,
  { roomId, type, kind, name, offset }: Wanted,
): Promise<{ files: RoomFile[]; total: number }> {
  const query = {
    ...(kind === "all" ? {} : { typeGroup: kind }),
    ...(name === "" ? {} : { name: { $regex: name, $options: "i" } }),
  };
  const answer = await link.rest.get(`${doorOf(type)}.files`, {
    roomId,
    count: PAGE,
    offset,
    sort: JSON.stringify({ uploadedAt: -1 }),
    ...(Object.keys(query).length === 0 ? {} : { query: JSON.stringify(query) }),
  });
  const files = asList(answer.files).map(parseFile);
  return { files, total: typeof answer.total === "number" ? answer.total : files.length };
}
