import type { Presence, Subscription } from "@parley/shared/wire/entities";
import type { Credentials } from "@parley/shared/wire/rest-client";
import { navigate } from "wouter/use-browser-location";
import { setPresence } from "../features/account/actions";
import { signInByToken } from "../features/login/api";
import { roomPath, roomTitle } from "../store/room-names";
import { totalUnread, unreadMark } from "../store/unread";
import type { Workspace } from "../store/workspace";

const presences: readonly unknown[] = ["online", "away", "busy", "offline"] satisfies Presence[];

interface Doors {
  /** Undefined while nobody is signed in. */
  workspace: Workspace | undefined;
  signIn?: ((credentials: Credentials) => void) | undefined;
}

type Settings = Readonly<Record<string, unknown>>;

/** Origins as an administrator lists them: commas between, `*` for all. */
function originsOf(value: unknown): string[] {
  return typeof value === "string"
    ? value
        .split(",")
        .map((origin) => origin.trim())
        .filter(Boolean)
    : [];
}

function isOf(origin: string, allowed: readonly string[]): boolean {
  return allowed.some((one) => one === "*" || one.replace(/\/+$/u, "") === origin);
}

/**
 * What happens here is told to the page around this one and to those who count it; that page may also steer this one
 * (ACC-075, SET-063, SET-132). Returns how to end it.
 */
export function beginOutside(settings: Settings, { workspace, signIn }: Doors): () => void {
  const ends: (() => void)[] = [];
  const listen = (target: EventTarget, name: string, handler: (event: Event) => void) => {
    target.addEventListener(name, handler);
    ends.push(() => target.removeEventListener(name, handler));
  };
  const targets =
    settings.Iframe_Integration_send_enable === true
      ? originsOf(settings.Iframe_Integration_send_target_origin)
      : [];
  const tell = (eventName: string, data: unknown) => {
    if (window.parent === window) return;
    for (const origin of targets) window.parent.postMessage({ eventName, data }, origin);
  };
  const count = (family: string, action: string, label: string) =>
    window.dispatchEvent(new CustomEvent("parley-used", { detail: { family, action, label } }));

  const obey: Record<string, (command: Record<string, unknown>) => void> = {
    go: ({ path }) => {
      if (typeof path !== "string" || path.trim() === "") return;
      const to = new URL(`/${path.replace(/^[/\\]+/u, "")}`, location.origin);
      if (to.origin === location.origin) navigate(to.pathname + to.search);
    },
    "set-user-status": ({ status }) => {
      if (workspace !== undefined && presences.includes(status))
        void setPresence(workspace, status as Presence);
    },
    "login-with-token": ({ token }) => {
      if (signIn !== undefined && typeof token === "string")
        void signInByToken(token).then(signIn, () => undefined);
    },
    logout: () => void workspace?.signOut({ tellServer: true }),
  };
  if (settings.Iframe_Integration_receive_enable === true) {
    const allowed = originsOf(settings.Iframe_Integration_receive_origin);
    listen(window, "message", (event) => {
      const { origin, data, source } = event as MessageEvent<unknown>;
      if (
        source !== window.parent ||
        source === window ||
        !isOf(origin, allowed) ||
        typeof data !== "object" ||
        data === null
      )
        return;
      const command = data as Record<string, unknown>;
      const name = command.externalCommand;
      if (typeof name === "string" && Object.hasOwn(obey, name)) obey[name]?.(command);
    });
  }

  tell("startup", true);
  if (workspace !== undefined) ends.push(...watch(workspace, listen, tell, count));
  return () => {
    for (const end of ends) end();
  };
}

