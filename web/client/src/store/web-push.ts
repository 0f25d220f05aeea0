import { readStored, writeStored } from "../lib/platform";
import { askForNotices } from "./notices";
import { readSession } from "./session";
import type { Workspace } from "./workspace";

const WANTED = "parley.push";

/** Whether this browser can be told while no page is open. */
export const hasWebPush = (): boolean =>
  "serviceWorker" in navigator && "PushManager" in globalThis && isSecureContext;

/** Whether somebody wants it here. */
export const wantsWebPush = (): boolean => readStored(WANTED) === "yes";

/** Asks the browser and tells the workspace. False when the browser says no. */
export async function turnOnWebPush(workspace: Workspace): Promise<boolean> {
  if (!(await askForNotices())) return false;
  await subscribe(workspace);
  writeStored(WANTED, "yes");
  return true;
}

export async function turnOffWebPush({ link }: Workspace): Promise<void> {
  writeStored(WANTED, undefined);
  await caches.delete("parley-session");
  const registration = await navigator.serviceWorker.ready;
  const subscription = await registration.pushManager.getSubscription();
  if (subscription === null) return;
  await subscription.unsubscribe();
  await link.rest
    .delete(`push.token?token=${encodeURIComponent(subscription.endpoint)}`)
    .catch(() => undefined);
}

/** The workspace knows a browser by its session: after each sign-in it is told again. */
export async function subscribe({ link }: Workspace): Promise<void> {
  const { publicKey } = await link.rest.get("push.key");
  const registration = await navigator.serviceWorker.ready;
  const key = bytesOf(String(publicKey));
  let known = await registration.pushManager.getSubscription();
  // One made with other keys is deaf to ours.
  if (known !== null && !isSame(known.options.applicationServerKey, key)) {
    await known.unsubscribe();
    known = null;
  }
  const subscription =
    known ?? (await registration.pushManager.subscribe({ userVisibleOnly: true, applicationServerKey: key }));
  const { endpoint, keys } = subscription.toJSON();
  await link.rest.post("push.subscribe", { endpoint, keys: { p256dh: keys?.p256dh, auth: keys?.auth } });
  const session = readSession();
  if (session === undefined) return;
  const cache = await caches.open("parley-session");
  await cache.put("/session", new Response(JSON.stringify(session)));
}

function bytesOf(text: string): Uint8Array<ArrayBuffer> {
  const plain = atob(text.replaceAll("-", "+").replaceAll("_", "/"));
  return Uint8Array.from(plain, (letter) => letter.charCodeAt(0));
}

function isSame(given: ArrayBuffer | null, wanted: Uint8Array): boolean {
  if (given?.byteLength !== wanted.byteLength) return false;
  const bytes = new Uint8Array(given);
  return wanted.every((value, index) => value === bytes[index]);
}
