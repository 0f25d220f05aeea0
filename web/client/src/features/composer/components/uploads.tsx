import { lazy, Suspense } from "react";
import { useTable, useWorkspace } from "../../../store/use-store";
import type { EntityTable } from "../../../store/entity-table";
import type { Upload } from "../../../store/workspace-store";
import type { Target } from "../actions";

const UploadList = lazy(() => import("./upload-list").then((m) => ({ default: m.UploadList })));

const listAll = (table: EntityTable<Upload>) => [...table.all()];

/** Uploads on their way, and those that failed until they are dismissed. */
export function Uploads({ target }: { target: Target }) {
  const { store } = useWorkspace();
  const uploads = useTable(store.uploads, listAll).filter(
    (upload) => upload.roomId === target.roomId && upload.threadId === target.threadId,
  );
  if (uploads.length === 0) return null;
  return (
    <Suspense fallback={null}>
      <UploadList uploads={uploads} />
    </Suspense>
  );
}
