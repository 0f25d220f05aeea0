import type { Subscription } from "@parley/shared/wire/entities";
import { CloudOff } from "lucide-react";
import { lazy, Suspense, useCallback, useEffect, useMemo, useState } from "react";
import { Redirect, Route, Switch, useLocation } from "wouter";
import { setPresence } from "../features/account/actions";
import type { PaletteCommand } from "../features/palette/components/palette";
import { paletteStrings } from "../features/palette/strings";
import { hasAdministration } from "../features/admin/rights";
import { markAllRead, openDirect } from "../features/room/actions";
import { Sidebar } from "../features/sidebar/components/sidebar";
import { readSidebarView } from "../features/sidebar/arrangement";
import { buildSections, unreadRoomIds } from "../features/sidebar/sections";
import { applyLanguage, hasCommandKey, readStored, writeStored } from "../lib/platform";
import { setTheme } from "../lib/theme";
import { applyWorkspaceCss } from "../lib/workspace-css";
import type { EntityTable } from "../store/entity-table";
import type { SavedMessage } from "../store/later/seat";
import { readInvite } from "../store/pending-invite";
import { usePreference } from "../store/preferences";
import { roomPath } from "../store/room-names";
import { totalUnread } from "../store/unread";
import { useCell, useRights, useSetting, useTable, useWorkspace } from "../store/use-store";
import { LazyConfirmDialog } from "../ui/lazy-dialog";
import { toasts } from "../ui/toast";
import { EmptyState } from "../ui/empty-state";
import styles from "./app.module.css";
import type { Creation } from "./create-dialogs";
import { ErrorBoundary } from "./error-boundary";
import { isCovered } from "./keys";
import { goToRegion } from "./regions";
import { RoomPage } from "./pages/room-page";
import { Rail } from "./rail";
import { appStrings } from "./strings";
import { useFactorDemand } from "./use-factor-demand";
import { useAppliedPreferences } from "./use-applied-preferences";

const Palette = lazy(() =>
  import("../features/palette/components/palette").then((module) => ({ default: module.Palette })),
);
const CreateDialogs = lazy(() =>
  import("./create-dialogs").then((module) => ({ default: module.CreateDialogs })),
);
const InboxPage = lazy(() =>
  import("../features/inbox/components/inbox-page").then((module) => ({ default: module.InboxPage })),
);
const InvitePage = lazy(() =>
  import("./pages/invite-page").then((module) => ({ default: module.InvitePage })),
);
const AdminArea = lazy(() =>
  import("../features/admin/admin-area").then((module) => ({ default: module.AdminArea })),
);
const AccountArea = lazy(() =>
  import("../features/account/account-area").then((module) => ({ default: module.AccountArea })),
);
const GatePage = lazy(() => import("./pages/gate-page").then((module) => ({ default: module.GatePage })));
const ShortcutsDialog = lazy(() =>
  import("./shortcuts-dialog").then((module) => ({ default: module.ShortcutsDialog })),
);
const UpdateBar = lazy(() => import("./update-bar").then((module) => ({ default: module.UpdateBar })));
const ArrivalPage = lazy(() =>
  import("./pages/arrival-pages").then((module) => ({ default: module.ArrivalPage })),
);
const FactorDialog = lazy(() =>
  import("../ui/factor-dialog").then((module) => ({ default: module.FactorDialog })),
);
const OtrDialog = lazy(() =>
  import("../features/room/components/otr-dialog").then((module) => ({ default: module.OtrDialog })),
);
const E2eNoticeBar = lazy(() =>
  import("../ui/e2e/e2e-notice-bar").then((module) => ({ default: module.E2eNoticeBar })),
);
const DirectoryPage = lazy(() =>
  import("../features/directory/components/directory-page").then((module) => ({
    default: module.DirectoryPage,
  })),
);

type AreaParams = { readonly [name in "slug" | "detail" | "more"]?: string | undefined };
type RoomParams = { readonly [name in "kind" | "key" | "tab" | "context"]?: string | undefined };

const LAST_ROOM = "parley.last-room";
const countUnread = (table: EntityTable<Subscription>) => totalUnread(table.all());
const hasDue = (table: EntityTable<SavedMessage>) => [...table.all()].some(({ isDue }) => isDue);

