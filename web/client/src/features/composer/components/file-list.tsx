import { FileText, X } from "lucide-react";
import { useEffect, useState } from "react";
import { formatBytes } from "../../../lib/text";
import { IconButton } from "../../../ui/button";
import { composerStrings as strings } from "../strings";
import styles from "./composer.module.css";

interface Props {
  files: readonly File[];
  onRemove: (file: File) => void;
}

/** Files chosen and not yet sent. */
export function FileList({ files, onRemove }: Props) {
  if (files.length === 0) return null;
  return (
    <ul className={styles.files}>
      {files.map((file, index) => (
        <li key={`${file.name}-${index}`} className={styles.file}>
          <Thumbnail file={file} />
          <span className={styles.fileWords}>
            <span className={styles.fileName} title={file.name}>
              {file.name}
            </span>
            <span className={styles.fileSize}>{formatBytes(file.size)}</span>
          </span>
          <IconButton
            size="small"
            label={strings.removeFile(file.name)}
            icon={<X />}
            onPress={() => onRemove(file)}
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
      {address === undefined ? <FileText /> : <img src={address} alt="" />}
    </span>
  );
}
