import type { Subscription } from "@parley/shared/wire/entities";
import { asList, asRecord } from "@parley/shared/wire/parse";
import { readPreference } from "./preferences";
import { isQuiet } from "./quiet-times";
import type { Workspace } from "./workspace";

/** Tones one after the other: pitch in hertz, beginning and length in seconds. */
type Tone = readonly [pitch: number, at: number, length: number];

const tones: Record<string, readonly Tone[]> = {
  chime: [
    [880, 0, 0.35],
    [1318.5, 0.12, 0.5],
  ],
  beep: [[1000, 0, 0.18]],
  chelle: [
    [659.3, 0, 0.25],
    [784, 0.1, 0.25],
    [1046.5, 0.2, 0.4],
  ],
  ding: [[1568, 0, 0.6]],
  droplet: [
    [1400, 0, 0.06],
    [900, 0.07, 0.12],
  ],
  highbell: [
    [2093, 0, 0.8],
    [4186, 0, 0.3],
  ],
  seasons: [
    [523.3, 0, 0.3],
    [659.3, 0.15, 0.3],
    [784, 0.3, 0.3],
    [1046.5, 0.45, 0.6],
  ],
  door: [
    [196, 0, 0.12],
    [164.8, 0.16, 0.2],
  ],
};

/** Sounds that come with the client. */
export const builtInSounds: readonly string[] = Object.keys(tones);

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

/** What is heard of a change of the list of rooms: a new room, or a message that counts as unread in one. */
export function heardOf(
  before: ReadonlyMap<string, Subscription>,
  after: Iterable<Subscription>,
  quietRoomId: string | undefined,
): { kind: "room" } | { kind: "message"; sound: string } | undefined {
  let heard: { kind: "room" } | undefined;
  for (const now of after) {
    const known = before.get(now.roomId);
    if (known === now || now.isMuted) continue;
    if (known === undefined) {
      if (now.roomId !== quietRoomId) heard ??= { kind: "room" };
    } else if (now.unread > known.unread && now.roomId !== quietRoomId && now.sound !== "none")
      return { kind: "message", sound: now.sound };
  }
  return heard;
}

/** The address of a sound that the workspace offers: `custom-sounds.list` names its extension. */
export async function soundAddress({ link }: Workspace, id: string): Promise<string | undefined> {
  const answer = await link.rest.get("custom-sounds.list", { query: JSON.stringify({ _id: id }) });
  const sound = asRecord(asList(answer.sounds)[0]);
  return sound._id === id && typeof sound.extension === "string"
    ? `/custom-sounds/${encodeURIComponent(id)}.${encodeURIComponent(sound.extension)}`
    : undefined;
}

/** Plays a sound of the client or of the workspace. One that is gone makes way for the usual one. */
export async function playAnySound(workspace: Workspace, id: string, volume: number): Promise<void> {
  if (id === "none" || volume <= 0) return;
  if (tones[id] !== undefined) {
    playSound(id, volume);
    return;
  }
  const address = await soundAddress(workspace, id).catch(() => undefined);
  if (address === undefined) {
    playSound("chime", volume);
    return;
  }
  const audio = new Audio(address);
  audio.volume = Math.min(volume, 100) / 100;
  await audio.play().catch(() => playSound("chime", volume));
}

/** Lets new messages and rooms be heard, in one window of those that are open (ACC-052). */
export function startSounds(workspace: Workspace, openRoomId: () => string | undefined): () => void {
  const { store } = workspace;
  const read = (name: string) => readPreference(store.me.get().preferences, store.settings.get(), name);
  const isLeftAlone = () =>
    store.me.get().presence === "busy" || isQuiet(store.me.get().preferences, Date.now());
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
    if (heard === undefined || isLeftAlone()) return;
    const name =
      heard.kind === "room"
        ? (read("newRoomNotification") ?? "door")
        : heard.sound === "default"
          ? (read("newMessageNotification") ?? "chime")
          : heard.sound;
    void playAnySound(workspace, String(name), soundVolume(read("notificationsSoundVolume")));
  });
  return () => {
    isOver = true;
    give?.();
    stopWaiting();
    stop();
  };
}
