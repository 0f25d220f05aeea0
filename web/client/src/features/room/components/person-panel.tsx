import type { Room, User } from "@parley/shared/wire/entities";
import { asRecord, parseUser } from "@parley/shared/wire/parse";
import { Ellipsis } from "lucide-react";
import { useEffect, useState } from "react";
import { MenuTrigger } from "react-aria-components";
import { useLocation } from "wouter";
import { personName, roomTitle } from "../../../store/room-names";
import { useEntity, usePermission, useSetting, useWorkspace } from "../../../store/use-store";
import { Avatar, userAvatar } from "../../../ui/avatar";
import { Button, IconButton } from "../../../ui/button";
import { ConfirmDialog } from "../../../ui/dialog";
import { TextMarkup } from "../../../ui/markup/markup";
import { Menu, MenuItem } from "../../../ui/menu";
import { Panel } from "../../../ui/panel";
import { PresenceMark } from "../../../ui/presence-mark";
import { ReportDialog } from "../../../ui/report-dialog";
import { uiStrings } from "../../../ui/strings";
import { openDirect } from "../actions";
import { memberActions, type MemberContext } from "../member-actions";
import { attempt, explainRoomError } from "../settings";
import { panelStrings } from "../panel-strings";
import { shownFields } from "../user-fields";
import infoStyles from "./info-panel.module.css";
import { RoleTags } from "./members-panel";
import styles from "./panels.module.css";
import { RemoveFromTeamDialog } from "./remove-from-team-dialog";

const strings = panelStrings.personPanel;
const BUTTONS = 3;

interface Props {
  room: Room;
  username: string;
  /** Roles in this room by person. */
  roles: Readonly<Record<string, readonly string[]>>;
  onBack: () => void;
  onClose: () => void;
}

/** Somebody, and what may be done with them here (ROOM-038). */
export function PersonPanel({ room, username, roles, onBack, onClose }: Props) {
  const workspace = useWorkspace();
  const { store, link, presence } = workspace;
  const [, navigate] = useLocation();
  const subscription = useEntity(store.subscriptions, room.id);
  const [fetched, setFetched] = useState<User>();
  const [fields, setFields] = useState<Record<string, unknown>>({});
  const extra = shownFields(useSetting("Accounts_CustomFieldsToShowInUserInfo"), fields);
  const known = useEntity(store.users, fetched?.id ?? store.findUserByName(username)?.id);
  const [problem, setProblem] = useState<string>();
  const [dialog, setDialog] = useState<"report" | "remove">();
  const user = known ?? fetched;
  const rights = {
    setOwner: usePermission("set-owner", room.id),
    setLeader: usePermission("set-leader", room.id),
    setModerator: usePermission("set-moderator", room.id),
    mute: usePermission("mute-user", room.id),
    remove: usePermission("remove-user", room.id),
    write: usePermission("create-d"),
  };

  useEffect(() => {
    let isCurrent = true;
    link.rest
      .get("users.info", { username })
      .then((answer) => {
        const found = parseUser(answer.user);
        if (!isCurrent || found === undefined) return;
        setFetched(found);
        setFields(asRecord(asRecord(answer.user).customFields));
        store.putUser(found);
        presence.watch([found.id]);
      })
      .catch((error: unknown) => isCurrent && setProblem(explainRoomError(error)));
    return () => {
      isCurrent = false;
    };
  }, [link, store, presence, username]);

  if (user === undefined) {
    return (
      <Panel title={strings.title} onClose={onClose} onBack={onBack}>
        {problem !== undefined && <p className={styles.hint}>{problem}</p>}
      </Panel>
    );
  }

  const context: MemberContext = {
    workspace,
    room,
    subscription,
    user,
    roles: roles[user.id] ?? [],
    isMe: user.id === store.me.get().id,
    isMember: true,
    rights,
    open: (what) => {
      if (what === "direct")
        void openDirect(workspace, user.username).then((path) => path !== undefined && navigate(path));
      else setDialog(what);
    },
  };
  const shown = memberActions.filter((action) => action.isShown(context));
  const rest = shown.slice(BUTTONS);

  return (
    <Panel title={strings.title} onClose={onClose} onBack={onBack}>
      <div className={infoStyles.scroller}>
        <div className={infoStyles.head}>
          <Avatar size={72} name={personName(user)} source={userAvatar(user.username, user.avatarTag)} />
          <div className={infoStyles.words}>
            <h3 className={infoStyles.title} dir="auto">
              {personName(user)}
            </h3>
            <span className={infoStyles.kind}>@{user.username}</span>
            <span className={styles.presence}>
              <PresenceMark presence={user.presence} />
              {user.statusText !== undefined && user.statusText !== ""
                ? user.statusText
                : uiStrings.presence[user.presence]}
            </span>
          </div>
        </div>
        {context.roles.length > 0 && (
          <div className={styles.tags}>
            <RoleTags roles={context.roles} />
          </div>
        )}
        <div className={infoStyles.actions}>
          {shown.slice(0, BUTTONS).map((action) => (
            <Button key={action.id} onPress={() => action.run(context)}>
              <action.icon />
              {action.label(context)}
            </Button>
          ))}
          {rest.length > 0 && (
            <MenuTrigger>
              <IconButton label={strings.more} icon={<Ellipsis />} />
              <Menu>
                {rest.map((action) => (
                  <MenuItem
                    key={action.id}
                    icon={<action.icon />}
                    isDanger={action.isDanger === true}
                    onAction={() => action.run(context)}
                  >
                    {action.label(context)}
                  </MenuItem>
                ))}
              </Menu>
            </MenuTrigger>
          )}
        </div>
        {(user.bio !== undefined || extra.length > 0) && (
          <dl className={infoStyles.facts}>
            {[...(user.bio === undefined ? [] : [[strings.about, user.bio] as const]), ...extra].map(
              ([label, value]) => (
                <div key={label}>
                  <dt>{label}</dt>
                  <dd>
                    <TextMarkup text={value} />
                  </dd>
                </div>
              ),
            )}
          </dl>
        )}
      </div>
      {dialog === "report" && (
        <ReportDialog
          title={strings.reportTitle(personName(user))}
          onClose={() => setDialog(undefined)}
          onSend={(description) => link.rest.post("moderation.reportUser", { userId: user.id, description })}
        />
      )}
      {dialog === "remove" && room.isTeamMain && (
        <RemoveFromTeamDialog
          team={room}
          user={user}
          onClose={() => setDialog(undefined)}
          onRemoved={onBack}
        />
      )}
      {dialog === "remove" && !room.isTeamMain && (
        <ConfirmDialog
          title={strings.removeTitle(personName(user), roomTitle(subscription, room))}
          action={strings.removeAction}
          onClose={() => setDialog(undefined)}
          onConfirm={() =>
            void attempt(() =>
              link.call("removeUserFromRoom", { rid: room.id, username: user.username }),
            ).then((isDone) => isDone && onBack())
          }
        >
          <p>{strings.removeText}</p>
        </ConfirmDialog>
      )}
    </Panel>
  );
}
