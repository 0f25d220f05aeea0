import { asList, asRecord } from "@parley/shared/wire/parse";
import { fold } from "../../../lib/text";
import type { Workspace } from "../../../store/workspace";
import { permissionLabel } from "./labels";

export interface Permission {
  id: string;
  label: string;
  roles: readonly string[];
}

export async function fetchPermissions({ link }: Workspace): Promise<Permission[]> {
  const answer = await link.rest.get("permissions.listAll");
  return asList(answer.update)
    .map(asRecord)
    .filter((raw) => typeof raw._id === "string")
    .map((raw) => {
      const id = String(raw._id);
      return { id, label: permissionLabel(id), roles: asList(raw.roles).map(String) };
    })
    .sort((a, b) => a.label.localeCompare(b.label));
}

/** Permissions whose name or id contains all words. */
export function searchPermissions(all: readonly Permission[], text: string): readonly Permission[] {
  const words = fold(text).split(/\s+/u).filter(Boolean);
  return all.filter((permission) => {
    const where = fold(`${permission.label} ${permission.id}`);
    return words.every((word) => where.includes(word));
  });
}

/** The permission as it is after a role was given it, or lost it. */
export function withRole(permission: Permission, role: string, has: boolean): Permission {
  const others = permission.roles.filter((known) => known !== role);
  return { ...permission, roles: has ? [...others, role] : others };
}

export type Step = "ArrowUp" | "ArrowDown" | "ArrowLeft" | "ArrowRight" | "Home" | "End";

/** Where a key leads in a grid. */
export function moveInGrid(
  at: { row: number; column: number },
  key: string,
  rows: number,
  columns: number,
): { row: number; column: number } | undefined {
  const to = { ...at };
  if (key === "ArrowUp") to.row -= 1;
  else if (key === "ArrowDown") to.row += 1;
  else if (key === "ArrowLeft") to.column -= 1;
  else if (key === "ArrowRight") to.column += 1;
  else if (key === "Home") to.column = 0;
  else if (key === "End") to.column = columns - 1;
  else return undefined;
  return to.row < 0 || to.row >= rows || to.column < 0 || to.column >= columns ? at : to;
}