function watch(
  { store, link }: Workspace,
  listen: (target: EventTarget, name: string, handler: (event: Event) => void) => void,
  tell: (eventName: string, data: unknown) => void,
  count: (family: string, action: string, label: string) => void,
): (() => void)[] {
  const me = store.me.get();
  count("users", "login", me.id);

  let openId: string | undefined;
  const noteRoom = () => {
    const path = location.pathname;
    const room = [...store.subscriptions.all()].find((one) => {
      const own = roomPath(one);
      return path === own || path.startsWith(`${own}/`);
    });
    if (room === undefined || room.roomId === openId) return;
    openId = room.roomId;
    tell("room-opened", { _id: room.roomId, t: room.type, name: room.name, fname: room.displayName });
    count("rooms", "opened", roomTitle(room, undefined));
  };
  // The router tells of its own changes under these names.
  for (const name of ["popstate", "pushState", "replaceState"]) listen(window, name, noteRoom);

  let total: string | undefined;
  const counts = new Map<string, number>();
  const noteUnread = () => {
    noteRoom();
    for (const one of store.subscriptions.all()) {
      const mark = unreadMark(one);
      const unread = mark.kind === "count" ? mark.count : 0;
      if (counts.get(one.id) === unread) continue;
      const isFirst = !counts.has(one.id);
      counts.set(one.id, unread);
      if (!isFirst || unread > 0) tell("unread-changed-by-subscription", wireOf(one, unread));
    }
    const { count: sum, hasDot } = totalUnread(store.subscriptions.all());
    const shown = sum > 0 ? String(sum) : hasDot ? "•" : "";
    if (shown === total) return;
    total = shown;
    tell("unread-changed", sum > 0 ? sum : shown);
  };
  noteUnread();

  let { presence, defaultPresence } = me;
  const notePresence = () => {
    const now = store.users.get(me.id)?.presence ?? store.me.get().presence;
    if (now !== presence) tell("status-changed", now);
    presence = now;
  };
  const noteMe = () => {
    const chosen = store.me.get().defaultPresence;
    if (chosen !== defaultPresence) {
      tell("user-status-manually-set", { statusType: chosen, name: chosen });
      count("users", "status", chosen);
    }
    defaultPresence = chosen;
    notePresence();
  };

  const since = Date.now();
  const seen = new Set<string>();
  const noteMessages = () => {
    for (const message of store.messages.all()) {
      if (message.sentAt < since || message.delivery !== undefined || seen.has(message.id)) continue;
      seen.add(message.id);
      if (message.kind !== undefined) continue;
      const { id, roomId, text, author } = message;
      tell("new-message", {
        _id: id,
        rid: roomId,
        msg: text,
        u: { _id: author.id, username: author.username },
      });
      if (author.id === me.id)
        count("messages", "sent", roomTitle(store.subscriptions.get(roomId), store.rooms.get(roomId)));
    }
  };

  listen(document, "click", (event) => {
    const anchor =
      event.target instanceof Element ? event.target.closest("a[href], button[data-mention]") : null;
    if (anchor === null) return;
    const mention = anchor.getAttribute("data-mention");
    if (mention !== null)
      return tell("click-mention-link", { path: `/direct/${mention}`, username: mention });
    if (
      !(anchor instanceof HTMLAnchorElement) ||
      anchor.closest("[data-message-id], [data-message]") === null
    )
      return;
    if (anchor.origin === location.origin)
      tell("click-message-link", { link: anchor.pathname + anchor.search });
  });

  return [
    store.subscriptions.subscribe(noteUnread),
    store.users.subscribeKey(me.id, notePresence),
    store.me.subscribe(noteMe),
    store.messages.subscribe(noteMessages),
    link.ddp.listen("stream-notify-user", `${me.id}/notification`, ([notification]) =>
      tell("notification", { notification }),
    ),
  ];
}

function wireOf(one: Subscription, unread: number) {
  const { id, roomId, type, name, displayName, hasAlert, isOpen, userMentions, groupMentions } = one;
  return {
    _id: id,
    rid: roomId,
    t: type,
    name,
    fname: displayName,
    alert: hasAlert,
    open: isOpen,
    unread,
    userMentions,
    groupMentions,
  };
}
