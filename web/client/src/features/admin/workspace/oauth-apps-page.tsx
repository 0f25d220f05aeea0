import { asList, asRecord, readTime } from "@parley/shared/wire/parse";
import { Copy, Eye, EyeOff, Plug, Plus, Trash2 } from "lucide-react";
import { useCallback, useState } from "react";
import { useLocation } from "wouter";
import { formatShort } from "../../../lib/dates";
import { useWorkspace } from "../../../store/use-store";
import { Page } from "../../../ui/area";
import { Button, IconButton } from "../../../ui/button";
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
import type { AdminPageProps } from "../admin-area";
import { attempt, explain } from "../acts";
import { adminStrings } from "../strings";
import { workspaceStrings } from "./strings";

const strings = workspaceStrings.apps;

interface OauthApp {
  id: string;
  name: string;
  isActive: boolean;
  clientId: string;
  secret: string;
  redirect: string;
  by: string;
  at: number | undefined;
}

function parseApp(value: unknown): OauthApp | undefined {
  const raw = asRecord(value);
  if (typeof raw._id !== "string") return undefined;
  const text = (name: string) => (typeof raw[name] === "string" ? String(raw[name]) : "");
  return {
    id: raw._id,
    name: text("name"),
    isActive: raw.active === true,
    clientId: text("clientId"),
    secret: text("clientSecret"),
    redirect: Array.isArray(raw.redirectUri) ? raw.redirectUri.join("\n") : text("redirectUri"),
    by: String(asRecord(raw._createdBy).username ?? ""),
    at: readTime(raw._createdAt),
  };
}

/** Programs that sign people in with this workspace. */
export function OauthAppsPage({ detail, more }: AdminPageProps) {
  const { link, store } = useWorkspace();
  const [, navigate] = useLocation();
  const list = usePaged(
    useCallback(async () => {
      const answer = await link.rest.get("oauth-apps.list", { uid: store.me.get().id });
      const items = asList(answer.oauthApps)
        .map(parseApp)
        .filter((app) => app !== undefined);
      return { items, total: items.length };
    }, [link, store]),
  );
  const edited = detail === "edit" ? list.items?.find((app) => app.id === more) : undefined;
  const close = () => navigate("/admin/third-party-login");
  const columns: Column<OauthApp>[] = [
    { id: "name", title: strings.columns.name, render: (row) => row.name },
    {
      id: "state",
      title: strings.columns.state,
      render: (row) => (
        <Tag tone={row.isActive ? "good" : "plain"}>{row.isActive ? strings.active : strings.inactive}</Tag>
      ),
    },
    { id: "by", title: strings.columns.by, isMinor: true, render: (row) => row.by },
    {
      id: "at",
      title: strings.columns.at,
      isMinor: true,
      render: (row) => (row.at === undefined ? "" : formatShort(row.at)),
    },
  ];
  return (
    <Page
      title={adminStrings.pages.oauthApps}
      lead={strings.lead}
      actions={
        <Button look="primary" onPress={() => navigate("/admin/third-party-login/new")}>
          <Plus />
          {strings.add}
        </Button>
      }
      beside={
        (detail === "new" || edited !== undefined) && (
          <AppPanel key={edited?.id ?? "new"} app={edited} onClose={close} onChanged={list.reload} />
        )
      }
    >
      <Table
        label={adminStrings.pages.oauthApps}
        columns={columns}
        list={list}
        keyOf={(row) => row.id}
        onOpen={(row) => navigate(`/admin/third-party-login/edit/${row.id}`)}
        selectedKey={edited?.id}
        empty={{ icon: <Plug />, title: strings.emptyTitle, text: strings.emptyText }}
      />
    </Page>
  );
}

interface PanelProps {
  app: OauthApp | undefined;
  onClose: () => void;
  onChanged: () => void;
}

function AppPanel({ app, onClose, onChanged }: PanelProps) {
  const { link } = useWorkspace();
  const [name, setName] = useState(app?.name ?? "");
  const [active, setActive] = useState(app?.isActive ?? true);
  const [redirectUri, setRedirectUri] = useState(app?.redirect ?? "");
  const [problem, setProblem] = useState<string>();
  const [isBusy, setIsBusy] = useState(false);
  const [isRemoving, setIsRemoving] = useState(false);

  const save = async () => {
    setIsBusy(true);
    setProblem(undefined);
    const data = { name: name.trim(), active, redirectUri: redirectUri.trim() };
    try {
      if (app === undefined) await link.rest.post("oauth-apps.create", data);
      else await link.rest.post("oauth-apps.update", { appId: app.id, ...data });
      toasts.add("done", app === undefined ? strings.created : strings.saved);
      onChanged();
      onClose();
    } catch (error) {
      setProblem(explain(error));
      setIsBusy(false);
    }
  };

  return (
    <Panel title={app === undefined ? strings.add : strings.title} onClose={onClose}>
      <form
        className={formStyles.panelForm}
        onSubmit={(event) => {
          event.preventDefault();
          void save();
        }}
      >
        <div className={formStyles.scroller}>
          <Switch label={strings.isActive} isSelected={active} onChange={setActive} />
          <TextField label={strings.name} value={name} onChange={setName} autoFocus={app === undefined} />
          <TextField
            isMultiline
            label={strings.redirect}
            help={strings.redirectHelp}
            value={redirectUri}
            onChange={setRedirectUri}
          />
          {app !== undefined && (
            <>
              <Copyable label={strings.id} value={app.clientId} />
              <Copyable label={strings.secret} value={app.secret} isSecret />
              <Copyable label={strings.authorize} value={`${location.origin}/oauth/authorize`} />
              <Copyable label={strings.token} value={`${location.origin}/oauth/token`} />
            </>
          )}
          <FormError text={problem} />
        </div>
        <footer className={formStyles.panelFooter}>
          {app !== undefined && (
            <Button onPress={() => setIsRemoving(true)}>
              <Trash2 />
              {adminStrings.remove}
            </Button>
          )}
          <Button
            type="submit"
            look="primary"
            isDisabled={name.trim() === "" || redirectUri.trim() === ""}
            isPending={isBusy}
          >
            {app === undefined ? adminStrings.create : adminStrings.save}
          </Button>
        </footer>
      </form>
      {isRemoving && app !== undefined && (
        <ConfirmDialog
          title={strings.removeTitle(app.name)}
          action={adminStrings.remove}
          onClose={() => setIsRemoving(false)}
          onConfirm={() =>
            void attempt(() => link.rest.post("oauth-apps.delete", { appId: app.id }), strings.removed).then(
              (isDone) => {
                if (!isDone) return;
                onChanged();
                onClose();
              },
            )
          }
        >
          <p>{strings.removeText}</p>
        </ConfirmDialog>
      )}
    </Panel>
  );
}

function Copyable({ label, value, isSecret = false }: { label: string; value: string; isSecret?: boolean }) {
  const [isShown, setIsShown] = useState(!isSecret);
  return (
    <div className={formStyles.person}>
      <TextField isReadOnly label={label} value={value} type={isShown ? "text" : "password"} />
      {isSecret && (
        <IconButton
          label={isShown ? strings.hide : strings.show}
          icon={isShown ? <EyeOff /> : <Eye />}
          onPress={() => setIsShown(!isShown)}
        />
      )}
      <IconButton
        label={`${strings.copy}: ${label}`}
        icon={<Copy />}
        onPress={() =>
          void navigator.clipboard.writeText(value).then(() => toasts.add("done", strings.copied))
        }
      />
    </div>
  );
}
