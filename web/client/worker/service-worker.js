/*
 * The worker of the installed client. It keeps the shell, so that the client starts without a network, and shows pushes
 * while no page is open. Pages come from the server whenever it answers: a worker of an older version never holds back
 * a newer page.
 */
const VERSION = "__VERSION__";
const SHELL = __SHELL__;
const PREFIX = "parley-shell-";
const CACHE = PREFIX + VERSION;
const SESSION = "parley-session";
/* Addresses that the server answers by itself. */
const FOREIGN =
  /^\/(?:api|avatar|file-upload|ufs|data-export|livez|readyz|health|metrics|_oauth|_saml|_cas|websocket|sockjs|workspace-scripts)(?:\/|$)/u;

addEventListener("install", (event) => {
  event.waitUntil(
    caches
      .open(CACHE)
      .then((cache) => cache.addAll(SHELL.map((path) => new Request(path, { cache: "no-cache" })))),
  );
});

addEventListener("activate", (event) => {
  event.waitUntil(
    (async () => {
      for (const name of await caches.keys())
        if (name.startsWith(PREFIX) && name !== CACHE) await caches.delete(name);
      await clients.claim();
    })(),
  );
});

addEventListener("message", (event) => {
  if (event.data === "take-over") void skipWaiting();
});

addEventListener("fetch", (event) => {
  const { request } = event;
  const url = new URL(request.url);
  if (request.method !== "GET" || url.origin !== location.origin) return;
  if (request.mode === "navigate") {
    if (!FOREIGN.test(url.pathname)) event.respondWith(page(request));
  } else if (url.pathname === "/theme-boot.js" || isPart(url, request)) {
    event.respondWith(part(request));
  }
});

/* Parts of the client carry a hash of their content; pictures of the workspace beside them do not. */
function isPart(url, request) {
  return (
    url.pathname.startsWith("/assets/") && ["script", "style", "font", "worker"].includes(request.destination)
  );
}

async function page(request) {
  try {
    const answer = await fetch(request);
    if (answer.status < 502 || answer.status > 504) return answer;
  } catch {
    /* without a network */
  }
  return (await caches.match("/", { cacheName: CACHE })) ?? Response.error();
}

async function part(request) {
  const kept = await caches.match(request, { cacheName: CACHE });
  if (kept !== undefined) return kept;
  const answer = await fetch(request);
  if (answer.ok) {
    const cache = await caches.open(CACHE);
    await cache.put(request, answer.clone());
  }
  return answer;
}

addEventListener("push", (event) => event.waitUntil(tell(event.data)));

async function tell(data) {
  let note = {};
  try {
    note = data?.json() ?? {};
  } catch {
    /* not one of ours: a neutral text is shown */
  }
  if (note.payload?.notificationType === "message-id-only")
    note = { ...note, ...(await complete(note.payload.messageId)) };
  const payload = note.payload ?? {};
  await registration.showNotification(text(note.title) || "New message", {
    body: text(note.text),
    tag: text(payload.messageId) || "parley",
    icon: "/assets/favicon_192.png",
    badge: "/assets/favicon_192.png",
    data: { path: pathOf(payload), roomId: text(payload.rid) },
  });
  if (typeof note.badge === "number") await navigator.setAppBadge?.(note.badge)?.catch(() => undefined);
}

/* A push that holds an id alone: the words come from the workspace, for whoever is still signed in here. */
async function complete(messageId) {
  try {
    const kept = await caches.match("/session", { cacheName: SESSION });
    const { userId, token } = await kept.json();
    const answer = await fetch(`/api/v1/push.get?id=${encodeURIComponent(messageId)}`, {
      headers: { "X-User-Id": userId, "X-Auth-Token": token },
    });
    return answer.ok ? (await answer.json()).data.notification : {};
  } catch {
    return {};
  }
}

const text = (value) => (typeof value === "string" ? value : "");

function pathOf({ type, name, rid, tmid, messageId }) {
  const kinds = { c: "channel", p: "group", d: "direct" };
  const key = type === "d" ? rid : name || rid;
  if (kinds[type] === undefined || text(key) === "") return "/";
  const thread = text(tmid) === "" ? "" : `/thread/${encodeURIComponent(tmid)}`;
  return `/${kinds[type]}/${encodeURIComponent(key)}${thread}?msg=${encodeURIComponent(text(messageId))}`;
}

addEventListener("notificationclick", (event) => {
  event.notification.close();
  const path = text(event.notification.data?.path) || "/";
  event.waitUntil(
    (async () => {
      const [open] = await clients.matchAll({ type: "window" });
      if (open === undefined) return clients.openWindow(path);
      // oxlint-disable-next-line unicorn/require-post-message-target-origin -- a client of ours has ours
      open.postMessage({ kind: "open", path });
      return open.focus();
    })(),
  );
});
