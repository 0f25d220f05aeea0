import { type KeyboardEvent, memo, useRef, useState } from "react";
import { type Role, roleName } from "../roles";
import { moveInGrid, type Permission } from "./matrix";
import styles from "./permissions.module.css";
import { permissionStrings as strings } from "./strings";

interface Props {
  permissions: readonly Permission[];
  roles: readonly Role[];
  /** The one role that is shown where there is no room for all. */
  narrowRole: string;
  onChange: (permission: Permission, role: string, has: boolean) => void;
}

/** Permissions down, roles across. One cell is reached by Tab, the others by the arrow keys. */
export function PermissionGrid({ permissions, roles, narrowRole, onChange }: Props) {
  const [at, setAt] = useState({ row: 0, column: 0 });
  const table = useRef<HTMLTableElement>(null);
  const stop = {
    row: Math.min(at.row, Math.max(permissions.length - 1, 0)),
    column: Math.min(at.column, Math.max(roles.length - 1, 0)),
  };

  const handleKey = (event: KeyboardEvent) => {
    const next = moveInGrid(stop, event.key, permissions.length, roles.length);
    if (next === undefined) return;
    event.preventDefault();
    setAt(next);
    const cell = table.current?.querySelector<HTMLInputElement>(`[data-cell="${next.row}:${next.column}"]`);
    cell?.focus();
  };

  return (
    <div className={styles.frame}>
      {/* eslint-disable-next-line jsx-a11y/no-noninteractive-element-interactions -- arrow keys move among its boxes */}
      <table
        ref={table}
        className={styles.grid}
        aria-label={strings.matrix}
        aria-describedby="permission-grid-hint"
        onKeyDown={handleKey}
      >
        <caption className="visually-hidden" id="permission-grid-hint">
          {strings.hint}
        </caption>
        <thead>
          <tr>
            <th scope="col">{strings.permission}</th>
            {roles.map((role) => (
              <th key={role.id} scope="col" data-narrow={role.id === narrowRole}>
                {roleName(roles, role.id)}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {permissions.map((permission, row) => (
            <Row
              key={permission.id}
              permission={permission}
              roles={roles}
              row={row}
              stop={row === stop.row ? stop.column : undefined}
              narrowRole={narrowRole}
              onChange={onChange}
              onFocus={setAt}
            />
          ))}
        </tbody>
      </table>
    </div>
  );
}

interface RowProps extends Omit<Props, "permissions"> {
  permission: Permission;
  row: number;
  /** The column that Tab reaches, when it is in this row. */
  stop: number | undefined;
  onFocus: (at: { row: number; column: number }) => void;
}

const Row = memo(function Row({ permission, roles, row, stop, narrowRole, onChange, onFocus }: RowProps) {
  return (
    <tr>
      <th scope="row">
        <span className={styles.name}>{permission.label}</span>
        <code className={styles.id}>{permission.id}</code>
      </th>
      {roles.map((role, column) => (
        <td key={role.id} data-narrow={role.id === narrowRole}>
          <input
            type="checkbox"
            className={styles.box}
            data-cell={`${row}:${column}`}
            aria-label={strings.cell(permission.label, roleName(roles, role.id))}
            tabIndex={stop === column ? 0 : -1}
            checked={permission.roles.includes(role.id)}
            onChange={(event) => onChange(permission, role.id, event.target.checked)}
            onFocus={() => onFocus({ row, column })}
          />
        </td>
      ))}
    </tr>
  );
});