/** The workspace, once nothing stands in the way. */
export function Shell() {
  const { store } = useWorkspace();
  const me = useCell(store.me);
  const needsFactor = useFactorDemand();
  // Backup codes are shown once, when nothing is demanded any more: only the reader ends that page.
  const [isShowingCodes, setIsShowingCodes] = useState(false);
  useEffect(() => {
    if (needsFactor) setIsShowingCodes(true);
  }, [needsFactor]);
  const isConsent = window.location.pathname.startsWith("/oauth/");
  const gate =
    me.passwordChange !== undefined
      ? "password"
      : needsFactor || isShowingCodes
        ? "factor"
        : isConsent
          ? "consent"
          : undefined;
  if (gate === undefined) return <Frame />;
  return <GatePage gate={gate} isFactorMet={!needsFactor} onGoOn={() => setIsShowingCodes(false)} />;
}

/** Everything around the page: rail, sidebar, connection bar, palette, window title. */
function Frame() {
  const workspace = useWorkspace();
  const { store } = workspace;
  const [location, navigate] = useLocation();
  const [roomId, setRoomId] = useState<string>();
  const [roomName, setRoomName] = useState<string>();
  const [creation, setCreation] = useState<Creation>();
  const [isPaletteOpen, setIsPaletteOpen] = useState(false);
  const unread = useTable(store.subscriptions, countUnread);
  const laterNotice = useCell(workspace.later.notice);
  useEffect(() => {
    if (laterNotice !== undefined) toasts.add(laterNotice.kind, laterNotice.text);
  }, [laterNotice]);
  const isReminded = useTable(workspace.later.saved, hasDue);
  useAppliedPreferences();
  const alertsUnread = usePreference("unreadAlert") !== false;
  const may = useRights();
  const hasAdmin = hasAdministration(may);
  const siteName = useSetting("Site_Name");
  const language = useSetting("Language");
  const settings = useCell(store.settings);
  const hasHome = useSetting("Layout_Show_Home_Button") !== false;
  const isRoom = /^\/(channel|group|direct)\//u.test(location);
  const area = /^\/(admin|account)(?:\/|$)/u.exec(location)?.[1];
  const pane = area !== undefined ? "area" : isRoom ? "room" : location === "/chats" ? "list" : "main";
  const hasEncryption = useSetting("E2E_Enable") === true;
  const e2eNotice = useCell(workspace.e2e.notice);
  const otrNotice = useCell(workspace.otr.notice);
  const isAsked = useCell(workspace.factors.asked) !== undefined;
  const [isReadingAll, setIsReadingAll] = useState(false);
  const [showsKeys, setShowsKeys] = useState(false);

  const handleRoom = useCallback((id: string | undefined, name: string | undefined) => {
    setRoomId(id);
    setRoomName(name);
  }, []);

  useEffect(() => {
    if (isRoom) writeStored(LAST_ROOM, location);
  }, [isRoom, location]);

  useEffect(() => {
    const place = isRoom
      ? roomName
      : location === "/directory"
        ? appStrings.directory
        : area === "admin"
          ? appStrings.admin
          : area === "account"
            ? appStrings.account
            : appStrings.inbox;
    const prefix = unread.count > 0 ? `(${unread.count}) ` : unread.hasDot && alertsUnread ? "• " : "";
    document.title = `${prefix}${place ?? appStrings.chats} – ${typeof siteName === "string" && siteName !== "" ? siteName : appStrings.product}`;
  }, [unread, alertsUnread, roomName, isRoom, area, location, siteName]);

  useEffect(() => applyLanguage(language), [language]);
  useEffect(() => applyWorkspaceCss(settings), [settings]);

  const openPerson = useCallback(
    (username: string) => {
      void openDirect(workspace, username).then((path) => path !== undefined && navigate(path));
    },
    [workspace, navigate],
  );

  useEffect(() => {
    const handleKey = (event: KeyboardEvent) => {
      if (hasCommandKey(event) && !event.shiftKey && /^[kp]$/iu.test(event.key)) {
        event.preventDefault();
        setIsPaletteOpen((isOpen) => !isOpen);
      } else if (hasCommandKey(event) && event.key === "/") {
        event.preventDefault();
        setShowsKeys(true);
      } else if (event.key === "F6" && !isCovered()) {
        event.preventDefault();
        goToRegion(event.shiftKey ? -1 : 1);
      } else if (
        event.key === "Escape" &&
        (event.shiftKey || event.ctrlKey) &&
        !event.defaultPrevented &&
        !isCovered()
      ) {
        event.preventDefault();
        setIsReadingAll(true);
      } else if (event.altKey && (event.key === "ArrowUp" || event.key === "ArrowDown")) {
        const sections = buildSections(store.subscriptions, store.rooms, readSidebarView(workspace));
        const all = event.shiftKey
          ? unreadRoomIds(sections, store.subscriptions)
          : sections.flatMap((section) => section.roomIds);
        const step = event.key === "ArrowDown" ? 1 : -1;
        const at = roomId === undefined ? -1 : all.indexOf(roomId);
        const next = store.subscriptions.get(all[(at + step + all.length) % Math.max(all.length, 1)] ?? "");
        if (next === undefined) return;
        event.preventDefault();
        navigate(roomPath(next));
      }
    };
    addEventListener("keydown", handleKey);
    return () => removeEventListener("keydown", handleKey);
  }, [workspace, store, navigate, roomId]);

  const commands = useMemo<PaletteCommand[]>(() => {
    const words = paletteStrings.command;
    return [
      { id: "inbox", title: words.inbox, run: () => navigate("/home") },
      { id: "directory", title: words.directory, run: () => navigate("/directory") },
      { id: "account", title: words.account, run: () => navigate("/account/profile") },
      { id: "preferences", title: words.preferences, run: () => navigate("/account/preferences") },
      ...(hasAdmin ? [{ id: "admin", title: words.admin, run: () => navigate("/admin") }] : []),
      { id: "keys", title: words.keys, run: () => setShowsKeys(true) },
      { id: "read-all", title: words.readAll, run: () => setIsReadingAll(true) },
      { id: "light", title: words.themeLight, run: () => setTheme("light") },
      { id: "dark", title: words.themeDark, run: () => setTheme("dark") },
      { id: "system", title: words.themeSystem, run: () => setTheme("system") },
      { id: "online", title: words.online, run: () => void setPresence(workspace, "online") },
      { id: "away", title: words.away, run: () => void setPresence(workspace, "away") },
      { id: "busy", title: words.busy, run: () => void setPresence(workspace, "busy") },
      { id: "sign-out", title: words.signOut, run: () => void workspace.signOut({ tellServer: true }) },
    ];
  }, [workspace, navigate, hasAdmin]);

  const isPhone = matchMedia("(max-width: 767px)").matches;
  const active =
    area === "admin"
      ? "admin"
      : area === "account"
        ? undefined
        : location === "/directory"
          ? "directory"
          : isRoom || location === "/chats"
            ? "chats"
            : "inbox";

  return (
    <div className={styles.shell} data-pane={pane}>
      <a className={styles.skip} href="#conversation">
        {appStrings.skipToMessages}
      </a>
      {isRoom && (
        <a className={styles.skip} href="#message-box">
          {appStrings.skipToBox}
        </a>
      )}
      <a className={styles.skip} href="#rooms">
        {appStrings.skipToRooms}
      </a>
      <div className={styles.railSlot}>
        <Rail
          active={active}
          hasUnread={unread.count > 0 || unread.hasDot || isReminded}
          hasAdmin={hasAdmin}
          hasHome={hasHome}
          chatsPath={isPhone ? "/chats" : (readStored(LAST_ROOM) ?? "/home")}
          onSearch={() => setIsPaletteOpen(true)}
        />
      </div>
      <div className={styles.sidebarSlot} id="rooms" tabIndex={-1}>
        <Sidebar
          currentRoomId={isRoom ? roomId : undefined}
          onSearch={() => setIsPaletteOpen(true)}
          onCreate={(kind) => setCreation({ kind })}
        />
      </div>
      <div className={styles.main} id="conversation" tabIndex={-1}>
        <ConnectionBar />
        <Suspense fallback={null}>
          <UpdateBar />
        </Suspense>
        {hasEncryption && (
          <Suspense fallback={null}>
            <E2eNoticeBar notice={e2eNotice} />
          </Suspense>
        )}
        <ErrorBoundary key={isRoom ? "room" : (area ?? location)}>
          <Suspense fallback={null}>
            <Switch>
              <Route path="/home/:tab?">{({ tab }: { tab?: string }) => <InboxPage tab={tab} />}</Route>
              <Route path="/chats">
                <EmptyState icon={<CloudOff />} title={appStrings.chooseRoomTitle} />
              </Route>
              <Route path="/directory">
                <DirectoryPage onBack={() => navigate("/home")} onOpenPerson={openPerson} />
              </Route>
              <Route path="/admin/:slug?/:detail?/:more?">
                {({ slug, detail, more }: AreaParams) => (
                  <AdminArea slug={slug} detail={detail} more={more} />
                )}
              </Route>
              <Route path="/account/:slug?">{({ slug }: AreaParams) => <AccountArea slug={slug} />}</Route>
              <Route path="/audit">
                <Redirect to="/admin/audit/messages" replace />
              </Route>
              <Route path="/audit-log">
                <Redirect to="/admin/audit/log" replace />
              </Route>
              <Route path="/share">
                <ArrivalPage what="share" onNavigate={navigate} />
              </Route>
              <Route path="/go/:what">
                {({ what }: { readonly what?: string }) => (
                  <ArrivalPage what={what ?? ""} onNavigate={navigate} />
                )}
              </Route>
              <Route path="/invite/:token">
                {(params: { readonly token?: string }) => <InvitePage token={params.token ?? ""} />}
              </Route>
              <Route path="/:kind/:key/:tab?/:context?">
                {(params: RoomParams) => (
                  <RoomPage
                    kind={params.kind ?? ""}
                    roomKey={decodeURIComponent(params.key ?? "")}
                    tab={params.tab}
                    context={params.context}
                    onRoom={handleRoom}
                    onBack={() => navigate("/chats")}
                    onCreate={setCreation}
                  />
                )}
              </Route>
              <Route path="/" component={Landing} />
              <Route>
                <Redirect to="/home" replace />
              </Route>
            </Switch>
          </Suspense>
        </ErrorBoundary>
      </div>
      {creation !== undefined && (
        <Suspense fallback={null}>
          <CreateDialogs
            creation={creation}
            onClose={() => setCreation(undefined)}
            onCreated={(path) => {
              setCreation(undefined);
              navigate(path);
            }}
          />
        </Suspense>
      )}
      {isReadingAll && (
        <LazyConfirmDialog
          isDanger={false}
          title={appStrings.readAllTitle}
          action={appStrings.readAll}
          onConfirm={() => void markAllRead(workspace)}
          onClose={() => setIsReadingAll(false)}
        >
          <p>{appStrings.readAllText}</p>
        </LazyConfirmDialog>
      )}
      {showsKeys && (
        <Suspense fallback={null}>
          <ShortcutsDialog onClose={() => setShowsKeys(false)} />
        </Suspense>
      )}
      {otrNotice !== undefined && (
        <Suspense fallback={null}>
          <OtrDialog notice={otrNotice} onNavigate={navigate} />
        </Suspense>
      )}
      {isAsked && (
        <Suspense fallback={null}>
          <FactorDialog />
        </Suspense>
      )}
      {isPaletteOpen && (
        <Suspense fallback={null}>
          <Palette
            commands={commands}
            onNavigate={navigate}
            onOpenPerson={openPerson}
            onClose={() => setIsPaletteOpen(false)}
          />
        </Suspense>
      )}
    </div>
  );
}

