import { asList, asRecord } from "@parley/shared/wire/parse";
import { X } from "lucide-react";
import { useEffect, useId, useState } from "react";
import { usePreference } from "../../../store/preferences";
import { playSound, soundVolume } from "../../../store/sounds";
import { useSetting } from "../../../store/use-store";
import { Page, PageSection } from "../../../ui/area";
import { Button } from "../../../ui/button";
import formStyles from "../../../ui/form.module.css";
import { NoticeStatus } from "../../../ui/notice-prompt";
import { Select } from "../../../ui/select";
import { Switch } from "../../../ui/switch";
import { TextField } from "../../../ui/text-field";
import { preferenceStrings as strings } from "../page-strings";
import { splitWords } from "../preferences";
import { usePreferenceOf } from "../use-preference-of";
import { quietStrings } from "../quiet-strings";
import { accountStrings } from "../strings";
import styles from "./account.module.css";
import { NoticeSample } from "./notice-sample";
import { QuietTimes } from "./quiet-times";
import { WebPushSwitch } from "./web-push-switch";

type FlagName =
  | "enableAutoAway"
  | "receiveLoginDetectionEmail"
  | "desktopNotificationRequireInteraction"
  | "notifyCalendarEvents"
  | "muteFocusedConversations"
  | "unreadAlert"
  | "showThreadsInMainChannel"
  | "useEmojis"
  | "convertAsciiEmoji"
  | "autoImageLoad"
  | "collapseMediaByDefault"
  | "hideFlexTab"
  | "sidebarGroupByType"
  | "sidebarShowUnread"
  | "sidebarShowFavorites"
  | "sidebarDisplayAvatar";

type ChoiceName =
  | "desktopNotifications"
  | "pushNotifications"
  | "emailNotificationMode"
  | "alsoSendThreadToChannel"
  | "newRoomNotification"
  | "newMessageNotification"
  | "sendOnEnter"
  | "sidebarSortby"
  | "sidebarViewMode";

const offByDefault: ReadonlySet<FlagName> = new Set([
  "showThreadsInMainChannel",
  "collapseMediaByDefault",
  "desktopNotificationRequireInteraction",
  "hideFlexTab",
  "sidebarShowUnread",
]);

const choices: Record<ChoiceName, Record<string, string>> = {
  desktopNotifications: strings.levels,
  pushNotifications: strings.levels,
  emailNotificationMode: { mentions: strings.levels.mentions, nothing: strings.levels.nothing },
  alsoSendThreadToChannel: strings.also,
  newRoomNotification: { door: strings.sounds.door, none: strings.sounds.none },
  newMessageNotification: { chime: strings.sounds.chime, none: strings.sounds.none },
  sendOnEnter: strings.enter,
  sidebarSortby: strings.sort,
  sidebarViewMode: strings.rows,
};

/** What one wants to be otherwise; each choice is saved as it is made (ACC-046 to ACC-053). */
export function PreferencesPage() {
  const allowsDeviceMails = useSetting("Device_Management_Allow_Login_Email_preference") === true;
  const volume = soundVolume(usePreference("notificationsSoundVolume"));
  const play = (name: string) => playSound(name, volume);
  return (
    <Page title={accountStrings.pages.preferences} lead={strings.lead}>
      <PageSection title={strings.groups.presence}>
        <Flag name="enableAutoAway" />
        <IdleTime />
      </PageSection>
      <PageSection title={strings.groups.notifications}>
        <Flag name="unreadAlert" />
        <NoticeStatus />
        <Choice name="desktopNotifications" />
        <Flag name="desktopNotificationRequireInteraction" />
        <NoticeSample />
        <WebPushSwitch />
        <Choice name="pushNotifications" />
        <Choice name="emailNotificationMode" />
        <Flag name="notifyCalendarEvents" />
        {allowsDeviceMails && <Flag name="receiveLoginDetectionEmail" />}
      </PageSection>
      <PageSection title={quietStrings.group}>
        <QuietTimes />
      </PageSection>
      <PageSection title={strings.groups.sounds}>
        <Choice name="newRoomNotification" onChosen={play} />
        <Choice name="newMessageNotification" onChosen={play} />
        <Volume onChosen={(volume) => playSound("chime", volume)} />
        <Flag name="muteFocusedConversations" />
      </PageSection>
      <PageSection title={strings.groups.messages}>
        <Choice name="sendOnEnter" />
        <Choice name="alsoSendThreadToChannel" />
        <Flag name="showThreadsInMainChannel" />
        <Flag name="useEmojis" />
        <Flag name="convertAsciiEmoji" />
        <Flag name="autoImageLoad" />
        <Flag name="collapseMediaByDefault" />
        <Flag name="hideFlexTab" />
      </PageSection>
      <PageSection title={strings.groups.highlights}>
        <Highlights />
      </PageSection>
      <PageSection title={strings.groups.sidebar}>
        <Choice name="sidebarSortby" />
        <Choice name="sidebarViewMode" />
        <Flag name="sidebarGroupByType" />
        <Flag name="sidebarShowUnread" />
        <Flag name="sidebarShowFavorites" />
        <Flag name="sidebarDisplayAvatar" />
      </PageSection>
      <Silenced />
    </Page>
  );
}

