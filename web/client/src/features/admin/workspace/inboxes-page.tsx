import { asList, asRecord } from "@parley/shared/wire/parse";
import { Inbox as InboxIcon, Plus, Send, Trash2 } from "lucide-react";
import { useCallback, useState } from "react";
import { useLocation } from "wouter";
import { useWorkspace } from "../../../store/use-store";
import { Page } from "../../../ui/area";
import { Button } from "../../../ui/button";
import { ConfirmDialog } from "../../../ui/dialog";
import { FormError } from "../../../ui/form-error";
import formStyles from "../../../ui/form.module.css";
import { Panel } from "../../../ui/panel";
import { Switch } from "../../../ui/switch";
import { type Column, Table } from "../../../ui/table";
import { Tag } from "../../../ui/tag";
import { TextField } from "../../../ui/text-field";
import { toasts } from "../../../ui/toast";
import { usePaged } from "../../../ui/use-paged";
import { attempt, explain } from "../acts";
import type { AdminPageProps } from "../admin-area";
import { adminStrings } from "../strings";
import { inboxesStrings as strings } from "./inboxes-strings";

const PATH = "/admin/email-inboxes";

interface Server {
  server: string;
  port: string;
  username: string;
  password: string;
  secure: boolean;
}

interface Inbox {
  id: string | undefined;
  active: boolean;
  name: string;
  email: string;
  description: string;
  senderInfo: string;
  department: string;
  smtp: Server;
  imap: Server;
  maxRetries: string;
}

const textOf = (value: unknown) => (typeof value === "string" ? value : "");

function parseServer(value: unknown, port: number): Server {
  const raw = asRecord(value);
  return {
    server: textOf(raw.server),
    port: String(typeof raw.port === "number" ? raw.port : port),
    username: textOf(raw.username),
    password: "",
    secure: raw.secure === true,
  };
}

function parseInbox(value: unknown): Inbox {
  const raw = asRecord(value);
  const retries = asRecord(raw.imap).maxRetries;
  return {
    id: typeof raw._id === "string" ? raw._id : undefined,
    active: raw.active !== false,
    name: textOf(raw.name),
    email: textOf(raw.email),
    description: textOf(raw.description),
    senderInfo: textOf(raw.senderInfo),
    department: textOf(raw.department),
    smtp: parseServer(raw.smtp, 587),
    imap: parseServer(raw.imap, 993),
    maxRetries: String(typeof retries === "number" ? retries : 10),
  };
}

/** Mailboxes of the workspace (ADM-110, ADM-112, ADM-113). */
export function InboxesPage({ detail, more }: AdminPageProps) {
  const { link } = useWorkspace();
  const [, navigate] = useLocation();
  const list = usePaged(
    useCallback(async () => {
      const items = asList((await link.rest.get("email-inbox.list", { count: 100 })).emailInboxes).map(
        parseInbox,
      );
      return { items, total: items.length };
    }, [link]),
  );
  const edited = detail === "edit" ? list.items?.find((inbox) => inbox.id === more) : undefined;
  const columns: Column<Inbox>[] = [
    { id: "name", title: strings.columns.name, render: (row) => row.name },
    { id: "email", title: strings.columns.email, render: (row) => row.email },
    {
      id: "state",
      title: strings.columns.state,
      render: (row) => (
        <Tag tone={row.active ? "good" : "plain"}>{row.active ? strings.active : strings.inactive}</Tag>
      ),
    },
  ];
  return (
    <Page
      title={adminStrings.pages.inboxes}
      lead={strings.lead}
      actions={
        <Button look="primary" onPress={() => navigate(`${PATH}/new`)}>
          <Plus />
          {strings.add}
        </Button>
      }
      beside={
        (detail === "new" || edited !== undefined) && (
          <InboxPanel
            key={edited?.id ?? "new"}
            inbox={edited ?? parseInbox({})}
            onClose={() => navigate(PATH)}
            onChanged={list.reload}
          />
        )
      }
    >
      <Table
        label={adminStrings.pages.inboxes}
        columns={columns}
        list={list}
        keyOf={(row) => row.id ?? row.email}
        onOpen={(row) => navigate(`${PATH}/edit/${row.id}`)}
        selectedKey={edited?.id}
        empty={{ icon: <InboxIcon />, title: strings.emptyTitle, text: strings.emptyText }}
      />
    </Page>
  );
}

interface PanelProps {
  inbox: Inbox;
  onClose: () => void;
  onChanged: () => void;
}

