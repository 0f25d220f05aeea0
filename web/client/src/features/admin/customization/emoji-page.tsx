import { toWireError } from "@parley/shared/wire/errors";
import { asList, asRecord, readTime } from "@parley/shared/wire/parse";
import { Plus, Smile, Trash2 } from "lucide-react";
import { useCallback, useEffect, useState } from "react";
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
import styles from "./customization.module.css";
import { customStrings } from "./strings";

const strings = customStrings.emoji;

interface OwnEmoji {
  id: string;
  name: string;
  aliases: string[];
  address: string;
}

async function fetchEmoji({ link }: Workspace, text: string, offset: number) {
  const answer = await link.rest.get("emoji-custom.all", {
    query: JSON.stringify({ name: { $regex: text.trim(), $options: "i" } }),
    sort: JSON.stringify({ name: 1 }),
    count: 50,
    offset,
  });
  const items = asList(answer.emojis)
    .map(asRecord)
    .filter((raw) => typeof raw._id === "string")
    .map((raw): OwnEmoji => {
      const tag = typeof raw.etag === "string" ? raw.etag : String(readTime(raw._updatedAt) ?? 0);
      const file = `${encodeURIComponent(String(raw.name))}.${encodeURIComponent(String(raw.extension))}`;
      return {
        id: String(raw._id),
        name: String(raw.name),
        aliases: asList(raw.aliases).map(String),
        address: `/emoji-custom/${file}?etag=${encodeURIComponent(tag)}`,
      };
    });
  return { items, total: typeof answer.total === "number" ? answer.total : items.length };
}

/** The workspace's own emoji. */
export function EmojiPage() {
  const workspace = useWorkspace();
  const [text, setText] = useState("");
  const wanted = useSettled(text);
  const list = usePaged(
    useCallback((offset: number) => fetchEmoji(workspace, wanted, offset), [workspace, wanted]),
  );
  const [edited, setEdited] = useState<OwnEmoji | "new">();
  const [removing, setRemoving] = useState<OwnEmoji>();
  const columns: Column<OwnEmoji>[] = [
    {
      id: "name",
      title: strings.columns.name,
      render: (row) => (
        <span className={formStyles.person}>
          <img className={styles.emoji} src={row.address} alt="" />
          <span>:{row.name}:</span>
        </span>
      ),
    },
    {
      id: "aliases",
      title: strings.columns.aliases,
      render: (row) => row.aliases.map((alias) => `:${alias}:`).join(" "),
    },
  ];
  return (
    <Page
      title={adminStrings.pages.emoji}
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
        label={adminStrings.pages.emoji}
        columns={columns}
        list={list}
        keyOf={(row) => row.id}
        onOpen={setEdited}
        empty={{ icon: <Smile />, title: strings.emptyTitle, text: strings.emptyText }}
        renderActions={(row) => (
          <IconButton label={adminStrings.remove} icon={<Trash2 />} onPress={() => setRemoving(row)} />
        )}
      />
      {edited !== undefined && (
        <EmojiForm
          emoji={edited === "new" ? undefined : edited}
          onClose={() => setEdited(undefined)}
          onSaved={list.reload}
        />
      )}
      {removing !== undefined && (
        <ConfirmDialog
          title={customStrings.removeTitle(`:${removing.name}:`)}
          action={adminStrings.remove}
          onClose={() => setRemoving(undefined)}
          onConfirm={() =>
            void attempt(
              () => workspace.link.rest.post("emoji-custom.delete", { emojiId: removing.id }),
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
  emoji: OwnEmoji | undefined;
  onClose: () => void;
  onSaved: () => void;
}

function EmojiForm({ emoji, onClose, onSaved }: FormProps) {
  const { link } = useWorkspace();
  const [name, setName] = useState(emoji?.name ?? "");
  const [aliases, setAliases] = useState(emoji?.aliases.join(", ") ?? "");
  const [picture, setPicture] = useState<File>();
  const [preview, setPreview] = useState(emoji?.address);
  const [problem, setProblem] = useState<string>();
  const [isBusy, setIsBusy] = useState(false);

  useEffect(() => {
    if (picture === undefined) return undefined;
    const address = URL.createObjectURL(picture);
    setPreview(address);
    return () => URL.revokeObjectURL(address);
  }, [picture]);

  const save = async () => {
    if (emoji === undefined && picture === undefined) {
      setProblem(strings.pictureMissing);
      return;
    }
    setIsBusy(true);
    setProblem(undefined);
    const fields: Record<string, string> = {
      ...(emoji === undefined ? {} : { _id: emoji.id }),
      name: name.trim().replaceAll(":", ""),
      aliases: aliases
        .replaceAll(":", "")
        .replaceAll(/\s*,\s*/gu, ",")
        .trim(),
    };
    try {
      await link.rest.uploadForm(
        emoji === undefined ? "emoji-custom.create" : "emoji-custom.update",
        fields,
        {
          emoji: picture,
        },
      );
      toasts.add("done", emoji === undefined ? customStrings.created : customStrings.saved);
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
      title={emoji === undefined ? strings.add : strings.edit}
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
      <TextField
        autoFocus
        label={customStrings.name}
        help={strings.nameHelp}
        value={name}
        onChange={setName}
        autoCapitalize="none"
      />
      <TextField
        label={strings.aliases}
        help={strings.aliasesHelp}
        value={aliases}
        onChange={setAliases}
        autoCapitalize="none"
      />
      <div className={formStyles.person}>
        {preview !== undefined && <img className={styles.large} src={preview} alt="" />}
        <FileButton
          label={strings.picture}
          accept="image/png,image/jpeg,image/gif,image/webp"
          onFile={setPicture}
        >
          {strings.choose}
        </FileButton>
      </div>
      <FormError text={problem} />
    </Dialog>
  );
}
