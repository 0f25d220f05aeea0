import { createContext, useCallback, useContext, useMemo, useSyncExternalStore } from "react";
import type { Cell, EntityTable } from "./entity-table";
import type { Workspace } from "./workspace";

export const WorkspaceContext = createContext<Workspace | undefined>(undefined);

export function useWorkspace(): Workspace {
  const workspace = useContext(WorkspaceContext);
  if (workspace === undefined) throw new Error("This part of the screen needs a signed-in account.");
  return workspace;
}

export function useCell<T>(cell: Cell<T>): T {
  return useSyncExternalStore(
    useCallback((listener) => cell.subscribe(listener), [cell]),
    () => cell.get(),
  );
}

export function useEntity<T>(table: EntityTable<T>, key: string | undefined): T | undefined {
  return useSyncExternalStore(
    useCallback(
      (listener) => (key === undefined ? () => undefined : table.subscribeKey(key, listener)),
      [table, key],
    ),
    () => (key === undefined ? undefined : table.get(key)),
  );
}

/** A value computed from a whole table, again whenever the table changes. `derive` must be stable. */
export function useTable<T, R>(table: EntityTable<T>, derive: (table: EntityTable<T>) => R): R {
  const version = useSyncExternalStore(
    useCallback((listener) => table.subscribe(listener), [table]),
    () => table.version,
  );
  // eslint-disable-next-line react-hooks/exhaustive-deps -- the version stands for the table's contents
  return useMemo(() => derive(table), [table, version, derive]);
}

/** A setting of the workspace that everybody may see. */
export function useSetting(id: string): unknown {
  const { store } = useWorkspace();
  return useCell(store.settings)[id];
}

/** Asks whether the account holds a permission in general. Follows changes of roles and permissions. */
export function useRights(): (permission: string) => boolean {
  const { store } = useWorkspace();
  const permissions = useCell(store.permissions);
  const { roles } = useCell(store.me);
  return useCallback(
    (permission) => permissions[permission]?.some((role) => roles.includes(role)) ?? false,
    [permissions, roles],
  );
}

/** Whether the account holds a permission, in general or by its roles in one room. */
export function usePermission(permission: string, roomId?: string): boolean {
  const { store } = useWorkspace();
  const roles = useCell(store.permissions)[permission];
  const me = useCell(store.me);
  const subscription = useEntity(store.subscriptions, roomId);
  return (
    roles?.some((role) => me.roles.includes(role) || subscription?.roles.includes(role) === true) ?? false
  );
}
