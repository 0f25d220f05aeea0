import { Copy, Eye, EyeOff, History, RotateCcw, Trash2 } from "lucide-react";
import { useState } from "react";
import { useWorkspace } from "../../../store/use-store";
import { Button, IconButton } from "../../../ui/button";
import { ConfirmDialog } from "../../../ui/dialog";
import { FormError } from "../../../ui/form-error";
import formStyles from "../../../ui/form.module.css";
import { Panel } from "../../../ui/panel";
import { Select } from "../../../ui/select";
import { Switch } from "../../../ui/switch";
import { TextField } from "../../../ui/text-field";
import { toasts } from "../../../ui/toast";
import { attempt, explain } from "../acts";
import { adminStrings } from "../strings";
import styles from "./integrations.module.css";
import {
  curlCall,
  hookAddress,
  type HookEvent,
  type Integration,
  isComplete,
  parseIntegration,
  toWire,
  usesOf,
} from "./integrations";
import { integrationStrings as strings } from "./strings";

const optionsOf = (labels: Readonly<Record<string, string>>) =>
  Object.entries(labels).map(([id, label]) => ({ id, label }));

interface Props {
  integration: Integration;
  onClose: () => void;
  onCreated: (id: string) => void;
  onChanged: () => void;
  onHistory: () => void;
}

/** The form of a webhook. */
export function IntegrationPanel({ integration, onClose, onCreated, onChanged, onHistory }: Props) {
  const { link } = useWorkspace();
  const [draft, setDraft] = useState(integration);
  const [problem, setProblem] = useState<string>();
  const [isBusy, setIsBusy] = useState(false);
  const [asks, setAsks] = useState<"remove" | "renew">();
  const isNew = integration.id === "";
  const isIncoming = integration.kind === "incoming";
  const change = (part: Partial<Integration>) => setDraft((known) => ({ ...known, ...part }));

  const send = async (further: object = {}) => {
    setIsBusy(true);
    setProblem(undefined);
    try {
      const body = { ...toWire(draft), ...further };
      const answer = isNew
        ? (await link.rest.post("integrations.create", body)).integration
        : await link.ddp.call(
            isIncoming ? "updateIncomingIntegration" : "updateOutgoingIntegration",
            integration.id,
            body,
          );
      const saved = parseIntegration(answer);
      toasts.add("done", isNew ? strings.created : strings.saved);
      if (saved === undefined) return;
      if (isNew) onCreated(saved.id);
      else {
        setDraft(saved);
        onChanged();
      }
    } catch (error) {
      setProblem(explain(error));
    } finally {
      setIsBusy(false);
    }
  };

  return (
    <Panel
      title={
        isNew
          ? isIncoming
            ? strings.newIncoming
            : strings.newOutgoing
          : isIncoming
            ? strings.editIncoming
            : strings.editOutgoing
      }
      subtitle={isNew ? undefined : integration.name}
      actions={
        !isNew && !isIncoming && <IconButton label={strings.history} icon={<History />} onPress={onHistory} />
      }
      onClose={onClose}
    >
      <form
        className={formStyles.panelForm}
        onSubmit={(event) => {
          event.preventDefault();
          void send();
        }}
      >
        <div className={formStyles.scroller}>
          {!isNew && isIncoming && <Access integration={draft} onRenew={() => setAsks("renew")} />}
          <Switch
            label={strings.enabled}
            isSelected={draft.enabled}
            onChange={(enabled) => change({ enabled })}
          />
          <TextField
            label={strings.name}
            value={draft.name}
            onChange={(name) => change({ name })}
            maxLength={500}
            autoFocus={isNew}
          />
          {isIncoming ? (
            <TextField
              label={strings.channel}
              help={strings.channelHelp}
              value={draft.channel}
              onChange={(channel) => change({ channel })}
            />
          ) : (
            <OutgoingFields draft={draft} change={change} />
          )}
          <TextField
            label={strings.username}
            help={strings.usernameHelp}
            value={draft.username}
            onChange={(username) => change({ username })}
            autoCapitalize="none"
          />
          <TextField label={strings.alias} value={draft.alias} onChange={(alias) => change({ alias })} />
          <TextField label={strings.avatar} value={draft.avatar} onChange={(avatar) => change({ avatar })} />
          <TextField
            label={strings.emoji}
            placeholder=":robot:"
            value={draft.emoji}
            onChange={(emoji) => change({ emoji })}
          />
          {isIncoming && (
            <Switch
              label={strings.override}
              isSelected={draft.overrides}
              onChange={(overrides) => change({ overrides })}
            />
          )}
          <Switch
            label={strings.scriptEnabled}
            isSelected={draft.scriptEnabled}
            onChange={(scriptEnabled) => change({ scriptEnabled })}
          />
          {draft.scriptEnabled && (
            <>
              <Select
                label={strings.engine}
                options={optionsOf(strings.engines)}
                value={draft.scriptEngine}
                onChange={(scriptEngine) => change({ scriptEngine })}
              />
              <div className={styles.script}>
                <TextField
                  isMultiline
                  label={strings.script}
                  help={strings.scriptHelp}
                  value={draft.script}
                  onChange={(script) => change({ script })}
                  spellCheck="false"
                />
              </div>
              {draft.scriptError !== undefined && (
                <p className={styles.error} role="alert">
                  {strings.scriptFailed} {draft.scriptError}
                </p>
              )}
            </>
          )}
          <FormError text={problem} />
        </div>
        <footer className={formStyles.panelFooter}>
          {!isNew && (
            <Button onPress={() => setAsks("remove")}>
              <Trash2 />
              {adminStrings.remove}
            </Button>
          )}
          <Button type="submit" look="primary" isDisabled={!isComplete(draft)} isPending={isBusy}>
            {isNew ? adminStrings.create : adminStrings.save}
          </Button>
        </footer>
      </form>
      {asks === "remove" && (
        <ConfirmDialog
          title={strings.removeTitle(integration.name || strings.unnamed)}
          action={adminStrings.remove}
          onClose={() => setAsks(undefined)}
          onConfirm={() =>
            void attempt(
              () =>
                link.rest.post("integrations.remove", {
                  type: `webhook-${integration.kind}`,
                  integrationId: integration.id,
                }),
              strings.removed,
            ).then((isDone) => {
              if (!isDone) return;
              onChanged();
              onClose();
            })
          }
        >
          <p>{strings.removeText}</p>
        </ConfirmDialog>
      )}
      {asks === "renew" && (
        <ConfirmDialog
          title={strings.renewTitle}
          action={strings.renew}
          onClose={() => setAsks(undefined)}
          onConfirm={() => {
            setAsks(undefined);
            void send({ renewToken: true });
          }}
        >
          <p>{strings.renewText}</p>
        </ConfirmDialog>
      )}
    </Panel>
  );
}

