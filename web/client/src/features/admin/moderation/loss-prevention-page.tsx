import type { Room } from "@parley/shared/wire/entities";
import { toWireError } from "@parley/shared/wire/errors";
import { Check, CircleAlert, ShieldAlert, ShieldCheck, X } from "lucide-react";
import { useCallback, useEffect, useRef, useState } from "react";
import { formatFull } from "../../../lib/dates";
import type { EntityTable } from "../../../store/entity-table";
import { useTable, useWorkspace } from "../../../store/use-store";
import { Page, PageSection } from "../../../ui/area";
import { Avatar, userAvatar } from "../../../ui/avatar";
import { Button } from "../../../ui/button";
import { EmptyState } from "../../../ui/empty-state";
import formStyles from "../../../ui/form.module.css";
import { toasts } from "../../../ui/toast";
import { explain } from "../acts";
import { SettingRow } from "../settings/setting-row";
import settingStyles from "../settings/settings.module.css";
import { SettingsFooter } from "../settings/settings-footer";
import { useSettingsDesk } from "../settings/use-settings-desk";
import { adminStrings } from "../strings";
import { decideHeld, fetchHeld, type HeldMessage } from "./held";
import styles from "./loss-prevention.module.css";
import { lossStrings as strings } from "./loss-strings";

/** In the order in which one decides. */
const ids = [
  "DLP_Enabled",
  "DLP_Rules",
  "DLP_Action",
  "DLP_Moderator_Room",
  "DLP_Scope",
  "DLP_Rooms",
  "DLP_Title",
  "DLP_Pending_Text",
  "DLP_Rejected_Text",
];

/** What must not be shared, and what waits because of it (SEC-065, APP-081, APP-082). */
export function LossPreventionPage() {
  const desk = useSettingsDesk();
  const settings =
    desk.settings === undefined
      ? undefined
      : ids.flatMap((id) => desk.settings?.find((setting) => setting.id === id) ?? []);
  const saved = (id: string) => settings?.find((setting) => setting.id === id)?.value;
  return (
    <Page
      title={adminStrings.pages.lossPrevention}
      lead={strings.lead}
      footer={desk.changes.size > 0 && <SettingsFooter desk={desk} />}
    >
      {settings !== undefined && (
        <PageSection title={strings.waiting}>
          <Waiting
            isOn={saved("DLP_Enabled") === true}
            roomName={String(saved("DLP_Moderator_Room") ?? "")
              .trim()
              .replace(/^#/u, "")}
          />
        </PageSection>
      )}
      {desk.failure !== undefined && (
        <EmptyState
          icon={<CircleAlert />}
          title={strings.failed}
          action={<Button onPress={desk.reload}>{strings.tryAgain}</Button>}
        >
          {desk.failure}
        </EmptyState>
      )}
      <PageSection title={strings.rules}>
        <div className={settingStyles.rows}>
          {settings?.map((setting) => (
            <SettingRow key={setting.id} setting={setting} desk={desk} />
          ))}
        </div>
      </PageSection>
    </Page>
  );
}

type State =
  | { step: "loading" }
  | { step: "closed" }
  | { step: "failed"; reason: string }
  | { step: "known"; held: readonly HeldMessage[] };

function Waiting({ isOn, roomName }: { isOn: boolean; roomName: string }) {
  const workspace = useWorkspace();
  const [state, setState] = useState<State>({ step: "loading" });
  const top = useRef<HTMLDivElement>(null);
  // Each message that waits is told to the moderators in their room, and each decision changes what stands there.
  const moderators = useTable(
    workspace.store.rooms,
    useCallback(
      (rooms: EntityTable<Room>) =>
        [...rooms.all()].find((room) => room.type === "p" && room.name === roomName),
      [roomName],
    ),
  );

  const load = useCallback(async () => {
    try {
      setState({ step: "known", held: await fetchHeld(workspace) });
    } catch (error) {
      if (toWireError(error).code === "error-not-allowed") setState({ step: "closed" });
      else setState({ step: "failed", reason: explain(error) });
    }
  }, [workspace]);

  useEffect(() => {
    void load();
  }, [load, moderators]);

  const decide = async (held: HeldMessage, isApproved: boolean) => {
    try {
      await decideHeld(workspace, held.id, isApproved);
      toasts.add("done", isApproved ? strings.approved : strings.refused);
    } catch (error) {
      const isGone = ["error-dlp-already-decided", "error-dlp-not-found"].includes(toWireError(error).code);
      toasts.add("failed", isGone ? strings.gone : explain(error));
    }
    await load();
    top.current?.focus();
  };

  if (state.step === "loading") return null;
  if (state.step === "failed") {
    return (
      <EmptyState
        icon={<CircleAlert />}
        title={strings.failed}
        action={<Button onPress={() => void load()}>{strings.tryAgain}</Button>}
      >
        {state.reason}
      </EmptyState>
    );
  }
  const held = state.step === "known" ? state.held : [];
  return (
    <div ref={top} tabIndex={-1} className={styles.waiting} role="group" aria-label={strings.waiting}>
      {held.length === 0 ? (
        <EmptyState icon={isOn ? <ShieldCheck /> : <ShieldAlert />} title={emptyTitle(state, isOn, roomName)}>
          {emptyText(state, isOn, roomName)}
        </EmptyState>
      ) : (
        <>
          <p className={formStyles.note}>{strings.waitingLead}</p>
          <ul className={styles.list}>
            {held.map((item) => (
              <li key={item.id} className={styles.held}>
                <div className={formStyles.person}>
                  <Avatar size={28} name={item.author} source={userAvatar(item.username)} />
                  <div className={formStyles.personWords}>
                    <span className={formStyles.strong}>{strings.author(item.author, item.room)}</span>
                    <span className={styles.time}>{formatFull(item.at)}</span>
                  </div>
                </div>
                <p className={styles.text}>{item.text === "" ? strings.noText : item.text}</p>
                <div className={formStyles.buttons}>
                  <Button onPress={() => void decide(item, true)}>
                    <Check />
                    {strings.approve}
                  </Button>
                  <Button onPress={() => void decide(item, false)}>
                    <X />
                    {strings.refuse}
                  </Button>
                </div>
              </li>
            ))}
          </ul>
        </>
      )}
    </div>
  );
}

function emptyTitle(state: State, isOn: boolean, roomName: string): string {
  if (!isOn) return strings.offTitle;
  if (state.step === "known") return strings.noneTitle;
  return roomName === "" ? strings.noRoomTitle : strings.closedTitle;
}

function emptyText(state: State, isOn: boolean, roomName: string): string {
  if (!isOn) return strings.offText;
  if (state.step === "known") return strings.noneText;
  return roomName === "" ? strings.noRoomText : strings.closedText(roomName);
}
