import { asRecord } from "@parley/shared/wire/parse";
import { useCallback, useEffect, useMemo, useState } from "react";
import { useWorkspace } from "../../../store/use-store";
import { toasts } from "../../../ui/toast";
import { explain } from "../acts";
import { fetchSettings, parseSetting, same, type Setting } from "./settings";
import { settingStrings as strings } from "./strings";

export interface SettingsDesk {
  settings: readonly Setting[] | undefined;
  failure: string | undefined;
  /** New values by id, not yet saved. */
  changes: ReadonlyMap<string, unknown>;
  /** As it is on the screen. */
  valueOf: (id: string) => unknown;
  change: (setting: Setting, value: unknown) => void;
  discard: () => void;
  save: () => Promise<void>;
  reload: () => void;
  isBusy: boolean;
  problem: string | undefined;
}

/** All settings, and what is to become of them. Changes of others arrive while one looks (SET-007). */
export function useSettingsDesk(): SettingsDesk {
  const workspace = useWorkspace();
  const { link } = workspace;
  const [settings, setSettings] = useState<readonly Setting[]>();
  const [failure, setFailure] = useState<string>();
  const [changes, setChanges] = useState<ReadonlyMap<string, unknown>>(new Map());
  const [isBusy, setIsBusy] = useState(false);
  const [problem, setProblem] = useState<string>();
  const [attempt, setAttempt] = useState(0);

  useEffect(() => {
    let isCurrent = true;
    setFailure(undefined);
    fetchSettings(workspace)
      .then((found) => isCurrent && setSettings(found))
      .catch((error: unknown) => isCurrent && setFailure(explain(error)));
    const stop = link.ddp.listen("stream-notify-logged", "private-settings-changed", ([, value]) => {
      const fresh = asRecord(value);
      setSettings((known) =>
        known?.map((setting) =>
          setting.id === fresh._id ? (parseSetting({ ...toWire(setting), ...fresh }) ?? setting) : setting,
        ),
      );
    });
    return () => {
      isCurrent = false;
      stop();
    };
  }, [workspace, link, attempt]);

  const byId = useMemo(() => new Map(settings?.map((setting) => [setting.id, setting])), [settings]);
  const valueOf = useCallback(
    (id: string) => (changes.has(id) ? changes.get(id) : byId.get(id)?.value),
    [changes, byId],
  );
  const change = useCallback((setting: Setting, value: unknown) => {
    setProblem(undefined);
    setChanges((known) => {
      const next = new Map(known);
      if (same(value, setting.value)) next.delete(setting.id);
      else next.set(setting.id, value);
      return next;
    });
  }, []);
  const discard = useCallback(() => {
    setChanges(new Map());
    setProblem(undefined);
  }, []);
  const save = useCallback(async () => {
    const hasBadNumber = [...changes].some(
      ([id, value]) => byId.get(id)?.type === "int" && typeof value !== "number",
    );
    if (hasBadNumber) {
      setProblem(strings.badNumber);
      return;
    }
    setIsBusy(true);
    setProblem(undefined);
    try {
      await link.call(
        "saveSettings",
        [...changes].map(([_id, value]) => ({ _id, value })),
      );
      setSettings((known) =>
        known?.map((setting) =>
          changes.has(setting.id)
            ? { ...setting, value: setting.isSecret ? "" : changes.get(setting.id) }
            : setting,
        ),
      );
      setChanges(new Map());
      toasts.add("done", strings.saved);
    } catch (error) {
      setProblem(explain(error));
    }
    setIsBusy(false);
  }, [link, changes, byId]);

  return {
    settings,
    failure,
    changes,
    valueOf,
    change,
    discard,
    save,
    reload: () => setAttempt(attempt + 1),
    isBusy,
    problem,
  };
}

/** A setting as it came, to take news in. */
function toWire(setting: Setting): Record<string, unknown> {
  return {
    _id: setting.id,
    type: setting.type,
    group: setting.group,
    section: setting.section,
    value: setting.value,
    packageValue: setting.defaultValue,
    blocked: setting.isLocked,
    secret: setting.isSecret,
    multiline: setting.isMultiline,
    values: setting.values.map((item) => ({ key: item.id, i18nLabel: item.label })),
    enableQuery: setting.conditions.map((condition) => ({ _id: condition.id, value: condition.value })),
    sorter: setting.order,
  };
}
