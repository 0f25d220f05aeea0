import { Check, Clock, RotateCcw, Trash2 } from "lucide-react";
import { useCallback, useEffect, useState } from "react";
import { formatComing } from "../../../lib/dates";
import { useTable, useWorkspace } from "../../../store/use-store";
import { Segments } from "../../../ui/segments";
import { Tag } from "../../../ui/tag";
import { usePaged } from "../../../ui/use-paged";
import { RemindDialog } from "../../../ui/later/later-dialogs";
import { fetchSaved, type SavedEntry } from "../lists";
import { inboxStrings as strings } from "../strings";
import styles from "./inbox-page.module.css";
import { PagedList, rowOf } from "./message-tabs";

/** Saved messages: what is to be done, and what was. */
export function LaterTab({ onUndo }: { onUndo: (undo: () => void) => void }) {
  const workspace = useWorkspace();
  const { store, later } = workspace;
  const [view, setView] = useState<"open" | "done">("open");
  const fetch = useCallback(
    (offset: number) => fetchSaved(workspace, view === "done", offset),
    [workspace, view],
  );
  const page = usePaged(fetch);
  const [asked, setAsked] = useState<string>();
  // Another device, or a menu of a message, changes the list.
  const version = useTable(later.saved, (table) => table.version);
  const { reload } = page;
  useEffect(() => reload(), [version, reload]);

  const setDone = (id: string, isDone: boolean) => later.desk().then((desk) => desk.setDone(id, isDone));
  const toggle = ({ saved }: SavedEntry) => {
    const isDone = view === "open";
    const remindAt = saved.remindAt;
    void setDone(saved.messageId, isDone).then(() => reload());
    onUndo(() => {
      void later
        .desk()
        .then((desk) =>
          isDone && remindAt !== undefined && remindAt > Date.now()
            ? desk.save(saved.messageId, remindAt)
            : desk.setDone(saved.messageId, !isDone),
        )
        .then(() => reload());
    });
  };
  const remove = ({ saved }: SavedEntry) => {
    void later.desk().then(async (desk) => {
      if (await desk.remove(saved.messageId)) reload();
    });
    onUndo(() => {
      void later
        .desk()
        .then((desk) => desk.save(saved.messageId))
        .then(() => reload());
    });
  };

  const items = (page.items ?? []).map((entry) => {
    const { saved, message } = entry;
    const due = later.saved.get(message.id)?.isDue ?? saved.isDue;
    return {
      ...rowOf(store, message),
      end: due ? (
        <Tag tone="warning">{strings.due}</Tag>
      ) : saved.remindAt === undefined ? undefined : (
        <Tag>{strings.remindsAt(formatComing(saved.remindAt))}</Tag>
      ),
      acts: [
        {
          key: "e" as const,
          label: view === "open" ? strings.act.done : strings.act.notDone,
          icon: view === "open" ? <Check /> : <RotateCcw />,
          run: () => toggle(entry),
        },
        { key: "h" as const, label: strings.act.remind, icon: <Clock />, run: () => setAsked(message.id) },
        { key: "x" as const, label: strings.act.remove, icon: <Trash2 />, run: () => remove(entry) },
      ],
    };
  });
  const empty =
    view === "open"
      ? { icon: <Clock />, title: strings.noLater, text: strings.noLaterText }
      : { icon: <Check />, title: strings.noDone, text: strings.noDoneText };

  return (
    <>
      <div className={styles.views}>
        <Segments
          isInline
          label={strings.laterViews.label}
          options={[
            { id: "open", label: strings.laterViews.open },
            { id: "done", label: strings.laterViews.done },
          ]}
          value={view}
          onChange={setView}
        />
      </div>
      <PagedList label={strings.later} page={page} items={items} empty={empty} />
      {asked !== undefined && <RemindDialog messageId={asked} onClose={() => setAsked(undefined)} />}
    </>
  );
}
