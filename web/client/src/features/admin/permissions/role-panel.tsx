import type { User } from "@parley/shared/wire/entities";
import { toWireError } from "@parley/shared/wire/errors";
import { parseList, parseUser } from "@parley/shared/wire/parse";
import { Trash2, UserMinus } from "lucide-react";
import { useCallback, useState } from "react";
import { personName } from "../../../store/room-names";
import { useRights, useWorkspace } from "../../../store/use-store";
import { Avatar, userAvatar } from "../../../ui/avatar";
import { Button, IconButton } from "../../../ui/button";
import { ConfirmDialog } from "../../../ui/dialog";
import { FormError } from "../../../ui/form-error";
import formStyles from "../../../ui/form.module.css";
import { Panel } from "../../../ui/panel";
import { PeoplePicker } from "../../../ui/people-picker";
import { RoomPicker } from "../../../ui/room-picker";
import { Select } from "../../../ui/select";
import { Switch } from "../../../ui/switch";
import { TextField } from "../../../ui/text-field";
import { toasts } from "../../../ui/toast";
import { usePaged } from "../../../ui/use-paged";
import { attempt, explain } from "../acts";
import { type Role, roleName } from "../roles";
import { adminStrings } from "../strings";
import styles from "./role-panel.module.css";
import { permissionStrings } from "./strings";

const strings = permissionStrings.form;

interface Props {
  role: Role | undefined;
  onClose: () => void;
  onChanged: () => void;
}

/** A role: its name, where it holds, and who has it. */
export function RolePanel({ role, onClose, onChanged }: Props) {
  const { link } = useWorkspace();
  const may = useRights();
  const [name, setName] = useState(role?.name ?? "");
  const [description, setDescription] = useState(role?.description ?? "");
  const [scope, setScope] = useState<Role["scope"]>(role?.scope ?? "Users");
  const [needsFactor, setNeedsFactor] = useState(role?.needsFactor ?? false);
  const [problem, setProblem] = useState<string>();
  const [isBusy, setIsBusy] = useState(false);
  const [isRemoving, setIsRemoving] = useState(false);
  const isFixed = role?.isProtected === true;

  const save = async () => {
    setIsBusy(true);
    setProblem(undefined);
    const data = { name: name.trim(), description: description.trim(), scope, mandatory2fa: needsFactor };
    try {
      if (role === undefined) await link.rest.post("roles.create", data);
      else await link.rest.post("roles.update", { roleId: role.id, ...data });
      toasts.add("done", role === undefined ? strings.created : strings.saved);
      onChanged();
      if (role === undefined) onClose();
    } catch (error) {
      const isTaken = toWireError(error).code.startsWith("error-duplicate-role-names");
      setProblem(isTaken ? strings.taken : explain(error));
    }
    setIsBusy(false);
  };

  const remove = async () => {
    if (role === undefined) return;
    try {
      await link.rest.post("roles.delete", { roleId: role.id });
      toasts.add("done", strings.removed);
      onChanged();
      onClose();
    } catch (error) {
      setProblem(toWireError(error).code === "error-role-in-use" ? strings.inUse : explain(error));
    }
  };

  return (
    <Panel title={role === undefined ? strings.newTitle : roleName([role], role.id)} onClose={onClose}>
      <div className={formStyles.scroller}>
        <form
          className={formStyles.form}
          onSubmit={(event) => {
            event.preventDefault();
            void save();
          }}
        >
          {isFixed && <p className={formStyles.note}>{strings.protectedText}</p>}
          <TextField
            label={strings.name}
            value={name}
            onChange={setName}
            isDisabled={isFixed}
            autoFocus={role === undefined}
          />
          <TextField label={strings.description} value={description} onChange={setDescription} />
          <Select
            label={permissionStrings.scopeLabel}
            options={(["Users", "Subscriptions"] as const).map((id) => ({
              id,
              label: permissionStrings.scopeOptions[id],
            }))}
            value={scope}
            isDisabled={role !== undefined}
            onChange={(id) => setScope(id as Role["scope"])}
          />
          <Switch
            label={strings.factor}
            help={strings.factorHelp}
            isSelected={needsFactor}
            onChange={setNeedsFactor}
          />
          <FormError text={problem} />
          <div className={formStyles.buttons}>
            <Button type="submit" look="primary" isDisabled={name.trim() === ""} isPending={isBusy}>
              {role === undefined ? adminStrings.create : adminStrings.save}
            </Button>
            {role !== undefined && !isFixed && (
              <Button onPress={() => setIsRemoving(true)}>
                <Trash2 />
                {adminStrings.remove}
              </Button>
            )}
          </div>
        </form>
        {role !== undefined && may("access-permissions") && <Members role={role} />}
      </div>
      {isRemoving && role !== undefined && (
        <ConfirmDialog
          title={strings.removeTitle(role.name)}
          action={adminStrings.remove}
          onConfirm={() => void remove()}
          onClose={() => setIsRemoving(false)}
        >
          <p>{strings.removeText}</p>
        </ConfirmDialog>
      )}
    </Panel>
  );
}

