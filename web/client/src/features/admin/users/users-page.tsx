import { MailPlus, UserPlus, UserX } from "lucide-react";
import { useCallback, useState } from "react";
import { useLocation } from "wouter";
import { formatShort } from "../../../lib/dates";
import { personName } from "../../../store/room-names";
import { useRights, useWorkspace } from "../../../store/use-store";
import { Page } from "../../../ui/area";
import { Avatar, userAvatar } from "../../../ui/avatar";
import { Button } from "../../../ui/button";
import formStyles from "../../../ui/form.module.css";
import { SearchField } from "../../../ui/search-field";
import { Segments } from "../../../ui/segments";
import { type Column, type Sort, Table } from "../../../ui/table";
import { Tag } from "../../../ui/tag";
import { usePaged, useSettled } from "../../../ui/use-paged";
import type { AdminPageProps } from "../admin-area";
import { adminStrings } from "../strings";
import { roleName, useRoles } from "../roles";
import { InviteForm } from "./invite-form";
import { type Account, fetchAccounts, type StateFilter } from "./people";
import { userStrings as strings } from "./strings";
import { UserForm } from "./user-form";
import { UserPanel } from "./user-panel";

const states = (["all", "active", "inactive"] as const).map((id) => ({ id, label: strings.states[id] }));

/** Everybody who has an account (ADM-049), one of them beside the list. */
export function UsersPage({ detail, more }: AdminPageProps) {
  const workspace = useWorkspace();
  const may = useRights();
  const [, navigate] = useLocation();
  const [text, setText] = useState("");
  const [state, setState] = useState<StateFilter>("all");
  const [sort, setSort] = useState<Sort>({ by: "name", isDescending: false });
  const wanted = useSettled(text);
  const list = usePaged(
    useCallback(
      (offset: number) => fetchAccounts(workspace, wanted, state, sort, offset),
      [workspace, wanted, state, sort],
    ),
  );
  const roles = useRoles();

  const columns: Column<Account>[] = [
    { id: "name", title: strings.columns.name, isSortable: true, render: (row) => <Name account={row} /> },
    {
      id: "email",
      title: strings.columns.email,
      isMinor: true,
      isSortable: true,
      render: (row) => row.email,
    },
    {
      id: "roles",
      title: strings.columns.roles,
      isMinor: true,
      render: (row) => row.roles.map((role) => roleName(roles, role)).join(", "),
    },
    { id: "active", title: strings.columns.state, render: (row) => <State account={row} /> },
    {
      id: "lastLogin",
      title: strings.columns.lastLogin,
      isMinor: true,
      render: (row) => (row.lastLoginAt === undefined ? adminStrings.never : formatShort(row.lastLoginAt)),
    },
  ];

  const close = () => navigate("/admin/users");
  const open = (userId: string) => navigate(`/admin/users/info/${userId}`);
  const beside =
    detail === "new" ? (
      <UserForm
        onClose={close}
        onSaved={(userId) => {
          list.reload();
          open(userId);
        }}
      />
    ) : detail === "invite" ? (
      <InviteForm onClose={close} />
    ) : (detail === "info" || detail === "edit") && more !== undefined ? (
      <UserPanel
        key={more}
        userId={more}
        isEditing={detail === "edit"}
        onEdit={() => navigate(`/admin/users/edit/${more}`)}
        onShow={() => open(more)}
        onClose={close}
        onChanged={list.reload}
      />
    ) : undefined;

  return (
    <Page
      title={strings.title}
      isWide
      beside={beside}
      actions={
        <>
          {may("bulk-register-user") && (
            <Button onPress={() => navigate("/admin/users/invite")}>
              <MailPlus />
              {strings.invite}
            </Button>
          )}
          {may("create-user") && (
            <Button look="primary" onPress={() => navigate("/admin/users/new")}>
              <UserPlus />
              {strings.newUser}
            </Button>
          )}
        </>
      }
      controls={
        <>
          <SearchField label={strings.search} value={text} onChange={setText} />
          <Segments isInline label={strings.stateLabel} options={states} value={state} onChange={setState} />
        </>
      }
    >
      <Table
        label={strings.title}
        columns={columns}
        list={list}
        keyOf={(row) => row.id}
        sort={sort}
        onSort={setSort}
        onOpen={(row) => open(row.id)}
        selectedKey={more}
        empty={{ icon: <UserX />, title: strings.emptyTitle, text: strings.emptyText }}
      />
    </Page>
  );
}

function Name({ account }: { account: Account }) {
  const name = personName(account);
  return (
    <span className={formStyles.person}>
      <Avatar size={36} name={name} source={userAvatar(account.username, account.avatarTag)} />
      <span className={formStyles.personWords}>
        <span className={formStyles.strong}>{name}</span>
        <span className={formStyles.quiet}>@{account.username}</span>
      </span>
    </span>
  );
}

export function State({ account }: { account: Account }) {
  if (account.isActive) return <Tag tone="good">{strings.active}</Tag>;
  return account.reason === undefined || account.lastLoginAt !== undefined ? (
    <Tag tone="danger">{strings.inactive}</Tag>
  ) : (
    <Tag tone="warning">{strings.waiting}</Tag>
  );
}
