import { KeyRound, Plus } from "lucide-react";
import { useCallback, useEffect, useMemo, useState } from "react";
import { useLocation } from "wouter";
import { useRights, useWorkspace } from "../../../store/use-store";
import { Page } from "../../../ui/area";
import { Button } from "../../../ui/button";
import { EmptyState } from "../../../ui/empty-state";
import { SearchField } from "../../../ui/search-field";
import { Segments } from "../../../ui/segments";
import { Select } from "../../../ui/select";
import { type Column, Table } from "../../../ui/table";
import { Tag } from "../../../ui/tag";
import { toasts } from "../../../ui/toast";
import { usePaged } from "../../../ui/use-paged";
import formStyles from "../../../ui/form.module.css";
import type { AdminPageProps } from "../admin-area";
import { explain } from "../acts";
import { fetchRoles, type Role, roleName } from "../roles";
import { adminStrings } from "../strings";
import { fetchPermissions, type Permission, searchPermissions, withRole } from "./matrix";
import { PermissionGrid } from "./permission-grid";
import styles from "./permissions.module.css";
import { RolePanel } from "./role-panel";
import { permissionStrings as strings } from "./strings";

type View = "matrix" | "roles";
const views = (["matrix", "roles"] as const).map((id) => ({ id, label: strings.views[id] }));

/** Who may do what, and the roles by which. */
export function PermissionsPage({ detail, more }: AdminPageProps) {
  const workspace = useWorkspace();
  const may = useRights();
  const [, navigate] = useLocation();
  const view: View = detail === undefined ? "matrix" : "roles";
  const fetch = useCallback(async () => {
    const items = await fetchRoles(workspace);
    return { items, total: items.length };
  }, [workspace]);
  const roles = usePaged(fetch);
  const known = roles.items ?? [];
  const edited = detail === "edit" ? known.find((role) => role.id === more) : undefined;

  const beside =
    detail === "new" || edited !== undefined ? (
      <RolePanel
        key={edited?.id ?? "new"}
        role={edited}
        onClose={() => navigate("/admin/permissions/roles")}
        onChanged={roles.reload}
      />
    ) : undefined;

  return (
    <Page
      title={adminStrings.pages.permissions}
      isWide
      beside={beside}
      actions={
        may("access-permissions") && (
          <Button look="primary" onPress={() => navigate("/admin/permissions/new")}>
            <Plus />
            {strings.newRole}
          </Button>
        )
      }
      controls={
        <Segments
          isInline
          label={strings.viewLabel}
          options={views}
          value={view}
          onChange={(id) => navigate(id === "roles" ? "/admin/permissions/roles" : "/admin/permissions")}
        />
      }
    >
      {view === "matrix" ? (
        <Matrix roles={known} />
      ) : (
        <RoleTable
          list={roles}
          selected={edited?.id}
          onOpen={(id) => navigate(`/admin/permissions/edit/${id}`)}
        />
      )}
    </Page>
  );
}

function Matrix({ roles }: { roles: readonly Role[] }) {
  const workspace = useWorkspace();
  const { link, store } = workspace;
  const [permissions, setPermissions] = useState<readonly Permission[]>([]);
  const [text, setText] = useState("");
  const [roleId, setRoleId] = useState("user");

  const load = useCallback(() => {
    fetchPermissions(workspace)
      .then(setPermissions)
      .catch((error: unknown) => toasts.add("failed", explain(error)));
  }, [workspace]);

  // Others may change permissions while one looks.
  useEffect(() => {
    load();
    return store.permissions.subscribe(load);
  }, [load, store]);

  const shown = useMemo(() => searchPermissions(permissions, text), [permissions, text]);
  const change = useCallback(
    (permission: Permission, role: string, has: boolean) => {
      const next = withRole(permission, role, has);
      const put = (value: Permission) =>
        setPermissions((all) => all.map((each) => (each.id === value.id ? value : each)));
      put(next);
      link.rest
        .post("permissions.update", { permissions: [{ _id: next.id, roles: next.roles }] })
        .catch((error: unknown) => {
          put(permission);
          toasts.add("failed", explain(error));
        });
    },
    [link],
  );

  return (
    <>
      <div className={styles.tools}>
        <SearchField label={strings.search} value={text} onChange={setText} />
        <span className={styles.oneRole}>
          <Select
            label={strings.role}
            hidesLabel
            options={roles.map((role) => ({ id: role.id, label: roleName(roles, role.id) }))}
            value={roleId}
            onChange={setRoleId}
          />
        </span>
        <span className={styles.hint} role="status">
          {strings.found(shown.length)}
        </span>
      </div>
      {shown.length === 0 && permissions.length > 0 ? (
        <EmptyState icon={<KeyRound />} title={strings.noneTitle}>
          {strings.noneText}
        </EmptyState>
      ) : (
        <PermissionGrid permissions={shown} roles={roles} narrowRole={roleId} onChange={change} />
      )}
    </>
  );
}

interface RoleTableProps {
  list: ReturnType<typeof usePaged<Role>>;
  selected: string | undefined;
  onOpen: (id: string) => void;
}

function RoleTable({ list, selected, onOpen }: RoleTableProps) {
  const roles = list.items ?? [];
  const columns: Column<Role>[] = [
    {
      id: "name",
      title: strings.roleColumns.name,
      render: (row) => (
        <span className={formStyles.tags}>
          <span className={formStyles.strong}>{roleName(roles, row.id)}</span>
          {row.isProtected && <Tag>{strings.builtIn}</Tag>}
        </span>
      ),
    },
    {
      id: "description",
      title: strings.roleColumns.description,
      isMinor: true,
      render: (row) => row.description,
    },
    { id: "scope", title: strings.roleColumns.scope, render: (row) => strings.scopes[row.scope] },
  ];
  return (
    <Table
      label={strings.views.roles}
      columns={columns}
      list={list}
      keyOf={(row) => row.id}
      onOpen={(row) => onOpen(row.id)}
      selectedKey={selected}
      empty={{ icon: <KeyRound />, title: strings.noneTitle, text: strings.noneText }}
    />
  );
}
