import { asRecord } from "@parley/shared/wire/parse";
import { Cell } from "./entity-table";
import { totalUnread } from "./unread";
import { hasWebPush, subscribe, wantsWebPush } from "./web-push";
import type { Workspace } from "./workspace";

const LOOK_EACH_MS = 60 * 60 * 1000;

/** A newer version of the client that waits until somebody takes it. */
export const waitingVersion = new Cell<ServiceWorker | undefined>(undefined);

/** Takes the newer version, in all windows. */
export function takeVersion(worker: ServiceWorker): void {
  navigator.serviceWorker.addEventListener("controllerchange", () => location.reload(), { once: true });
  // oxlint-disable-next-line unicorn/require-post-message-target-origin -- a worker has no origin to name
  worker.postMessage("take-over");
}

/** What makes the client an app: a start without network, updates, pushes, a number on the icon (MOB-030 to MOB-032). */
export function startPwa(workspace: Workspace, open: (path: string) => void): () => void {
  const stops = [startBadge(workspace)];
  if (!("serviceWorker" in navigator) || !isSecureContext || import.meta.env.DEV) return () => stops[0]?.();
  const handleMessage = ({ data }: MessageEvent<unknown>) => {
    const { kind, path } = asRecord(data);
    if (kind === "open" && typeof path === "string" && /^\/(?!\/)/u.test(path)) open(path);
  };
  navigator.serviceWorker.addEventListener("message", handleMessage);
  stops.push(() => navigator.serviceWorker.removeEventListener("message", handleMessage));
  void navigator.serviceWorker
    .register("/service-worker.js", { updateViaCache: "none" })
    .then((registration) => {
      watch(registration);
      const timer = setInterval(() => void registration.update().catch(() => undefined), LOOK_EACH_MS);
      stops.push(() => clearInterval(timer), clearReadNotices(workspace, registration));
      if (hasWebPush() && wantsWebPush() && Notification.permission === "granted")
        void subscribe(workspace).catch(() => undefined);
    })
    // Where the browser forbids workers everything else works.
    .catch(() => undefined);
  return () => {
    for (const stop of stops) stop();
  };
}

function watch(registration: ServiceWorkerRegistration): void {
  const offer = (worker: ServiceWorker | null) => {
    // The first one of all is no update.
    if (worker !== null && navigator.serviceWorker.controller !== null) waitingVersion.set(worker);
  };
  offer(registration.waiting);
  registration.addEventListener("updatefound", () => {
    const worker = registration.installing;
    worker?.addEventListener("statechange", () => {
      if (worker.state === "installed") offer(worker);
      if (worker.state === "redundant" && waitingVersion.get() === worker) waitingVersion.set(undefined);
    });
  });
}

interface Badging {
  setAppBadge?: (count?: number) => Promise<void>;
  clearAppBadge?: () => Promise<void>;
}

function startBadge({ store }: Workspace): () => void {
  const device = navigator as Navigator & Badging;
  let shown: string | undefined;
  const show = () => {
    const { count, hasDot } = totalUnread(store.subscriptions.all());
    const wanted = count > 0 ? String(count) : hasDot ? "•" : "";
    if (wanted === shown) return;
    shown = wanted;
    const done =
      wanted === "" ? device.clearAppBadge?.() : device.setAppBadge?.(count > 0 ? count : undefined);
    done?.catch(() => undefined);
  };
  show();
  return store.subscriptions.subscribe(show);
}

/** What was read here or elsewhere leaves the system's list of notices (NOT-035). */
function clearReadNotices({ store }: Workspace, registration: ServiceWorkerRegistration): () => void {
  return store.subscriptions.subscribe(() => {
    void registration.getNotifications().then((notices) => {
      for (const notice of notices) {
        const { roomId } = asRecord(notice.data);
        const room = typeof roomId === "string" ? store.subscriptions.get(roomId) : undefined;
        if (room !== undefined && room.unread === 0 && !room.hasAlert) notice.close();
      }
    });
  });
}
