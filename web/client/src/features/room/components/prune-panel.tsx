import { useState } from "react";
import { roomTitle } from "../../../store/room-names";
import { useEntity, useWorkspace } from "../../../store/use-store";
import { Button } from "../../../ui/button";
import { Checkbox } from "../../../ui/checkbox";
import { ConfirmDialog } from "../../../ui/dialog";
import { FormError } from "../../../ui/form-error";
import { Panel } from "../../../ui/panel";
import { PeoplePicker } from "../../../ui/people-picker";
import { TextField } from "../../../ui/text-field";
import { toasts } from "../../../ui/toast";
import { emptyPrune, isOutOfOrder, pruneBatch, type PruneForm, pruneRequest, pruneSummary } from "../prune";
import { explainRoomError } from "../settings";
import { panelStrings } from "../panel-strings";
import infoStyles from "./info-panel.module.css";

const strings = panelStrings.prunePanel;

/** Deletes messages or files of a stretch of time, after saying what will go (ROOM-076). */
export function PrunePanel({ roomId, onClose }: { roomId: string; onClose: () => void }) {
  const { store, link } = useWorkspace();
  const title = roomTitle(useEntity(store.subscriptions, roomId), useEntity(store.rooms, roomId));
  const [form, setForm] = useState<PruneForm>(emptyPrune);
  const [isAsking, setIsAsking] = useState(false);
  const [isBusy, setIsBusy] = useState(false);
  const [problem, setProblem] = useState<string>();
  const set = (part: Partial<PruneForm>) => setForm({ ...form, ...part });
  const summary = pruneSummary(form, title);
  const isWrong = isOutOfOrder(form);

  const prune = async () => {
    setIsBusy(true);
    setProblem(undefined);
    try {
      const request = pruneRequest(roomId, form);
      let total = 0;
      for (;;) {
        const answer = await link.rest.post("rooms.cleanHistory", request);
        const count = typeof answer.count === "number" ? answer.count : 0;
        total += count;
        if (count < pruneBatch) break;
      }
      toasts.add("done", form.onlyFiles ? strings.doneFiles(total) : strings.doneMessages(total));
      setForm(emptyPrune);
    } catch (error) {
      setProblem(explainRoomError(error));
    }
    setIsBusy(false);
  };

  return (
    <Panel title={strings.title} subtitle={title} onClose={onClose}>
      <div className={infoStyles.form}>
        <div className={infoStyles.fields}>
          <TextField
            type="datetime-local"
            label={strings.newerThan}
            help={strings.newerHelp}
            value={form.newerThan}
            onChange={(newerThan) => set({ newerThan })}
          />
          <TextField
            type="datetime-local"
            label={strings.olderThan}
            help={strings.olderHelp}
            value={form.olderThan}
            onChange={(olderThan) => set({ olderThan })}
            error={isWrong ? strings.wrongOrder : undefined}
          />
          <PeoplePicker
            withMe
            label={strings.people}
            help={strings.peopleHelp}
            chosen={form.people}
            onChange={(people) => set({ people })}
          />
          <Checkbox
            label={strings.inclusive}
            isSelected={form.isInclusive}
            onChange={(isInclusive) => set({ isInclusive })}
          />
          <Checkbox
            label={strings.keepsPinned}
            isSelected={form.keepsPinned}
            onChange={(keepsPinned) => set({ keepsPinned })}
          />
          <Checkbox
            label={strings.keepsThreads}
            isSelected={form.keepsThreads}
            onChange={(keepsThreads) => set({ keepsThreads })}
          />
          <Checkbox
            label={strings.keepsDiscussions}
            isSelected={form.keepsDiscussions}
            onChange={(keepsDiscussions) => set({ keepsDiscussions })}
          />
          <Checkbox
            label={strings.onlyFiles}
            isSelected={form.onlyFiles}
            onChange={(onlyFiles) => set({ onlyFiles })}
          />
          <p className={infoStyles.summary}>
            <strong>{strings.goes}</strong> {summary}
          </p>
          <FormError text={problem} />
        </div>
        <footer className={infoStyles.footer}>
          <Button look="danger" isDisabled={isWrong} isPending={isBusy} onPress={() => setIsAsking(true)}>
            {strings.action}
          </Button>
        </footer>
      </div>
      {isAsking && (
        <ConfirmDialog
          title={strings.askTitle}
          action={strings.action}
          onConfirm={() => void prune()}
          onClose={() => setIsAsking(false)}
        >
          <p>{summary}</p>
          <p>{strings.askText}</p>
        </ConfirmDialog>
      )}
    </Panel>
  );
}