function Flag({ name }: { name: FlagName }) {
  const [value, save] = usePreferenceOf(name);
  const isOn = offByDefault.has(name) ? value === true : value !== false;
  return <Switch label={strings[name]} isSelected={isOn} onChange={save} />;
}

interface ChoiceProps {
  name: ChoiceName;
  onChosen?: (value: string) => void;
}

function Choice({ name, onChosen }: ChoiceProps) {
  const [value, save] = usePreferenceOf(name);
  const options = Object.entries(choices[name]).map(([id, label]) => ({ id, label }));
  const known = options.find((option) => option.id === value) ?? options[0];
  return (
    <div className={styles.narrow}>
      <Select
        label={strings[name]}
        options={options}
        value={known?.id ?? ""}
        onChange={(id) => {
          save(id);
          onChosen?.(id);
        }}
      />
    </div>
  );
}

/** How loud sounds are; saved when the slider is let go of. */
function Volume({ onChosen }: { onChosen: (volume: number) => void }) {
  const [value, save] = usePreferenceOf("notificationsSoundVolume");
  const saved = soundVolume(value);
  const [volume, setVolume] = useState(saved);
  const id = useId();
  useEffect(() => setVolume(saved), [saved]);
  const settle = () => {
    if (volume === saved) return;
    save(volume);
    onChosen(volume);
  };
  return (
    <div className={styles.volume}>
      <label htmlFor={id}>{strings.notificationsSoundVolume}</label>
      <input
        id={id}
        type="range"
        min={0}
        max={100}
        step={10}
        value={volume}
        aria-valuetext={`${volume} %`}
        onChange={(event) => setVolume(Number(event.target.value))}
        onPointerUp={settle}
        onKeyUp={settle}
        onBlur={settle}
      />
      <span className={styles.number}>{volume} %</span>
    </div>
  );
}

const SHORTEST_IDLE = 60;

function IdleTime() {
  const [value, save] = usePreferenceOf("idleTimeLimit");
  const [isAuto] = usePreferenceOf("enableAutoAway");
  const saved = typeof value === "number" ? String(value) : "300";
  const [text, setText] = useState(saved);
  useEffect(() => setText(saved), [saved]);
  const seconds = Number(text);
  const isFine = /^\d+$/u.test(text.trim()) && seconds >= SHORTEST_IDLE;
  return (
    <form
      className={styles.line}
      onSubmit={(event) => {
        event.preventDefault();
        if (isFine) save(seconds);
      }}
    >
      <TextField
        label={strings.idleTimeLimit}
        inputMode="numeric"
        isDisabled={isAuto === false}
        value={text}
        onChange={setText}
        error={isFine ? undefined : strings.idleTooShort}
      />
      <Button type="submit" isDisabled={!isFine || text.trim() === saved || isAuto === false}>
        {accountStrings.save}
      </Button>
    </form>
  );
}

function Highlights() {
  const [value, save] = usePreferenceOf("highlights");
  const saved = asList(value).map(String).join(", ");
  const [text, setText] = useState(saved);
  useEffect(() => setText(saved), [saved]);
  return (
    <form
      className={styles.line}
      onSubmit={(event) => {
        event.preventDefault();
        save(splitWords(text));
      }}
    >
      <TextField label={strings.highlights} help={strings.highlightsHelp} value={text} onChange={setText} />
      <Button type="submit" isDisabled={splitWords(text).join(", ") === saved}>
        {accountStrings.save}
      </Button>
    </form>
  );
}

/** Questions that one does not want to be asked again (ACC-053). */
function Silenced() {
  const [value, save] = usePreferenceOf("dontAskAgainList");
  const list = asList(value).map(asRecord);
  if (list.length === 0) return null;
  return (
    <PageSection title={strings.groups.asked}>
      <div className={formStyles.buttons}>
        {list.map((item) => {
          const action = String(item.action);
          return (
            <Button key={action} onPress={() => save(list.filter((other) => other.action !== item.action))}>
              <X />
              {strings.askAgain(String(item.label ?? action))}
            </Button>
          );
        })}
      </div>
    </PageSection>
  );
}
