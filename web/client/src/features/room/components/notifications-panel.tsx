import type { NotifyLevel, Subscription } from "@parley/shared/wire/entities";
import { asList, asRecord } from "@parley/shared/wire/parse";
import { useEffect, useState } from "react";
import { usePreference } from "../../../store/preferences";
import { builtInSounds, playAnySound, soundVolume } from "../../../store/sounds";
import { useEntity, useWorkspace } from "../../../store/use-store";
import type { Workspace } from "../../../store/workspace";
import { Panel } from "../../../ui/panel";
import { Select } from "../../../ui/select";
import { Switch } from "../../../ui/switch";
import { attempt } from "../settings";
import { panelStrings } from "../panel-strings";
import infoStyles from "./info-panel.module.css";

const strings = panelStrings.notificationsPanel;
const levels = (["default", "all", "mentions", "nothing"] as const).map((id) => ({
  id,
  label: strings.levels[id],
}));

/** Those of the client, and those that the workspace added. */
function useSounds({ link }: Workspace): { id: string; label: string }[] {
  const [own, setOwn] = useState<{ id: string; label: string }[]>([]);
  useEffect(() => {
    let isCurrent = true;
    link.rest
      .get("custom-sounds.list", { count: 100 })
      .then((answer) => {
        if (!isCurrent) return;
        setOwn(
          asList(answer.sounds)
            .map(asRecord)
            .flatMap(({ _id, name }) =>
              typeof _id === "string" && typeof name === "string" && !builtInSounds.includes(_id)
                ? [{ id: _id, label: name }]
                : [],
            ),
        );
      })
      .catch(() => undefined);
    return () => {
      isCurrent = false;
    };
  }, [link]);
  const known = [...builtInSounds].map((id) => ({ id, label: strings.sounds[id] ?? id }));
  return [
    { id: "default", label: strings.levels.default },
    { id: "none", label: strings.silent },
    ...known,
    ...own,
  ];
}

/** How this room makes itself felt, for the reader alone; saved as it is changed (ROOM-078). */
export function NotificationsPanel({ roomId, onClose }: { roomId: string; onClose: () => void }) {
  const workspace = useWorkspace();
  const { store, link } = workspace;
  const volume = usePreference("notificationsSoundVolume");
  const sounds = useSounds(workspace);
  const subscription = useEntity(store.subscriptions, roomId);
  if (subscription === undefined) return null;

  const save = (name: string, value: string, change: Partial<Subscription>) => {
    const before = store.subscriptions.get(roomId);
    store.patchSubscription(roomId, change);
    void attempt(
      () => link.rest.post("rooms.saveNotification", { roomId, notifications: { [name]: value } }),
      () => before !== undefined && store.subscriptions.set(roomId, before),
    );
  };
  const flag = (isOn: boolean) => (isOn ? "1" : "0");
  const isOff = subscription.isMuted;

  return (
    <Panel title={strings.title} subtitle={strings.subtitle} onClose={onClose}>
      <div className={infoStyles.scroller}>
        <Switch
          label={strings.isMuted}
          help={strings.isMutedHelp}
          isSelected={isOff}
          onChange={(isOn) => save("disableNotifications", flag(isOn), { isMuted: isOn })}
        />
        {subscription.type !== "d" && (
          <Switch
            label={strings.groupMentions}
            help={strings.groupMentionsHelp}
            isSelected={subscription.mutesGroupMentions}
            onChange={(isOn) => save("muteGroupMentions", flag(isOn), { mutesGroupMentions: isOn })}
          />
        )}
        <Switch
          label={strings.hidesUnread}
          help={strings.hidesUnreadHelp}
          isSelected={subscription.hidesUnread}
          onChange={(isOn) => save("hideUnreadStatus", flag(isOn), { hidesUnread: isOn })}
        />
        <Switch
          label={strings.hidesMentions}
          help={strings.hidesMentionsHelp}
          isSelected={subscription.hidesMentions}
          onChange={(isOn) => save("hideMentionStatus", flag(isOn), { hidesMentions: isOn })}
        />
        <Select
          label={strings.desktop}
          options={levels}
          value={subscription.desktopLevel}
          isDisabled={isOff}
          onChange={(id) => save("desktopNotifications", id, { desktopLevel: id as NotifyLevel })}
        />
        <Select
          label={strings.mobile}
          options={levels}
          value={subscription.mobileLevel}
          isDisabled={isOff}
          onChange={(id) => save("mobilePushNotifications", id, { mobileLevel: id as NotifyLevel })}
        />
        <Select
          label={strings.email}
          options={levels}
          value={subscription.emailLevel}
          isDisabled={isOff}
          onChange={(id) => save("emailNotifications", id, { emailLevel: id as NotifyLevel })}
        />
        <Select
          label={strings.sound}
          options={sounds}
          value={sounds.some(({ id }) => id === subscription.sound) ? subscription.sound : "default"}
          isDisabled={isOff}
          onChange={(id) => {
            save("audioNotificationValue", id, { sound: id });
            if (id !== "default") void playAnySound(workspace, id, soundVolume(volume));
          }}
        />
      </div>
    </Panel>
  );
}
