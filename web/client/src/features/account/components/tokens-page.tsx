import { toWireError } from "@parley/shared/wire/errors";
import { asList, asRecord, readTime } from "@parley/shared/wire/parse";
import { Copy, KeyRound, RefreshCw, Trash2 } from "lucide-react";
import { useCallback, useState } from "react";
import { formatShort } from "../../../lib/dates";
import { useSetting, useWorkspace } from "../../../store/use-store";
import { Page, PageSection } from "../../../ui/area";
import { Button, IconButton } from "../../../ui/button";
import { Checkbox } from "../../../ui/checkbox";
import { ConfirmDialog, Dialog } from "../../../ui/dialog";
import { FormError } from "../../../ui/form-error";
import formStyles from "../../../ui/form.module.css";
import { type Column, Table } from "../../../ui/table";
import { TextField } from "../../../ui/text-field";
import { toasts } from "../../../ui/toast";
import { usePaged } from "../../../ui/use-paged";
import { attempt } from "../../../ui/attempt";
import { tokenStrings as strings } from "../page-strings";
import { accountStrings } from "../strings";
import styles from "./account.module.css";

interface Token {
  name: string;
  last: string;
  createdAt: number | undefined;
  bypasses: boolean;
}

/** Tokens by which programs act as oneself (ACC-033, ACC-034). */
export function TokensPage() {
  const { link } = useWorkspace();
  const hasFactors = useSetting("Accounts_TwoFactorAuthentication_Enabled") === true;
  const list = usePaged(
    useCallback(async () => {
      const answer = await link.rest.get("users.getPersonalAccessTokens");
      const items = asList(answer.tokens)
        .map(asRecord)
        .map((raw) => ({
          name: String(raw.name),
          last: String(raw.lastTokenPart ?? ""),
          createdAt: readTime(raw.createdAt),
          bypasses: raw.bypassTwoFactor === true,
        }));
      return { items, total: items.length };
    }, [link]),
  );
  const [name, setName] = useState("");
  const [bypass, setBypass] = useState(false);
  const [problem, setProblem] = useState<string>();
  const [shown, setShown] = useState<string>();
  const [renewing, setRenewing] = useState<Token>();
  const [removing, setRemoving] = useState<Token>();

  const add = async () => {
    setProblem(undefined);
    try {
      const answer = await link.rest.post("users.generatePersonalAccessToken", {
        tokenName: name.trim(),
        bypassTwoFactor: bypass,
      });
      setShown(String(answer.token));
      setName("");
      list.reload();
    } catch (caught) {
      const error = toWireError(caught);
      setProblem(error.code === "error-token-already-exists" ? strings.taken : strings.failed(error.message));
    }
  };

  const columns: Column<Token>[] = [
    { id: "name", title: strings.columns.name, render: (row) => row.name },
    { id: "last", title: strings.columns.last, render: (row) => <code>…{row.last}</code> },
    {
      id: "created",
      title: strings.columns.created,
      isMinor: true,
      render: (row) => (row.createdAt === undefined ? "" : formatShort(row.createdAt)),
    },
    ...(hasFactors
      ? [
          {
            id: "factor",
            title: strings.columns.factor,
            isMinor: true,
            render: (row: Token) => (row.bypasses ? strings.bypassed : strings.asked),
          },
        ]
      : []),
  ];

  return (
    <Page title={accountStrings.pages.tokens} lead={strings.lead}>
      <PageSection title={strings.add}>
        <form
          className={formStyles.form}
          onSubmit={(event) => {
            event.preventDefault();
            void add();
          }}
        >
          <div className={styles.line}>
            <TextField
              label={strings.name}
              help={strings.nameHelp}
              maxLength={120}
              value={name}
              onChange={setName}
            />
            <Button type="submit" look="primary" isDisabled={name.trim() === ""}>
              {strings.add}
            </Button>
          </div>
          {hasFactors && <Checkbox label={strings.bypass} isSelected={bypass} onChange={setBypass} />}
          <FormError text={problem} />
        </form>
      </PageSection>
      <Table
        label={accountStrings.pages.tokens}
        columns={columns}
        list={list}
        keyOf={(row) => row.name}
        empty={{ icon: <KeyRound />, title: strings.emptyTitle, text: strings.emptyText }}
        renderActions={(row) => (
          <>
            <IconButton label={strings.regenerate} icon={<RefreshCw />} onPress={() => setRenewing(row)} />
            <IconButton label={strings.remove} icon={<Trash2 />} onPress={() => setRemoving(row)} />
          </>
        )}
      />
      {renewing !== undefined && (
        <ConfirmDialog
          title={strings.regenerateTitle(renewing.name)}
          action={strings.regenerate}
          onClose={() => setRenewing(undefined)}
          onConfirm={() =>
            void attempt(async () => {
              const answer = await link.rest.post("users.regeneratePersonalAccessToken", {
                tokenName: renewing.name,
              });
              setShown(String(answer.token));
              list.reload();
            })
          }
        >
          <p>{strings.regenerateText}</p>
        </ConfirmDialog>
      )}
      {removing !== undefined && (
        <ConfirmDialog
          title={strings.removeTitle(removing.name)}
          action={strings.remove}
          onClose={() => setRemoving(undefined)}
          onConfirm={() =>
            void attempt(async () => {
              await link.rest.post("users.removePersonalAccessToken", { tokenName: removing.name });
              toasts.add("done", strings.removed);
              list.reload();
            })
          }
        >
          <p>{strings.removeText}</p>
        </ConfirmDialog>
      )}
      {shown !== undefined && <TokenDialog token={shown} onClose={() => setShown(undefined)} />}
    </Page>
  );
}

function TokenDialog({ token, onClose }: { token: string; onClose: () => void }) {
  const { store } = useWorkspace();
  const copy = (text: string) =>
    void navigator.clipboard.writeText(text).then(() => toasts.add("done", strings.copied));
  const lines: [string, string][] = [
    [strings.token, token],
    [strings.userId, store.me.get().id],
  ];
  return (
    <Dialog
      title={strings.shownTitle}
      onClose={onClose}
      footer={
        <Button look="primary" onPress={onClose}>
          {strings.done}
        </Button>
      }
    >
      <p>{strings.shownText}</p>
      {lines.map(([label, value]) => (
        <div key={label} className={styles.line}>
          <TextField isReadOnly label={label} value={value} />
          <IconButton label={`${strings.copy}: ${label}`} icon={<Copy />} onPress={() => copy(value)} />
        </div>
      ))}
    </Dialog>
  );
}