function OutgoingFields({
  draft,
  change,
}: {
  draft: Integration;
  change: (part: Partial<Integration>) => void;
}) {
  const uses = usesOf(draft.event);
  return (
    <>
      <Select
        label={strings.event}
        options={optionsOf(strings.events)}
        value={draft.event}
        onChange={(event) => change({ event: event as HookEvent })}
      />
      {uses.rooms && (
        <TextField
          label={strings.listen}
          help={strings.listenHelp}
          value={draft.channel}
          onChange={(channel) => change({ channel })}
        />
      )}
      {uses.words && (
        <>
          <TextField
            label={strings.words}
            help={strings.wordsHelp}
            value={draft.words}
            onChange={(words) => change({ words })}
          />
          <Switch
            label={strings.anywhere}
            isSelected={draft.anywhere}
            onChange={(anywhere) => change({ anywhere })}
          />
          <Switch
            label={strings.edits}
            isSelected={draft.runOnEdits}
            onChange={(runOnEdits) => change({ runOnEdits })}
          />
        </>
      )}
      <TextField
        isMultiline
        label={strings.urls}
        help={strings.urlsHelp}
        value={draft.urls}
        onChange={(urls) => change({ urls })}
      />
      <TextField
        label={strings.targetRoom}
        help={strings.targetHelp}
        value={draft.targetRoom}
        onChange={(targetRoom) => change({ targetRoom })}
      />
      <TextField
        label={strings.token}
        help={strings.tokenHelp}
        value={draft.token}
        onChange={(token) => change({ token })}
      />
      <Switch
        label={strings.impersonate}
        isSelected={draft.impersonate}
        onChange={(impersonate) => change({ impersonate })}
      />
      <Switch label={strings.retry} isSelected={draft.retry} onChange={(retry) => change({ retry })} />
      {draft.retry && (
        <>
          <TextField
            label={strings.retryCount}
            inputMode="numeric"
            value={draft.retryCount}
            onChange={(retryCount) => change({ retryCount })}
          />
          <Select
            label={strings.retryDelay}
            options={optionsOf(strings.delays)}
            value={draft.retryDelay}
            onChange={(retryDelay) => change({ retryDelay })}
          />
        </>
      )}
    </>
  );
}

/** What a program needs to post (INT-012). */
function Access({ integration, onRenew }: { integration: Integration; onRenew: () => void }) {
  const [isShown, setIsShown] = useState(false);
  const address = hookAddress(location.origin, integration);
  const hidden = hookAddress(location.origin, { ...integration, token: "…" });
  return (
    <>
      <Copyable
        label={strings.address}
        value={isShown ? address : hidden}
        copied={address}
        isShown={isShown}
        onToggle={() => setIsShown(!isShown)}
      />
      <Copyable
        label={strings.token}
        value={isShown ? integration.token : "••••••••"}
        copied={integration.token}
      />
      <Copyable
        label={strings.example}
        value={curlCall(isShown ? address : hidden)}
        copied={curlCall(address)}
      />
      <div className={formStyles.buttons}>
        <Button onPress={onRenew}>
          <RotateCcw />
          {strings.renew}
        </Button>
      </div>
    </>
  );
}

interface CopyableProps {
  label: string;
  value: string;
  copied: string;
  isShown?: boolean;
  onToggle?: () => void;
}

function Copyable({ label, value, copied, isShown = false, onToggle }: CopyableProps) {
  return (
    <div className={formStyles.person}>
      <TextField isReadOnly label={label} value={value} />
      {onToggle !== undefined && (
        <IconButton
          label={isShown ? strings.hide : strings.show}
          icon={isShown ? <EyeOff /> : <Eye />}
          onPress={onToggle}
        />
      )}
      <IconButton
        label={`${strings.copy}: ${label}`}
        icon={<Copy />}
        onPress={() =>
          void navigator.clipboard.writeText(copied).then(() => toasts.add("done", strings.copied))
        }
      />
    </div>
  );
}
