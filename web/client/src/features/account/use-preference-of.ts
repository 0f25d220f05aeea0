import { toWireError } from "@parley/shared/wire/errors";
import { readPreference, savePreferences } from "../../store/preferences";
import { useCell, useWorkspace } from "../../store/use-store";
import { toasts } from "../../ui/toast";
import { preferenceStrings as strings } from "./page-strings";

/** A choice of the person, and how it is saved. */
export function usePreferenceOf(name: string): [unknown, (value: unknown) => void] {
  const workspace = useWorkspace();
  const value = readPreference(
    useCell(workspace.store.me).preferences,
    useCell(workspace.store.settings),
    name,
  );
  const save = (next: unknown) => {
    savePreferences(workspace, { [name]: next }).catch((error: unknown) =>
      toasts.add("failed", strings.failed(toWireError(error).message)),
    );
  };
  return [value, save];
}
