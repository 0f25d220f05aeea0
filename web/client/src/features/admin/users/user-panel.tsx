import {
  Ban,
  Check,
  Ellipsis,
  KeyRound,
  LogOut,
  MessageCircle,
  Pencil,
  ShieldCheck,
  ShieldOff,
  Trash2,
  UserRoundX,
} from "lucide-react";
import { useCallback, useEffect, useState } from "react";
import { MenuTrigger } from "react-aria-components";
import { useLocation } from "wouter";
import { formatFull } from "../../../lib/dates";
import { personName } from "../../../store/room-names";
import { useRights, useSetting, useWorkspace } from "../../../store/use-store";
import { Avatar, userAvatar } from "../../../ui/avatar";
import { Button, IconButton } from "../../../ui/button";
import { ConfirmDialog } from "../../../ui/dialog";
import { Facts } from "../../../ui/facts";
import formStyles from "../../../ui/form.module.css";
import { Menu, MenuItem, MenuSeparator } from "../../../ui/menu";
import { Panel } from "../../../ui/panel";
import { Tag } from "../../../ui/tag";
import { adminStrings } from "../strings";
import { roleName, useRoles } from "../roles";
import { explain } from "../acts";
import { type UserAct, userActs } from "./acts";
import { LastOwnerDialog, type LastOwner, readLastOwner } from "./last-owner";
import { type Account, fetchAccount } from "./people";
import { userStrings as strings } from "./strings";
import { UserForm } from "./user-form";
import { State } from "./users-page";
import { toasts } from "../../../ui/toast";

const icons: Record<UserAct["id"], typeof Ban> = {
  activate: Check,
  deactivate: Ban,
  makeAdmin: ShieldCheck,
  removeAdmin: ShieldOff,
  resetFactor: KeyRound,
  resetKey: KeyRound,
  logOut: LogOut,
  resetAvatar: UserRoundX,
  remove: Trash2,
};

interface Props {
  userId: string;
  isEditing: boolean;
  onEdit: () => void;
  onShow: () => void;
  onClose: () => void;
  onChanged: () => void;
}

