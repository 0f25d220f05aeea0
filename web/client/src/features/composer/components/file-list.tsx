import { FileText, X } from "lucide-react";
import { useEffect, useState } from "react";
import { formatBytes } from "../../../lib/text";
import { IconButton } from "../../../ui/button";
import type { StagedFile } from "../staged-files";
import { composerStrings as strings } from "../strings";
import styles from "./file-list.module.css";

interface Props {
  files: readonly StagedFile[];
  onChange: (files: StagedFile[]) => void;
}

/** Files chosen and not yet sent: each with a name and a description of its own. */
export function FileList({ files, onChange }: Props) {
  const change = (id: string, part: Partial<StagedFile>) =>
    onChange(files.map((staged) => (staged.id === id ? { ...staged, ...part } : staged)));
  return (
    <ul className={styles.files} aria-label={strings.files}>
      {files.map((staged) => (
        <li key={staged.id} className={styles.file}>
          <Thumbnail file={staged.file} />
          <span className={styles.words}>
            <span className={styles.line}>
              <input
                className={styles.name}
                aria-label={strings.fileName}
                value={staged.name}
                onChange={(event) => change(staged.id, { name: event.target.value })}
              />
              <span className={styles.size}>{formatBytes(staged.file.size)}</span>
            </span>
            <input
              className={styles.description}
              aria-label={strings.descriptionOf(staged.name)}
              placeholder={strings.describe}
              value={staged.description}
              onChange={(event) => change(staged.id, { description: event.target.value })}
            />
          </span>
          <IconButton
            size="small"
            label={strings.removeFile(staged.name)}
            icon={<X />}
            onPress={() => onChange(files.filter((other) => other.id !== staged.id))}
          />
        </li>
      ))}
    </ul>
  );
}

function Thumbnail({ file }: { file: File }) {
  const [address, setAddress] = useState<string>();
  useEffect(() => {
    if (!file.type.startsWith("image/")) return undefined;
    const url = URL.createObjectURL(file);
    setAddress(url);
    return () => URL.revokeObjectURL(url);
  }, [file]);
  return (
    <span className={styles.thumb}>
      {address === undefined ? (
        <FileText />
      ) : (
        <img src={address} alt="" onError={() => setAddress(undefined)} />
      )}
    </span>
  );
}