const acceptsRooms = (subscription: { type: string }) => subscription.type !== "d";

/** Who has a role, in the workspace or in one room. */
function Members({ role }: { role: Role }) {
  const { link } = useWorkspace();
  const words = permissionStrings.members;
  const [chosen, setChosen] = useState<User[]>([]);
  const [rooms, setRooms] = useState<string[]>([]);
  const roomId = rooms[0];
  const isOfRooms = role.scope === "Subscriptions";
  const isAsking = !isOfRooms || roomId !== undefined;
  const list = usePaged<User>(
    useCallback(
      async (offset: number) => {
        if (!isAsking) return { items: [], total: 0 };
        const answer = await link.rest.get("roles.getUsersInRole", {
          role: role.id,
          roomId,
          count: 50,
          offset,
        });
        const items = parseList(answer.users, parseUser);
        return { items, total: typeof answer.total === "number" ? answer.total : items.length };
      },
      [link, role.id, roomId, isAsking],
    ),
  );

  const give = () =>
    attempt(async () => {
      for (const user of chosen)
        await link.rest.post("roles.addUserToRole", {
          username: user.username,
          roleId: role.id,
          roleName: role.id,
          ...(roomId === undefined ? {} : { roomId }),
        });
    }).then((isDone) => {
      if (isDone) setChosen([]);
      list.reload();
    });
  const take = (user: User) =>
    attempt(() =>
      link.rest.post("roles.removeUserFromRole", {
        username: user.username,
        roleId: role.id,
        roleName: role.id,
        ...(roomId === undefined ? {} : { scope: roomId }),
      }),
    ).then(list.reload);

  return (
    <section className={styles.members} aria-label={words.title}>
      <h3 className={styles.title}>{words.title}</h3>
      {isOfRooms && (
        <RoomPicker
          isSingle
          label={words.room}
          help={words.roomHelp}
          chosen={rooms}
          onChange={setRooms}
          accepts={acceptsRooms}
        />
      )}
      {isAsking && (
        <>
          <PeoplePicker withMe label={words.add} help={words.addHelp} chosen={chosen} onChange={setChosen} />
          {chosen.length > 0 && (
            <div className={formStyles.buttons}>
              <Button look="primary" onPress={() => void give()}>
                {words.give}
              </Button>
            </div>
          )}
          <FormError text={list.problem} />
          {list.items?.length === 0 && <p className={formStyles.note}>{words.none}</p>}
          <ul className={styles.list}>
            {list.items?.map((user) => {
              const name = personName(user);
              return (
                <li key={user.id} className={styles.member}>
                  <Avatar size={28} name={name} source={userAvatar(user.username, user.avatarTag)} />
                  <span className={formStyles.strong}>{name}</span>
                  <span className={formStyles.quiet}>@{user.username}</span>
                  <IconButton
                    size="small"
                    label={words.take(name)}
                    icon={<UserMinus />}
                    onPress={() => void take(user)}
                  />
                </li>
              );
            })}
          </ul>
          {list.items !== undefined && list.items.length < list.total && (
            <Button look="quiet" onPress={list.more}>
              {words.more}
            </Button>
          )}
        </>
      )}
    </section>
  );
}
