import { asRecord } from "@parley/shared/wire/parse";
import { readPreference } from "./preferences";
import { totalUnread } from "./unread";
import type { Workspace } from "./workspace";

/** What the desktop app offers to the page inside it. All of it is optional: its releases differ. */
interface Shell {
  setServerInfo?: (info: { version: string }) => void;
  setUrlResolver?: (resolve: (path: string) => string) => void;
  setBadge?: (badge: number | "•" | undefined) => void;
  setFavicon?: (address: string) => void;
  setTitle?: (title: string) => void;
  setUserLoggedIn?: (isSignedIn: boolean) => void;
  setUserThemeAppearance?: (theme: string) => void;
  setUserPresenceDetection?: (options: {
    isAutoAwayEnabled: boolean;
    idleThreshold: number | null;
    setUserOnline: (isOnline: boolean) => void;
  }) => void;
}

const host = globalThis as unknown as { RocketChatDesktop?: Shell; require?: (name: string) => unknown };

/** The badge as the shell shows it: a number, a dot, or nothing. */
export function badgeOf({ count, hasDot }: { count: number; hasDot: boolean }): number | "•" | undefined {
  return count > 0 ? count : hasDot ? "•" : undefined;
}

/** Feeds the desktop app around the page, and gives it the modules that it pulls from by itself (MOB-027, MOB-028). */
export function startDesktopShell(workspace: Workspace): () => void {
  const shell = host.RocketChatDesktop ?? {};
  const { store, link } = workspace;
  const read = (name: string) => readPreference(store.me.get().preferences, store.settings.get(), name);
  const watchers = new Set<() => void>();
  const say = () => {
    const settings = store.settings.get();
    const icon = asRecord(settings.Assets_favicon);
    shell.setBadge?.(badgeOf(totalUnread(store.subscriptions.all())));
    shell.setTitle?.(typeof settings.Site_Name === "string" ? settings.Site_Name : "Parley");
    const path = icon.url ?? icon.defaultUrl;
    if (typeof path === "string") shell.setFavicon?.(`/${path.replace(/^\//u, "")}`);
    const theme = read("themeAppearence");
    shell.setUserThemeAppearance?.(typeof theme === "string" ? theme : "auto");
    const idle = read("idleTimeLimit");
    shell.setUserPresenceDetection?.({
      isAutoAwayEnabled: read("enableAutoAway") !== false,
      idleThreshold: typeof idle === "number" ? idle : null,
      setUserOnline: (isOnline) =>
        void link.call(isOnline ? "UserPresence:online" : "UserPresence:away").catch(() => undefined),
    });
    for (const watcher of watchers) watcher();
  };
  const version = "6.4.0";
  shell.setServerInfo?.({ version });
  shell.setUrlResolver?.((path) => new URL(path, location.origin).href);
  shell.setUserLoggedIn?.(true);
  const session = {
    get: (key: string) =>
      key === "unread" ? (badgeOf(totalUnread(store.subscriptions.all())) ?? "") : undefined,
  };
  const modules: Record<string, unknown> = {
    "/app/utils/rocketchat.info": { Info: { version } },
    "meteor/meteor": {
      Meteor: {
        userId: () => store.me.get().id,
        absoluteUrl: (path = "") => new URL(path, location.origin).href,
      },
    },
    "meteor/session": { Session: session },
    "meteor/tracker": {
      Tracker: {
        autorun: (run: () => void) => {
          watchers.add(run);
          run();
          return { stop: () => watchers.delete(run) };
        },
      },
    },
    "meteor/rocketchat:user-presence": { UserPresence: { awayTime: undefined, start: () => undefined } },
    "/app/settings/client/index.ts": { settings: { get: (id: string) => store.settings.get()[id] } },
    "/app/utils/client/index.ts": { getUserPreference: (_: unknown, name: string) => read(name) },
  };
  host.require = (name: string) => modules[name];
  say();
  const stops = [store.subscriptions.subscribe(say), store.settings.subscribe(say), store.me.subscribe(say)];
  return () => {
    for (const stop of stops) stop();
    delete host.require;
    shell.setUserLoggedIn?.(false);
    shell.setBadge?.(undefined);
  };
}
