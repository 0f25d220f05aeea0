import { toWireError } from "@parley/shared/wire/errors";
import { asList, asRecord, readTime } from "@parley/shared/wire/parse";
import { FileText, Files } from "lucide-react";
import { useEffect, useState } from "react";
import { formatShort } from "../../../lib/dates";
import { formatBytes, safeHref } from "../../../lib/text";
import { useEntity, useWorkspace } from "../../../store/use-store";
import { EmptyState } from "../../../ui/empty-state";
import { Panel } from "../../../ui/panel";
import { doorOf } from "../actions";
import { roomStrings as strings } from "../strings";
import styles from "./panels.module.css";

interface RoomFile {
  id: string;
  name: string;
  address: string | undefined;
  isImage: boolean;
  sizeBytes: number;
  sentAt: number | undefined;
  by: string;
}

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
    isImage: String(raw.type).startsWith("image/"),
    sizeBytes: typeof raw.size === "number" ? raw.size : 0,
    sentAt: readTime(raw.uploadedAt),
    by: String(user.name ?? user.username ?? ""),
  };
}

export function FilesPanel({ roomId, onClose }: { roomId: string; onClose: () => void }) {
  const { store, link } = useWorkspace();
  const type = useEntity(store.rooms, roomId)?.type ?? "c";
  const [files, setFiles] = useState<RoomFile[]>();
  const [problem, setProblem] = useState<string>();

  useEffect(() => {
    link.rest
      .get(`${doorOf(type)}.files`, { roomId, count: 100, sort: JSON.stringify({ uploadedAt: -1 }) })
      .then((answer) => setFiles(asList(answer.files).map(parseFile)))
      .catch((error: unknown) => setProblem(strings.failed(toWireError(error).message)));
  }, [link, roomId, type]);

  return (
    <Panel title={strings.lists.files.title} onClose={onClose}>
      <div className={styles.scroller}>
        <ul className={styles.list}>
          {(files ?? []).map((file) => (
            <li key={file.id}>
              <a className={styles.person} href={file.address} target="_blank" rel="noopener noreferrer">
                <span className={styles.thumb}>
                  {file.isImage && file.address !== undefined ? (
                    <img src={file.address} alt="" loading="lazy" />
                  ) : (
                    <FileText />
                  )}
                </span>
                <span className={styles.words}>
                  <span className={styles.name}>{file.name}</span>
                  <span className={styles.quiet}>
                    {[
                      file.by,
                      formatBytes(file.sizeBytes),
                      file.sentAt === undefined ? "" : formatShort(file.sentAt),
                    ]
                      .filter(Boolean)
                      .join(" · ")}
                  </span>
                </span>
              </a>
            </li>
          ))}
        </ul>
        {problem !== undefined && <p className={styles.hint}>{problem}</p>}
        {files?.length === 0 && (
          <EmptyState icon={<Files />} title={strings.lists.files.emptyTitle}>
            {strings.lists.files.empty}
          </EmptyState>
        )}
      </div>
    </Panel>
  );
}
