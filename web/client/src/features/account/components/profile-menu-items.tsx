import type { Presence } from "@parley/shared/wire/entities";
import {
  Accessibility,
  LogOut,
  MonitorSmartphone,
  ShieldCheck,
  SlidersHorizontal,
  SmilePlus,
  SunMoon,
  UserPen,
} from "lucide-react";
import { useLocation } from "wouter";
import { personName } from "../../../store/room-names";
import { useCell, useSetting, useWorkspace } from "../../../store/use-store";
import { Avatar, userAvatar } from "../../../ui/avatar";
import { Menu, MenuItem, MenuSeparator } from "../../../ui/menu";
import { PresenceMark } from "../../../ui/presence-mark";
import { setPresence, signOutOthers } from "../actions";
import { accountStrings as strings } from "../strings";
import styles from "./profile.module.css";

const presences: readonly Presence[] = ["online", "away", "busy", "offline"];

interface Props {
  hasAdmin: boolean;
  onDialog: (dialog: "status" | "theme") => void;
}

export function ProfileMenuItems({ hasAdmin, onDialog }: Props) {
  const workspace = useWorkspace();
  const me = useCell(workspace.store.me);
  const [, navigate] = useLocation();
  const allowsStatusText = useSetting("Accounts_AllowUserStatusMessageChange") !== false;
  const allowsInvisible = useSetting("Accounts_AllowInvisibleStatusOption") !== false;
  return (
    <Menu
      placement="right bottom"
      header={
        <div className={styles.card}>
          <Avatar size={36} name={personName(me)} source={userAvatar(me.username, me.avatarTag)} />
          <span className={styles.words}>
            <span className={styles.name}>{personName(me)}</span>
            <span className={styles.quiet}>
              {me.statusText !== undefined && me.statusText !== "" ? me.statusText : `@${me.username}`}
            </span>
          </span>
        </div>
      }
    >
      {presences
        .filter((presence) => allowsInvisible || presence !== "offline")
        .map((presence) => (
          <MenuItem
            key={presence}
            id={presence}
            icon={<PresenceMark presence={presence} />}
            {...(me.presence === presence ? { hint: "✓" } : {})}
            onAction={() => void setPresence(workspace, presence)}
          >
            {strings.presence[presence]}
          </MenuItem>
        ))}
      {allowsStatusText && (
        <MenuItem icon={<SmilePlus />} onAction={() => onDialog("status")}>
          {strings.setStatus}
        </MenuItem>
      )}
      <MenuSeparator />
      <MenuItem icon={<UserPen />} onAction={() => navigate("/account/profile")}>
        {strings.myAccount}
      </MenuItem>
      <MenuItem icon={<SlidersHorizontal />} onAction={() => navigate("/account/preferences")}>
        {strings.preferences}
      </MenuItem>
      <MenuItem icon={<SunMoon />} onAction={() => onDialog("theme")}>
        {strings.appearance}
      </MenuItem>
      <MenuItem icon={<Accessibility />} onAction={() => window.location.assign("/accessibility")}>
        {strings.help}
      </MenuItem>
      {hasAdmin && (
        <MenuItem icon={<ShieldCheck />} onAction={() => navigate("/admin")}>
          {strings.admin}
        </MenuItem>
      )}
      <MenuSeparator />
      <MenuItem icon={<MonitorSmartphone />} onAction={() => void signOutOthers(workspace)}>
        {strings.signOutOthers}
      </MenuItem>
      <MenuItem icon={<LogOut />} onAction={() => void workspace.signOut({ tellServer: true })}>
        {strings.signOut}
      </MenuItem>
    </Menu>
  );
}
