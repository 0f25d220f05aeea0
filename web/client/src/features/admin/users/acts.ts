import type { Workspace } from "../../../store/workspace";
import type { Account } from "./people";
import type { userStrings } from "./strings";

export interface UserAct {
  id: keyof typeof userStrings.acts;
  isDanger?: boolean;
  /** Which question comes before it. */
  confirm?: "deactivate" | "removeAdmin" | "resetFactor" | "resetKey" | "logOut" | "remove";
  isShown: (account: Account, may: (permission: string) => boolean) => boolean;
  run: (workspace: Workspace, account: Account, isConfirmed: boolean) => Promise<unknown>;
}

const isAdmin = (account: Account) => account.roles.includes("admin");

/** What administrators can do to an account, declared once (ADM-059 to ADM-065). */
export const userActs: readonly UserAct[] = [
  {
    id: "activate",
    isShown: (account, may) => !account.isActive && may("edit-other-user-active-status"),
    run: ({ link }, { id }) => link.rest.post("users.setActiveStatus", { userId: id, activeStatus: true }),
  },
  {
    id: "makeAdmin",
    isShown: (account, may) =>
      !isAdmin(account) && account.isActive && may("assign-admin-role") && may("assign-roles"),
    run: ({ link }, { username }) =>
      link.rest.post("roles.addUserToRole", { roleId: "admin", roleName: "admin", username }),
  },
  {
    id: "removeAdmin",
    confirm: "removeAdmin",
    isShown: (account, may) => isAdmin(account) && may("assign-admin-role") && may("assign-roles"),
    run: ({ link }, { username }) =>
      link.rest.post("roles.removeUserFromRole", { roleId: "admin", roleName: "admin", username }),
  },
  {
    id: "resetFactor",
    confirm: "resetFactor",
    isShown: (_, may) => may("edit-other-user-totp"),
    run: ({ link }, { id }) => link.rest.post("users.resetTOTP", { userId: id }),
  },
  {
    id: "resetKey",
    confirm: "resetKey",
    isShown: (_, may) => may("edit-other-user-e2ee"),
    run: ({ link }, { id }) => link.rest.post("users.resetE2EKey", { userId: id }),
  },
  {
    id: "logOut",
    confirm: "logOut",
    isShown: (account, may) => account.isActive && may("logout-other-user"),
    run: ({ link }, { id }) => link.rest.post("users.logout", { userId: id }),
  },
  {
    id: "resetAvatar",
    isShown: (account, may) => account.avatarTag !== undefined && may("edit-other-user-avatar"),
    run: ({ link }, { id }) => link.rest.post("users.resetAvatar", { userId: id }),
  },
  {
    id: "deactivate",
    isDanger: true,
    confirm: "deactivate",
    isShown: (account, may) => account.isActive && may("edit-other-user-active-status"),
    run: ({ link }, { id }, confirmRelinquish) =>
      link.rest.post("users.setActiveStatus", { userId: id, activeStatus: false, confirmRelinquish }),
  },
  {
    id: "remove",
    isDanger: true,
    confirm: "remove",
    isShown: (_, may) => may("delete-user"),
    run: ({ link }, { id }, confirmRelinquish) =>
      link.rest.post("users.delete", { userId: id, confirmRelinquish }),
  },
];