/** One account: what is known of it, and what can be done with it (ADM-050 to ADM-065). */
export function UserPanel({ userId, isEditing, onEdit, onShow, onClose, onChanged }: Props) {
  const workspace = useWorkspace();
  const may = useRights();
  const roles = useRoles();
  const [, navigate] = useLocation();
  const erasure = useSetting("Message_ErasureType");
  const [account, setAccount] = useState<Account>();
  const [problem, setProblem] = useState<string>();
  const [asked, setAsked] = useState<UserAct>();
  const [lastOwner, setLastOwner] = useState<{ act: UserAct; rooms: LastOwner }>();

  const load = useCallback(async () => {
    try {
      setAccount(await fetchAccount(workspace, userId));
    } catch (error) {
      setProblem(explain(error));
    }
  }, [workspace, userId]);

  useEffect(() => {
    void load();
  }, [load]);

  if (isEditing && account !== undefined) {
    return (
      <UserForm
        account={account}
        onClose={onShow}
        onSaved={() => {
          void load();
          onChanged();
          onShow();
        }}
      />
    );
  }

  const run = async (act: UserAct, isConfirmed: boolean) => {
    if (account === undefined) return;
    try {
      await act.run(workspace, account, isConfirmed);
    } catch (error) {
      const rooms = readLastOwner(error);
      if (rooms === undefined) toasts.add("failed", explain(error));
      else setLastOwner({ act, rooms });
      return;
    }
    toasts.add("done", strings.done[act.id]);
    onChanged();
    if (act.id === "remove") onClose();
    else void load();
  };

  const name = account === undefined ? "" : personName(account);
  const email = account === undefined || account.email === "" ? undefined : <Email account={account} />;
  const acts = account === undefined ? [] : userActs.filter((act) => act.isShown(account, may));
  const confirm = asked === undefined || asked.confirm === undefined ? undefined : asked.confirm;

  return (
    <Panel title={strings.about} onClose={onClose}>
      <div className={formStyles.scroller}>
        {problem !== undefined && <p role="alert">{problem}</p>}
        {account !== undefined && (
          <>
            <div className={formStyles.person}>
              <Avatar size={72} name={name} source={userAvatar(account.username, account.avatarTag)} />
              <div className={formStyles.personWords}>
                <h3>{name}</h3>
                <span className={formStyles.quiet}>@{account.username}</span>
                <span className={formStyles.tags}>
                  <State account={account} />
                  {account.type !== "user" && <Tag>{account.type}</Tag>}
                </span>
              </div>
            </div>
            <div className={formStyles.buttons}>
              {may("edit-other-user-info") && (
                <Button look="primary" onPress={onEdit}>
                  <Pencil />
                  {adminStrings.edit}
                </Button>
              )}
              <Button onPress={() => navigate(`/direct/${encodeURIComponent(account.username)}`)}>
                <MessageCircle />
                {strings.openDirect}
              </Button>
              {acts.length > 0 && (
                <MenuTrigger>
                  <IconButton label={adminStrings.more} icon={<Ellipsis />} />
                  <Menu>
                    {acts.flatMap((act, index) => {
                      const Icon = icons[act.id];
                      const isDanger = act.isDanger === true;
                      const item = (
                        <MenuItem
                          key={act.id}
                          icon={<Icon />}
                          isDanger={isDanger}
                          onAction={() => (act.confirm === undefined ? void run(act, false) : setAsked(act))}
                        >
                          {strings.acts[act.id]}
                        </MenuItem>
                      );
                      const isFirstDanger = isDanger && acts[index - 1]?.isDanger !== true && index > 0;
                      return isFirstDanger ? [<MenuSeparator key="line" />, item] : [item];
                    })}
                  </Menu>
                </MenuTrigger>
              )}
            </div>
            <Facts
              facts={[
                [strings.facts.reason, account.reason],
                [strings.facts.email, email],
                [
                  strings.facts.roles,
                  account.roles.length === 0
                    ? undefined
                    : account.roles.map((role) => roleName(roles, role)).join(", "),
                ],
                [strings.facts.nickname, account.nickname],
                [strings.facts.bio, account.bio],
                [strings.facts.status, account.statusText],
                [strings.facts.password, account.mustChangePassword ? strings.mustChange : undefined],
                [
                  strings.facts.lastLogin,
                  account.lastLoginAt === undefined ? adminStrings.never : formatFull(account.lastLoginAt),
                ],
                [
                  strings.facts.created,
                  account.createdAt === undefined ? undefined : formatFull(account.createdAt),
                ],
                ...Object.entries(account.customFields).map(
                  ([field, value]) => [field, typeof value === "string" ? value : undefined] as const,
                ),
              ]}
            />
          </>
        )}
      </div>
      {asked !== undefined && confirm !== undefined && (
        <ConfirmDialog
          title={strings.confirm[confirm](name)}
          action={strings.acts[asked.id]}
          onConfirm={() => void run(asked, false)}
          onClose={() => setAsked(undefined)}
        >
          <p>
            {confirm === "remove"
              ? (strings.confirm.removeText[String(erasure)] ?? strings.confirm.removeText.Delete)
              : strings.confirm[`${confirm}Text`]}
          </p>
        </ConfirmDialog>
      )}
      {lastOwner !== undefined && (
        <LastOwnerDialog
          name={name}
          rooms={lastOwner.rooms}
          onConfirm={() => void run(lastOwner.act, true)}
          onClose={() => setLastOwner(undefined)}
        />
      )}
    </Panel>
  );
}

function Email({ account }: { account: Account }) {
  return (
    <span className={formStyles.tags}>
      {account.email}
      <Tag tone={account.isVerified ? "good" : "plain"}>
        {account.isVerified ? strings.verified : strings.unverified}
      </Tag>
    </span>
  );
}
