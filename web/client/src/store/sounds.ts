import type { Subscription } from "@parley/shared/wire/entities";
import { readPreference } from "./preferences";
import type { Workspace } from "./workspace";

/** Tones one after the other: pitch in hertz, beginning and length in seconds. */
type Tone = readonly [pitch: number, at: number, length: number];

const tones: Record<string, readonly Tone[]> = {
  chime: [
    [880, 0, 0.35],
    [1318.5, 0.12, 0.5],
  ],
  door: [
    [196, 0, 0.12],
    [164.8, 0.16, 0.2],
  ],
};

/** After the connection is there, what was missed comes at once. */
const CATCHING_UP_MS = 1500;

let context: AudioContext | undefined;

/** Plays a sound that comes with the client. `volume` is from 0 to 100. */
export function playSound(name: string, volume: number): void {
  const sound = tones[name];
  if (sound === undefined || volume <= 0 || !("AudioContext" in globalThis)) return;
  context ??= new AudioContext();
  // Browsers hold sounds back until somebody has touched the page.
  if (context.state === "suspended") void context.resume();
  const now = context.currentTime;
  for (const [pitch, at, length] of sound) {
    const source = context.createOscillator();
    const gain = context.createGain();
    source.frequency.value = pitch;
    gain.gain.setValueAtTime(0, now + at);
    gain.gain.linearRampToValueAtTime((Math.min(volume, 100) / 100) * 0.3, now + at + 0.01);
    gain.gain.exponentialRampToValueAtTime(0.0001, now + at + length);
    source.connect(gain).connect(context.destination);
    source.start(now + at);
    source.stop(now + at + length);
  }
}

export function soundVolume(value: unknown): number {
  return typeof value === "number" && value >= 0 && value <= 100 ? value : 100;
}

/** What is heard of a change of the list of rooms: a new room, or a message that counts as unread. */
export function heardOf(
  before: ReadonlyMap<string, Subscription>,
  after: Iterable<Subscription>,
  quietRoomId: string | undefined,
): "room" | "message" | undefined {
  let heard: "room" | "message" | undefined;
  for (const now of after) {
    const known = before.get(now.roomId);
    if (known === now || now.isMuted) continue;
    if (known === undefined) heard ??= "room";
    else if (now.unread > known.unread && now.roomId !== quietRoomId) return "message";
  }
  return heard;
}

/** Lets new messages and rooms be heard, in one window of those that are open (ACC-052). */
export function startSounds(workspace: Workspace, openRoomId: () => string | undefined): () => void {
  const { store } = workspace;
  const read = (name: string) => readPreference(store.me.get().preferences, store.settings.get(), name);
  const list = () => new Map([...store.subscriptions.all()].map((one) => [one.roomId, one]));
  let known: ReadonlyMap<string, Subscription> | undefined = store.isReady.get() ? list() : undefined;
  let quietUntil = Date.now() + CATCHING_UP_MS;
  const stopWaiting = store.connection.subscribe(() => {
    quietUntil = Date.now() + CATCHING_UP_MS;
  });
  let isOver = false;
  let isSpeaker = !("locks" in navigator);
  let give: (() => void) | undefined;
  if (!isSpeaker) {
    void navigator.locks.request("parley.sounds", () => {
      if (isOver) return undefined;
      isSpeaker = true;
      return new Promise<void>((resolve) => {
        give = resolve;
      });
    });
  }
  const stop = store.subscriptions.subscribe(() => {
    const before = known;
    const now = list();
    known = now;
    // What comes while the list is being loaded, or caught up with, is old.
    if (before === undefined || !isSpeaker || !store.isReady.get() || Date.now() < quietUntil) return;
    const isQuiet = read("muteFocusedConversations") !== false && document.hasFocus();
    const heard = heardOf(before, now.values(), isQuiet ? openRoomId() : undefined);
    if (heard === undefined) return;
    const name =
      heard === "room"
        ? (read("newRoomNotification") ?? "door")
        : (read("newMessageNotification") ?? "chime");
    playSound(String(name), soundVolume(read("notificationsSoundVolume")));
  });
  return () => {
    isOver = true;
    give?.();
    stopWaiting();
    stop();
  };
}
