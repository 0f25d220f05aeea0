import { X } from "lucide-react";
import type { Upload } from "../../../store/workspace-store";
import { IconButton } from "../../../ui/button";
import { composerStrings as strings } from "../strings";
import styles from "./composer.module.css";

/** How far each upload is. */
export function UploadList({ uploads }: { uploads: readonly Upload[] }) {
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
