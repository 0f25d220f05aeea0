import { Ellipsis, FileText, Files, Link2, Music, Search, Trash2, Video } from "lucide-react";
import { useCallback, useEffect, useRef, useState } from "react";
import { MenuTrigger } from "react-aria-components";
import { formatShort } from "../../../lib/dates";
import { formatBytes } from "../../../lib/text";
import { useEntity, usePermission, useSetting, useWorkspace } from "../../../store/use-store";
import { Button, IconButton } from "../../../ui/button";
import { ConfirmDialog } from "../../../ui/dialog";
import { EmptyState } from "../../../ui/empty-state";
import { Menu, MenuItem } from "../../../ui/menu";
import { Panel } from "../../../ui/panel";
import { Select } from "../../../ui/select";
import { toasts } from "../../../ui/toast";
import { type FileKind, fetchFiles, fileKinds, type RoomFile } from "../files";
import { attempt, explainRoomError } from "../settings";
import { panelStrings } from "../panel-strings";
import { ListSkeleton } from "./message-list-panel";
import styles from "./panels.module.css";

const strings = panelStrings.filesPanel;
const words = panelStrings.lists.files;
const PAUSE_MS = 250;
const kinds = fileKinds.map((id) => ({ id, label: strings.kinds[id] }));

/** The files of a room, newest first, by kind and name (ROOM-073). */
export function FilesPanel({ roomId, onClose }: { roomId: string; onClose: () => void }) {
  const workspace = useWorkspace();
  const { store, link } = workspace;
  const type = useEntity(store.rooms, roomId)?.type ?? "c";
  const [kind, setKind] = useState<FileKind>("all");
  const [name, setName] = useState("");
  const [files, setFiles] = useState<RoomFile[]>();
  const [total, setTotal] = useState(0);
  const [problem, setProblem] = useState<string>();
  const [doomed, setDoomed] = useState<RoomFile>();
  const asked = useRef(0);

  const load = useCallback(
    async (offset: number) => {
      asked.current += 1;
      const number = asked.current;
      try {
        const page = await fetchFiles(workspace, { roomId, type, kind, name: name.trim(), offset });
        if (number !== asked.current) return;
        setFiles((known) => (offset === 0 ? page.files : [...(known ?? []), ...page.files]));
        setTotal(page.total);
        setProblem(undefined);
      } catch (error) {
        if (number === asked.current) setProblem(explainRoomError(error));
      }
    },
    [workspace, roomId, type, kind, name],
  );

  useEffect(() => {
    const timer = setTimeout(() => void load(0), name === "" ? 0 : PAUSE_MS);
    return () => clearTimeout(timer);
  }, [load, name]);

  const remove = (file: RoomFile) =>
    void attempt(async () => {
      await link.call("deleteFileMessage", file.id);
      setFiles((known) => known?.filter((other) => other.id !== file.id));
      setTotal((count) => count - 1);
    });

  const isFiltered = kind !== "all" || name !== "";
  return (
    <Panel title={words.title} onClose={onClose}>
      <label className={styles.filter}>
        <Search />
        <input
          type="search"
          aria-label={strings.search}
          placeholder={strings.search}
          value={name}
          onChange={(event) => setName(event.target.value)}
        />
      </label>
      <div className={styles.choice}>
        <Select
          hidesLabel
          label={strings.kind}
          options={kinds}
          value={kind}
          onChange={(id) => setKind(id as FileKind)}
        />
      </div>
      <div className={styles.scroller}>
        <ul className={styles.list}>
          {(files ?? []).map((file) => (
            <FileRow key={file.id} roomId={roomId} file={file} onRemove={() => setDoomed(file)} />
          ))}
        </ul>
        {files === undefined && problem === undefined && <ListSkeleton />}
        {problem !== undefined && (
          <p className={styles.hint} role="alert">
            {problem}{" "}
            <Button look="quiet" onPress={() => void load(0)}>
              {panelStrings.tryAgain}
            </Button>
          </p>
        )}
        {files?.length === 0 && problem === undefined && (
          <EmptyState icon={<Files />} title={isFiltered ? strings.noneTitle : words.emptyTitle}>
            {isFiltered ? strings.none : words.empty}
          </EmptyState>
        )}
        {files !== undefined && files.length > 0 && files.length < total && (
          <Button look="quiet" onPress={() => void load(files.length)}>
            {panelStrings.loadMore}
          </Button>
        )}
      </div>
      {doomed !== undefined && (
        <ConfirmDialog
          title={strings.removeTitle(doomed.name)}
          action={strings.remove}
          onConfirm={() => remove(doomed)}
          onClose={() => setDoomed(undefined)}
        >
          <p>{strings.removeText}</p>
        </ConfirmDialog>
      )}
    </Panel>
  );
}

interface RowProps {
  roomId: string;
  file: RoomFile;
  onRemove: () => void;
}

function FileRow({ roomId, file, onRemove }: RowProps) {
  const { store } = useWorkspace();
  const isMine = file.userId === store.me.get().id;
  const allowsRemoving = useSetting("Message_AllowDeleting") !== false;
  const mayRemoveAny = usePermission("delete-message", roomId);
  const mayRemoveOwn = usePermission("delete-own-message", roomId);
  const mayRemove = mayRemoveAny || (isMine && allowsRemoving && mayRemoveOwn);
  const facts = [
    file.by,
    formatBytes(file.sizeBytes),
    file.sentAt === undefined ? "" : formatShort(file.sentAt),
  ];
  const copy = () => {
    if (file.address === undefined) return;
    void navigator.clipboard.writeText(file.address).then(() => toasts.add("done", strings.copied));
  };
  return (
    <li className={styles.row}>
      <a
        className={styles.person}
        href={file.address}
        target="_blank"
        rel="noopener noreferrer"
        title={file.name}
      >
        <span className={styles.thumb}>
          <FileSign file={file} />
        </span>
        <span className={styles.words}>
          <span className={styles.name}>{file.name}</span>
          <span className={styles.quiet}>{facts.filter(Boolean).join(" · ")}</span>
        </span>
      </a>
      <MenuTrigger>
        <IconButton size="small" label={strings.more(file.name)} icon={<Ellipsis />} />
        <Menu>
          <MenuItem icon={<Link2 />} onAction={copy}>
            {strings.copy}
          </MenuItem>
          {mayRemove && (
            <MenuItem isDanger icon={<Trash2 />} onAction={onRemove}>
              {strings.remove}
            </MenuItem>
          )}
        </Menu>
      </MenuTrigger>
    </li>
  );
}

function FileSign({ file }: { file: RoomFile }) {
  if (file.kind === "image" && file.address !== undefined)
    return <img src={file.address} alt="" loading="lazy" />;
  if (file.kind === "video") return <Video />;
  return file.kind === "audio" ? <Music /> : <FileText />;
}
