import type { Presence } from "@parley/shared/wire/entities";
import { asList, asRecord, readPresence } from "@parley/shared/wire/parse";
import { Plus, SmilePlus, Trash2 } from "lucide-react";
import { useCallback, useState } from "react";
import { useWorkspace } from "../../../store/use-store";
import type { Workspace } from "../../../store/workspace";
import { Page } from "../../../ui/area";
import { Button, IconButton } from "../../../ui/button";
import { ConfirmDialog, Dialog } from "../../../ui/dialog";
import { FormError } from "../../../ui/form-error";
import formStyles from "../../../ui/form.module.css";
import { PresenceMark } from "../../../ui/presence-mark";
import { Select } from "../../../ui/select";
import { type Column, Table } from "../../../ui/table";
import { TextField } from "../../../ui/text-field";
import { toasts } from "../../../ui/toast";
import { usePaged } from "../../../ui/use-paged";
import { toWireError } from "@parley/shared/wire/errors";
import { attempt, explain } from "../acts";
import { adminStrings } from "../strings";
import { customStrings } from "./strings";

const strings = customStrings.statuses;
const presences: readonly Presence[] = ["online", "away", "busy", "offline"];

interface Status {
  id: string;
  name: string;
  presence: Presence;
}

async function fetchStatuses({ link }: Workspace, offset: number) {
  const answer = await link.rest.get("custom-user-status.list", { count: 50, offset });
  const items = asList(answer.statuses)
    .map(asRecord)
    .filter((raw) => typeof raw._id === "string")
    .map((raw) => ({ id: String(raw._id), name: String(raw.name), presence: readPresence(raw.statusType) }));
  return { items, total: typeof answer.total === "number" ? answer.total : items.length };
}

/** Statuses that the workspace offers (ADM-079, ADM-080). */
export function StatusesPage() {
  const workspace = useWorkspace();
  const list = usePaged(useCallback((offset: number) => fetchStatuses(workspace, offset), [workspace]));
  const [edited, setEdited] = useState<Status | "new">();
  const [removing, setRemoving] = useState<Status>();
  const columns: Column<Status>[] = [
    { id: "name", title: strings.columns.name, render: (row) => row.name },
    {
      id: "presence",
      title: strings.columns.presence,
      render: (row) => (
        <span className={formStyles.person}>
          <PresenceMark presence={row.presence} />
          {strings.presences[row.presence]}
        </span>
      ),
    },
  ];
  const add = (
    <Button look="primary" onPress={() => setEdited("new")}>
      <Plus />
      {strings.add}
    </Button>
  );
  return (
    <Page title={adminStrings.pages.statuses} lead={strings.lead} actions={add}>
      <Table
        label={adminStrings.pages.statuses}
        columns={columns}
        list={list}
        keyOf={(row) => row.id}
        onOpen={setEdited}
        empty={{ icon: <SmilePlus />, title: strings.emptyTitle, text: strings.emptyText }}
        renderActions={(row) => (
          <IconButton label={adminStrings.remove} icon={<Trash2 />} onPress={() => setRemoving(row)} />
        )}
      />
      {edited !== undefined && (
        <StatusForm
          status={edited === "new" ? undefined : edited}
          onClose={() => setEdited(undefined)}
          onSaved={list.reload}
        />
      )}
      {removing !== undefined && (
        <ConfirmDialog
          title={customStrings.removeTitle(removing.name)}
          action={adminStrings.remove}
          onClose={() => setRemoving(undefined)}
          onConfirm={() =>
            void attempt(
              () =>
                workspace.link.rest.post("custom-user-status.delete", { customUserStatusId: removing.id }),
              customStrings.removed,
            ).then((isDone) => isDone && list.reload())
          }
        >
          <p>{strings.removeText}</p>
        </ConfirmDialog>
      )}
    </Page>
  );
}

interface FormProps {
  status: Status | undefined;
  onClose: () => void;
  onSaved: () => void;
}

function StatusForm({ status, onClose, onSaved }: FormProps) {
  const { link } = useWorkspace();
  const [name, setName] = useState(status?.name ?? "");
  const [presence, setPresence] = useState<Presence>(status?.presence ?? "busy");
  const [problem, setProblem] = useState<string>();
  const [isBusy, setIsBusy] = useState(false);
  const save = async () => {
    setIsBusy(true);
    setProblem(undefined);
    try {
      const data = { name: name.trim(), statusType: presence };
      if (status === undefined) await link.rest.post("custom-user-status.create", data);
      else await link.rest.post("custom-user-status.update", { _id: status.id, ...data });
      toasts.add("done", status === undefined ? customStrings.created : customStrings.saved);
      onSaved();
      onClose();
    } catch (error) {
      const isTaken = toWireError(error).code === "Custom_User_Status_Error_Name_Already_In_Use";
      setProblem(isTaken ? strings.taken : explain(error));
      setIsBusy(false);
    }
  };
  return (
    <Dialog
      title={status === undefined ? strings.add : strings.edit}
      onClose={onClose}
      footer={
        <>
          <Button onPress={onClose}>{adminStrings.cancel}</Button>
          <Button
            look="primary"
            isDisabled={name.trim() === ""}
            isPending={isBusy}
            onPress={() => void save()}
          >
            {adminStrings.save}
          </Button>
        </>
      }
    >
      <TextField autoFocus label={customStrings.name} value={name} onChange={setName} maxLength={120} />
      <Select
        label={strings.presence}
        options={presences.map((id) => ({ id, label: strings.presences[id] }))}
        value={presence}
        onChange={(id) => setPresence(id as Presence)}
      />
      <FormError text={problem} />
    </Dialog>
  );
}
