import { X } from "lucide-react";
import { useTable, useWorkspace } from "../../../store/use-store";
import type { EntityTable } from "../../../store/entity-table";
import type { Upload } from "../../../store/workspace-store";
import { IconButton } from "../../../ui/button";
import type { Target } from "../actions";
import { composerStrings as strings } from "../strings";
import styles from "./composer.module.css";

const listAll = (table: EntityTable<Upload>) => [...table.all()];

/** Uploads on their way, and those that failed until they are dismissed. */
export function Uploads({ target }: { target: Target }) {
  const { store } = useWorkspace();
  const uploads = useTable(store.uploads, listAll).filter(
    (upload) => upload.roomId === target.roomId && upload.threadId === target.threadId,
  );
  if (uploads.length === 0) return null;
  return (
    <div className={styles.uploads} role="status">
      {uploads.map((upload) => (
        <div key={upload.id} className={styles.upload} data-failed={upload.failure !== undefined}>
          <span>
            {upload.failure === undefined
              ? strings.uploading(upload.name)
              : strings.uploadFailed(upload.name, upload.failure)}
          </span>
          {upload.failure === undefined && (
            <progress value={upload.share} max={1} aria-label={strings.uploading(upload.name)} />
          )}
          <IconButton
            size="small"
            label={
              upload.failure === undefined
                ? strings.cancelUpload(upload.name)
                : strings.dismissUpload(upload.name)
            }
            icon={<X />}
            onPress={upload.cancel}
          />
        </div>
      ))}
    </div>
  );
}
