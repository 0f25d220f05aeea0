import { lazy, Suspense, useState } from "react";
import { Button as AriaButton, MenuTrigger } from "react-aria-components";
import { personName } from "../../../store/room-names";
import { useCell, useWorkspace } from "../../../store/use-store";
import { Avatar, userAvatar } from "../../../ui/avatar";
import { PresenceMark } from "../../../ui/presence-mark";
import { accountStrings as strings } from "../strings";
import styles from "./profile.module.css";

const ProfileMenuItems = lazy(() =>
  import("./profile-menu-items").then((m) => ({ default: m.ProfileMenuItems })),
);
const StatusDialog = lazy(() => import("./status-dialog").then((m) => ({ default: m.StatusDialog })));
const ThemeDialog = lazy(() => import("./theme-dialog").then((m) => ({ default: m.ThemeDialog })));

export function ProfileMenu({ hasAdmin }: { hasAdmin: boolean }) {
  const me = useCell(useWorkspace().store.me);
  const [dialog, setDialog] = useState<"status" | "theme">();
  const close = () => setDialog(undefined);
  return (
    <>
      <MenuTrigger>
        <AriaButton className={styles.trigger ?? ""} aria-label={strings.profile(personName(me))}>
          <Avatar size={28} name={personName(me)} source={userAvatar(me.username, me.avatarTag)} />
          <PresenceMark presence={me.presence} />
        </AriaButton>
        <Suspense fallback={null}>
          <ProfileMenuItems hasAdmin={hasAdmin} onDialog={setDialog} />
        </Suspense>
      </MenuTrigger>
      <Suspense fallback={null}>
        {dialog === "status" && <StatusDialog onClose={close} />}
        {dialog === "theme" && <ThemeDialog onClose={close} />}
      </Suspense>
    </>
  );
}
