import type { Credentials } from "@parley/shared/wire/rest-client";
import { RestClient } from "@parley/shared/wire/rest-client";
import { WifiOff } from "lucide-react";
import { lazy, Suspense, useCallback, useEffect, useState } from "react";
import { clearSession, readSession, writeSession } from "../store/session";
import { WorkspaceContext } from "../store/use-store";
import type { runWorkspaceScript } from "../lib/workspace-scripts";
import type { Workspace } from "../store/workspace";
import { Button } from "../ui/button";
import { EmptyState } from "../ui/empty-state";
import { ToastRegion } from "../ui/toast";
import styles from "./app.module.css";
import { fetchPublicSettings } from "./public-settings";
import { appStrings } from "./strings";

const loadAround = () => import("./around");
const runScript = async (...given: Parameters<typeof runWorkspaceScript>) =>
  (await loadAround()).runWorkspaceScript(...given);
const loadShell = () => import("./shell");
const Shell = lazy(() => loadShell().then((module) => ({ default: module.Shell })));
const EntrancePages = lazy(() =>
  import("./pages/entrance-pages").then((module) => ({ default: module.EntrancePages })),
);

/** What mails lead to, and what everybody may read, works for whoever has the link, signed in or not. */
const isForAll = () =>
  /^\/(?:(?:reset-password|verify-email|mailer\/unsubscribe)\/|terms-of-service$|privacy-policy$|legal-notice$|accessibility$|glossary$)/u.test(
    location.pathname,
  ) || location.hash.startsWith("#/verify-email/");

type State =
  | { step: "starting" }
  | { step: "unreachable" }
  | { step: "signed-out"; settings: Record<string, unknown> }
  | { step: "signed-in"; workspace: Workspace };

export function App() {
  const [state, setState] = useState<State>({ step: "starting" });

  const showEntrance = useCallback(async (isSignedOut = false) => {
    try {
      const settings = await fetchPublicSettings(new RestClient(""));
      setState({ step: "signed-out", settings });
      if (isSignedOut) await runScript("on-logout", settings);
      void runScript("logged-out", settings);
    } catch {
      setState({ step: "unreachable" });
    }
  }, []);

  const enter = useCallback(
    async (credentials: Credentials, settings: Record<string, unknown> = {}) => {
      // Both are needed at once; the sign-in page needs neither.
      void loadShell();
      try {
        const { openWorkspace } = await import("../store/workspace");
        const workspace = await openWorkspace({
          credentials,
          settings,
          onSignedOut: () => void showEntrance(true),
        });
        void fetchPublicSettings(workspace.link.rest)
          .then((fresh) => {
            workspace.store.settings.set(fresh);
            void runScript("logged-in", fresh);
            void loadAround().then((around) => around.beginOutside(fresh, workspace));
          })
          .catch(() => undefined)
          .finally(() => workspace.store.hasSettings.set(true));
        setState({ step: "signed-in", workspace });
      } catch (error) {
        if ((error as { status?: number }).status === 401) {
          clearSession();
          await showEntrance();
        } else {
          setState({ step: "unreachable" });
        }
      }
    },
    [showEntrance],
  );

  const start = useCallback(async () => {
    setState({ step: "starting" });
    const session = readSession();
    if (session === undefined || isForAll()) await showEntrance();
    else {
      writeSession(session);
      await enter(session);
    }
  }, [enter, showEntrance]);

  useEffect(() => {
    void start();
  }, [start]);

  const handleSignedIn = useCallback(
    (credentials: Credentials, settings: Record<string, unknown>) => {
      writeSession(credentials, settings.Accounts_ForgetUserSessionOnWindowClose === true);
      void enter(credentials, settings);
    },
    [enter],
  );
  const entrance = state.step === "signed-out" ? state.settings : undefined;
  useEffect(() => {
    if (entrance !== undefined)
      void loadAround().then((around) =>
        around.beginOutside(entrance, undefined, (credentials) => handleSignedIn(credentials, entrance)),
      );
  }, [entrance, handleSignedIn]);

  return (
    <Suspense fallback={null}>
      {state.step === "unreachable" && (
        <main className={styles.centre}>
          <EmptyState
            icon={<WifiOff />}
            title={appStrings.unreachableTitle}
            action={<Button onPress={() => void start()}>{appStrings.tryAgain}</Button>}
          >
            {appStrings.unreachableText}
          </EmptyState>
        </main>
      )}
      {state.step === "signed-out" && (
        <EntrancePages
          settings={state.settings}
          onSignedIn={(credentials) => handleSignedIn(credentials, state.settings)}
          onReturn={readSession() === undefined ? undefined : () => void start()}
        />
      )}
      {state.step === "signed-in" && (
        <WorkspaceContext value={state.workspace}>
          <Shell />
        </WorkspaceContext>
      )}
      <ToastRegion />
    </Suspense>
  );
}
