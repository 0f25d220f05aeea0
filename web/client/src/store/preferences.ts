import { useCell, useWorkspace } from "./use-store";
import type { Workspace } from "./workspace";

/** A choice of the person, or the workspace's default, or what is sensible. */
export function readPreference(
  preferences: Record<string, unknown>,
  settings: Record<string, unknown>,
  name: string,
): unknown {
  return preferences[name] ?? settings[`Accounts_Default_User_Preferences_${name}`];
}

export function usePreference(name: string): unknown {
  const { store } = useWorkspace();
  return readPreference(useCell(store.me).preferences, useCell(store.settings), name);
}

/** Saves choices for all devices; they count at once here. */
export async function savePreferences(
  { store, link }: Workspace,
  change: Record<string, unknown>,
): Promise<void> {
  const before = store.me.get();
  store.me.set({ ...before, preferences: { ...before.preferences, ...change } });
  try {
    await link.rest.post("users.setPreferences", { data: change });
  } catch (error) {
    store.me.set({ ...store.me.get(), preferences: before.preferences });
    throw error;
  }
}
