import type { Message } from "@parley/shared/wire/entities";
import { asRecord, parseMessage } from "@parley/shared/wire/parse";
import { Cell } from "./entity-table";
import { readPreference } from "./preferences";
import { roomPath } from "./room-names";
import type { Workspace } from "./workspace";

/** What the server tells of a message. */
export interface Notice {
  id: string;
  roomId: string;
  threadId: string | undefined;
  username: string;
  title: string;
  text: string;
  /** The message as it was sent, when only its readers can open it. */
  sealed: Message | undefined;
}

export type NoticeState = "on" | "off" | "refused" | "unknown";

const STAY_MS = 10_000;
/** Another window may be showing the message already. */
const WAIT_MS = 250;
const CHANNEL = "parley.notices";

const readState = (): NoticeState => {
  if (!("Notification" in globalThis)) return "unknown";
  if (Notification.permission === "granted") return "on";
  return Notification.permission === "denied" ? "refused" : "off";
};

/** Whether the browser shows notices of ours. */
export const noticeState = new Cell<NoticeState>(readState());

/** Asks the browser's question; only after the reader pressed something. Says whether notices may be shown. */
export async function askForNotices(): Promise<boolean> {
  const answer = await Notification.requestPermission();
  noticeState.set(readState());
  return answer === "granted";
}

export function parseNotice(value: unknown): Notice | undefined {
  const raw = asRecord(value);
  const payload = asRecord(raw.payload);
  if (typeof payload._id !== "string" || typeof payload.rid !== "string") return undefined;
  const text = (part: unknown) => (typeof part === "string" ? part : "");
  return {
    id: payload._id,
    roomId: payload.rid,
    threadId: typeof payload.tmid === "string" ? payload.tmid : undefined,
    username: text(asRecord(payload.sender).username),
    title: text(raw.title),
    text: text(raw.text),
    sealed:
      asRecord(payload.message).t === "e2e"
        ? parseMessage({
            ...asRecord(payload.message),
            _id: payload._id,
            rid: payload.rid,
            ts: Date.now(),
            u: payload.sender,
          })
        : undefined,
  };
}

/** The text, opened on this device where that is possible; else what the server could say. */
async function textOf({ e2e }: Workspace, { sealed, text }: Notice): Promise<string> {
  if (sealed === undefined || !e2e.isOffered()) return text;
  try {
    const opened = await (await e2e.desk()).read(sealed);
    const who = text.includes(": ") ? text.slice(0, text.indexOf(": ") + 2) : "";
    return opened.sealed === undefined ? text : who + opened.text;
  } catch {
    return text;
  }
}

/** Shows a notice of the system. The same message again replaces it. */
export function showNotice(notice: Notice, stays: boolean, onOpen: () => void): void {
  if (readState() !== "on") return;
  const shown = new Notification(notice.title, {
    body: notice.text,
    tag: notice.id,
    icon: `/avatar/${encodeURIComponent(notice.username)}`,
    requireInteraction: stays,
    silent: true,
  });
  shown.addEventListener("click", () => {
    window.focus();
    shown.close();
    onOpen();
  });
  if (!stays) setTimeout(() => shown.close(), STAY_MS);
}

/** Tells of messages while the reader looks elsewhere (NOT-011 to NOT-014). */
export function startNotices(
  workspace: Workspace,
  openRoomId: () => string | undefined,
  open: (path: string) => void,
): () => void {
  const { store, link } = workspace;
  const seen = new Set<string>();
  const channel = "BroadcastChannel" in globalThis ? new BroadcastChannel(CHANNEL) : undefined;
  const note = (id: string) => {
    seen.add(id);
    setTimeout(() => seen.delete(id), STAY_MS);
  };
  channel?.addEventListener("message", (event: MessageEvent<unknown>) => {
    if (typeof event.data === "string") note(event.data);
  });
  const isRead = ({ roomId }: Notice) => document.hasFocus() && openRoomId() === roomId;
  const stopListening = link.ddp.listen(
    "stream-notify-user",
    `${store.me.get().id}/notification`,
    ([value]) => {
      const notice = parseNotice(value);
      if (notice === undefined) return;
      if (isRead(notice)) {
        // oxlint-disable-next-line unicorn/require-post-message-target-origin -- a channel has no origin to name
        channel?.postMessage(notice.id);
        return;
      }
      setTimeout(() => {
        if (seen.has(notice.id) || isRead(notice)) return;
        const { preferences } = store.me.get();
        const stays =
          readPreference(preferences, store.settings.get(), "desktopNotificationRequireInteraction") === true;
        const handleOpen = () => {
          const subscription = store.subscriptions.get(notice.roomId);
          if (subscription === undefined) return;
          const place = notice.threadId === undefined ? "" : `/thread/${notice.threadId}`;
          open(`${roomPath(subscription)}${place}?msg=${notice.id}`);
        };
        if (notice.sealed === undefined) showNotice(notice, stays, handleOpen);
        else
          void textOf(workspace, notice).then((text) => showNotice({ ...notice, text }, stays, handleOpen));
      }, WAIT_MS);
    },
  );
  return () => {
    stopListening();
    channel?.close();
  };
}
