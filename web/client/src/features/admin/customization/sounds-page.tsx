import { toWireError } from "@parley/shared/wire/errors";
import { asList, asRecord, readTime } from "@parley/shared/wire/parse";
import { Music, Play, Plus, Trash2 } from "lucide-react";
import { useCallback, useState } from "react";
import { useWorkspace } from "../../../store/use-store";
import type { Workspace } from "../../../store/workspace";
import { Page } from "../../../ui/area";
import { Button, IconButton } from "../../../ui/button";
import { ConfirmDialog, Dialog } from "../../../ui/dialog";
import { FileButton } from "../../../ui/file-button";
import { FormError } from "../../../ui/form-error";
import formStyles from "../../../ui/form.module.css";
import { SearchField } from "../../../ui/search-field";
import { type Column, Table } from "../../../ui/table";
import { TextField } from "../../../ui/text-field";
import { toasts } from "../../../ui/toast";
import { usePaged, useSettled } from "../../../ui/use-paged";
import { attempt, explain } from "../acts";
import { adminStrings } from "../strings";
import { customStrings } from "./strings";

const strings = customStrings.sounds;

interface Sound {
  id: string;
  name: string;
  extension: string;
  address: string;
}

async function fetchSounds({ link }: Workspace, text: string, offset: number) {
  const answer = await link.rest.get("custom-sounds.list", {
    query: JSON.stringify({ name: { $regex: text.trim(), $options: "i" } }),
    sort: JSON.stringify({ name: 1 }),
    count: 50,
    offset,
  });
  const items = asList(answer.sounds)
    .map(asRecord)
    .filter((raw) => typeof raw._id === "string")
    .map((raw): Sound => {
      const extension = typeof raw.extension === "string" ? raw.extension : "mp3";
      const id = String(raw._id);
      const version = readTime(raw._updatedAt) ?? 0;
      return {
        id,
        name: String(raw.name),
        extension,
        address: `/custom-sounds/${encodeURIComponent(id)}.${encodeURIComponent(extension)}?v=${version}`,
      };
    });
  return { items, total: typeof answer.total === "number" ? answer.total : items.length };
}

/** The workspace's own notification sounds. */
export function SoundsPage() {
  const workspace = useWorkspace();
  const [text, setText] = useState("");
  const wanted = useSettled(text);
  const list = usePaged(
    useCallback((offset: number) => fetchSounds(workspace, wanted, offset), [workspace, wanted]),
  );
  const [edited, setEdited] = useState<Sound | "new">();
  const [removing, setRemoving] = useState<Sound>();
  const columns: Column<Sound>[] = [{ id: "name", title: strings.columns.name, render: (row) => row.name }];
  return (
    <Page
      title={adminStrings.pages.sounds}
      lead={strings.lead}
      actions={
        <Button look="primary" onPress={() => setEdited("new")}>
          <Plus />
          {strings.add}
        </Button>
      }
      controls={<SearchField label={strings.search} value={text} onChange={setText} />}
    >
      <Table
        label={adminStrings.pages.sounds}
        columns={columns}
        list={list}
        keyOf={(row) => row.id}
        onOpen={setEdited}
        empty={{ icon: <Music />, title: strings.emptyTitle, text: strings.emptyText }}
        renderActions={(row) => (
          <>
            <IconButton
              label={strings.play(row.name)}
              icon={<Play />}
              onPress={() => void new Audio(row.address).play().catch(() => undefined)}
            />
            <IconButton label={adminStrings.remove} icon={<Trash2 />} onPress={() => setRemoving(row)} />
          </>
        )}
      />
      {edited !== undefined && (
        <SoundForm
          sound={edited === "new" ? undefined : edited}
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
              () => workspace.link.call("deleteCustomSound", removing.id),
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
  sound: Sound | undefined;
  onClose: () => void;
  onSaved: () => void;
}

function SoundForm({ sound, onClose, onSaved }: FormProps) {
  const { link } = useWorkspace();
  const [name, setName] = useState(sound?.name ?? "");
  const [file, setFile] = useState<File>();
  const [problem, setProblem] = useState<string>();
  const [isBusy, setIsBusy] = useState(false);

  const save = async () => {
    if (sound === undefined && file === undefined) {
      setProblem(strings.fileMissing);
      return;
    }
    setIsBusy(true);
    setProblem(undefined);
    try {
      const extension = file?.name.split(".").at(-1)?.toLowerCase() ?? sound?.extension ?? "mp3";
      const data = {
        ...(sound === undefined ? { newFile: true } : { _id: sound.id, previousName: sound.name }),
        name: name.trim(),
        extension,
      };
      const answer = await link.call("insertOrUpdateSound", data);
      if (file !== undefined) {
        const id = sound?.id ?? String(answer);
        await link.call("uploadCustomSound", await asBinary(file), file.type, { ...data, _id: id });
      }
      toasts.add("done", sound === undefined ? customStrings.created : customStrings.saved);
      onSaved();
      onClose();
    } catch (error) {
      const isTaken = /already/iu.test(toWireError(error).code);
      setProblem(isTaken ? strings.taken : explain(error));
      setIsBusy(false);
    }
  };

  return (
    <Dialog
      title={sound === undefined ? strings.add : strings.edit}
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
      <TextField autoFocus label={customStrings.name} value={name} onChange={setName} />
      <div className={formStyles.person}>
        <FileButton
          label={strings.file}
          accept="audio/mpeg,audio/wav,audio/ogg,.mp3,.wav,.ogg"
          onFile={setFile}
        >
          {strings.choose}
        </FileButton>
        <span className={formStyles.quiet}>{file?.name ?? strings.fileHelp}</span>
      </div>
      <FormError text={problem} />
    </Dialog>
  );
}

/** The bytes of a file as a text with one character each, as this door takes them. */
async function asBinary(file: File): Promise<string> {
  const bytes = new Uint8Array(await file.arrayBuffer());
  let text = "";
  for (let at = 0; at < bytes.length; at += 8192)
    text += String.fromCharCode(...bytes.subarray(at, at + 8192));
  return text;
}