function InboxPanel({ inbox, onClose, onChanged }: PanelProps) {
  const { link } = useWorkspace();
  const [draft, setDraft] = useState(inbox);
  const [problem, setProblem] = useState<string>();
  const [isBusy, setIsBusy] = useState(false);
  const [isRemoving, setIsRemoving] = useState(false);
  const set = (change: Partial<Inbox>) => setDraft((before) => ({ ...before, ...change }));
  const isNew = inbox.id === undefined;

  const save = async () => {
    setIsBusy(true);
    setProblem(undefined);
    const { id, smtp, imap, maxRetries, ...rest } = draft;
    const serverOf = ({ port, ...server }: Server) => ({ ...server, port: Number(port) });
    try {
      await link.rest.post("email-inbox", {
        ...(id === undefined ? {} : { _id: id }),
        ...rest,
        smtp: serverOf(smtp),
        imap: { ...serverOf(imap), maxRetries: Number(maxRetries) },
      });
      toasts.add("done", strings.saved);
      onChanged();
      onClose();
    } catch (error) {
      setProblem(explain(error));
      setIsBusy(false);
    }
  };

  const test = async () => {
    setIsBusy(true);
    setProblem(undefined);
    try {
      await link.rest.post(`email-inbox.send-test/${inbox.id}`);
      toasts.add("done", strings.tested);
    } catch (error) {
      setProblem(explain(error));
    }
    setIsBusy(false);
  };

  return (
    <Panel title={isNew ? strings.add : strings.title} onClose={onClose}>
      <form
        className={formStyles.panelForm}
        onSubmit={(event) => {
          event.preventDefault();
          void save();
        }}
      >
        <div className={formStyles.scroller}>
          <Switch label={strings.isActive} isSelected={draft.active} onChange={(active) => set({ active })} />
          <TextField
            label={strings.name}
            value={draft.name}
            onChange={(name) => set({ name })}
            autoFocus={isNew}
          />
          <TextField
            label={strings.email}
            type="email"
            value={draft.email}
            onChange={(email) => set({ email })}
          />
          <TextField
            label={strings.description}
            value={draft.description}
            onChange={(description) => set({ description })}
          />
          <TextField
            label={strings.senderInfo}
            help={strings.senderHelp}
            value={draft.senderInfo}
            onChange={(senderInfo) => set({ senderInfo })}
          />
          <TextField
            label={strings.department}
            value={draft.department}
            onChange={(department) => set({ department })}
          />
          <ServerFields
            title={strings.smtp}
            isKept={!isNew}
            server={draft.smtp}
            onChange={(smtp) => set({ smtp })}
          />
          <ServerFields
            title={strings.imap}
            isKept={!isNew}
            server={draft.imap}
            onChange={(imap) => set({ imap })}
          />
          <TextField
            label={strings.maxRetries}
            inputMode="numeric"
            value={draft.maxRetries}
            onChange={(maxRetries) => set({ maxRetries })}
          />
          <p>{strings.help}</p>
          <FormError text={problem} />
        </div>
        <footer className={formStyles.panelFooter}>
          {!isNew && (
            <>
              <Button onPress={() => setIsRemoving(true)}>
                <Trash2 />
                {adminStrings.remove}
              </Button>
              <Button isPending={isBusy} onPress={() => void test()}>
                <Send />
                {strings.test}
              </Button>
            </>
          )}
          <Button
            type="submit"
            look="primary"
            isDisabled={draft.name.trim() === "" || draft.email.trim() === ""}
            isPending={isBusy}
          >
            {isNew ? adminStrings.create : adminStrings.save}
          </Button>
        </footer>
      </form>
      {isRemoving && (
        <ConfirmDialog
          title={strings.removeTitle(inbox.name)}
          action={adminStrings.remove}
          onClose={() => setIsRemoving(false)}
          onConfirm={() =>
            void attempt(() => link.rest.delete(`email-inbox/${inbox.id}`), strings.removed).then(
              (isDone) => {
                if (!isDone) return;
                onChanged();
                onClose();
              },
            )
          }
        >
          {strings.removeText}
        </ConfirmDialog>
      )}
    </Panel>
  );
}

interface ServerFieldsProps {
  title: string;
  server: Server;
  isKept: boolean;
  onChange: (server: Server) => void;
}

function ServerFields({ title, server, isKept, onChange }: ServerFieldsProps) {
  const set = (change: Partial<Server>) => onChange({ ...server, ...change });
  return (
    <fieldset className={formStyles.group}>
      <legend>{title}</legend>
      <TextField label={strings.server} value={server.server} onChange={(value) => set({ server: value })} />
      <TextField
        label={strings.port}
        inputMode="numeric"
        value={server.port}
        onChange={(port) => set({ port })}
      />
      <TextField
        label={strings.username}
        autoComplete="off"
        value={server.username}
        onChange={(username) => set({ username })}
      />
      <TextField
        label={strings.password}
        type="password"
        autoComplete="new-password"
        {...(isKept ? { help: strings.keptPassword } : {})}
        value={server.password}
        onChange={(password) => set({ password })}
      />
      <Switch label={strings.secure} isSelected={server.secure} onChange={(secure) => set({ secure })} />
    </fieldset>
  );
}