/** Where one lands: the channel the workspace names, else the inbox. */
function Landing() {
  const { store } = useWorkspace();
  const isKnown = useCell(store.hasSettings);
  const channel = useSetting("First_Channel_After_Login");
  const [invite] = useState(readInvite);
  if (invite !== undefined) return <Redirect to={`/invite/${encodeURIComponent(invite)}`} replace />;
  if (!isKnown) return null;
  const name = typeof channel === "string" ? channel.trim().replace(/^#/u, "") : "";
  return <Redirect to={name === "" ? "/home" : `/channel/${encodeURIComponent(name)}`} replace />;
}

const PATIENCE_MS = 2000;

/** Says so when the connection has been gone for a moment. */
function ConnectionBar() {
  const { store } = useWorkspace();
  const connection = useCell(store.connection);
  const [isLate, setIsLate] = useState(false);
  useEffect(() => {
    if (connection === "online") {
      setIsLate(false);
      return undefined;
    }
    const timer = setTimeout(() => setIsLate(true), PATIENCE_MS);
    return () => clearTimeout(timer);
  }, [connection]);
  return (
    <div role="status">
      {isLate && connection !== "online" && (
        <div className={styles.offline}>
          <CloudOff />
          {connection === "offline" ? appStrings.offline : appStrings.reconnecting}
        </div>
      )}
    </div>
  );
}
