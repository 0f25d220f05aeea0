import { type Credentials, RestClient } from "@parley/shared/wire/rest-client";
import { lazy, Suspense, useEffect, useState } from "react";
import { useLocation } from "wouter";
import { EntranceFrame } from "../../features/login/components/entrance-frame";
import styles from "../../features/login/components/entrance.module.css";
import { LoginForm } from "../../features/login/components/login-form";
import { type DocumentId, documentText, lookOf } from "../../features/login/look";
import { loginStrings } from "../../features/login/strings";
import { applyLanguage } from "../../lib/platform";
import { applyWorkspaceCss } from "../../lib/workspace-css";
import { keepInvite } from "../../store/pending-invite";
import { WorkspaceHtml } from "../../ui/workspace-html";
import { appStrings } from "../strings";

const RegisterForm = lazy(() =>
  import("../../features/login/components/register-form").then((module) => ({
    default: module.RegisterForm,
  })),
);
const OperatorSignIn = lazy(() =>
  import("../../features/login/components/operator-sign-in").then((module) => ({
    default: module.OperatorSignIn,
  })),
);
const loadRecovery = () => import("../../features/login/components/recovery-forms");
const ForgotForm = lazy(() => loadRecovery().then((module) => ({ default: module.ForgotForm })));
const ConfirmationForm = lazy(() => loadRecovery().then((module) => ({ default: module.ConfirmationForm })));
const ResetForm = lazy(() => loadRecovery().then((module) => ({ default: module.ResetForm })));
const EndMailings = lazy(() => loadRecovery().then((module) => ({ default: module.EndMailings })));
const VisitorPage = lazy(() => import("./visitor-page").then((module) => ({ default: module.VisitorPage })));
const HelpPage = lazy(() =>
  import("../../features/login/components/help-page").then((module) => ({ default: module.HelpPage })),
);
const TokenSignIn = lazy(() => loadRecovery().then((module) => ({ default: module.TokenSignIn })));
const VerifyAddress = lazy(() => loadRecovery().then((module) => ({ default: module.VerifyAddress })));

interface Props {
  settings: Record<string, unknown>;
  onSignedIn: (credentials: Credentials) => void;
  /** Given when somebody is signed in and only follows a link of a mail. */
  onReturn: (() => void) | undefined;
}

/** What somebody without a session sees: sign in, create an account, or set the workspace up. */
export function EntrancePages({ settings, onSignedIn, onReturn }: Props) {
  const [location, navigate] = useLocation();
  const name =
    typeof settings.Site_Name === "string" && settings.Site_Name !== ""
      ? settings.Site_Name
      : appStrings.product;
  const text = (id: string) => (typeof settings[id] === "string" ? String(settings[id]) : "");
  const isNew = settings.Show_Setup_Wizard === "pending";
  const form = settings.Accounts_RegistrationForm;
  const allowsRegistration = form === undefined || form === "Public";
  const secret = form === "Secret URL" ? /^\/register\/([^/]+)$/u.exec(location)?.[1] : undefined;
  const { token: invitation, isRefused } = useInvitation(location);
  const isInvited = invitation !== undefined;
  const resetToken = /^\/reset-password\/([^/]+)$/u.exec(location)?.[1];
  const verifyToken = verifyTokenOf(location);
  const loginToken = /^\/login-token\/([^/]+)$/u.exec(location)?.[1];
  const legal = documentAt(location);
  const help = location === "/accessibility" || location === "/glossary" ? location : undefined;
  const mailing = /^\/mailer\/unsubscribe\/([^/]+)\/([^/]+)$/u.exec(location);
  const page =
    help !== undefined
      ? "help"
      : isNew || location === "/setup-wizard"
        ? "setup"
        : legal !== undefined
          ? "document"
          : resetToken !== undefined
            ? "reset"
            : loginToken !== undefined
              ? "token"
              : verifyToken !== undefined
                ? "verify"
                : mailing !== null
                  ? "unsubscribe"
                  : location === "/forgot-password"
                    ? "forgot"
                    : location === "/confirm-email"
                      ? "confirm"
                      : (location === "/register" && (allowsRegistration || isInvited)) ||
                          secret !== undefined
                        ? "register"
                        : "login";

  useEffect(() => {
    applyLanguage(settings.Language);
    applyWorkspaceCss(settings);
  }, [settings]);

  useEffect(() => {
    if (page === "help") return;
    document.title =
      legal === undefined || page !== "document"
        ? loginStrings.titles[page === "confirm" ? "verify" : page === "document" ? "login" : page](name)
        : `${loginStrings.document[legal].title} – ${name}`;
  }, [page, legal, name]);

  useEffect(() => {
    if (help === undefined && isNew && location !== "/setup-wizard")
      navigate("/setup-wizard", { replace: true });
    else if (!isNew && location === "/setup-wizard") navigate("/login", { replace: true });
  }, [isNew, help, location, navigate]);

  const handleSignedIn = (credentials: Credentials) => {
    if (
      isInvited ||
      /^\/(login|register.*|setup-wizard|forgot-password|confirm-email|login-token\/.*|reset-password\/.*|verify-email\/.*)?$/u.test(
        location,
      )
    )
      navigate("/", { replace: true });
    onSignedIn(credentials);
  };

  const toSignIn = () => {
    navigate(onReturn === undefined ? "/login" : "/", { replace: true });
    onReturn?.();
  };

  const read = settings.Accounts_AllowAnonymousRead === true && !isNew;
  const readRoom = read ? /^\/channel\/([^/]+)/u.exec(location)?.[1] : undefined;
  if (readRoom !== undefined) {
    return (
      <Suspense fallback={null}>
        <VisitorPage
          key={readRoom}
          room={decoded(readRoom)}
          workspace={name}
          settings={settings}
          onSignIn={() => navigate("/login")}
        />
      </Suspense>
    );
  }

  const operator = operatorOf(settings);
  const signInForm = (hidesForm: boolean) => (
    <LoginForm
      workspace={name}
      hidesTitle={settings.Layout_Login_Hide_Title === true}
      allowsRegistration={allowsRegistration || isInvited}
      hidesForm={hidesForm}
      notice={isInvited ? loginStrings.invited : isRefused ? loginStrings.inviteRefused : undefined}
      registrationNote={text("Accounts_RegistrationForm_LinkReplacementText")}
      userPlaceholder={text("Accounts_EmailOrUsernamePlaceholder")}
      passwordPlaceholder={text("Accounts_PasswordPlaceholder")}
      onSignedIn={handleSignedIn}
      onRegister={() => navigate("/register")}
      onForgot={settings.Accounts_PasswordReset === true ? () => navigate("/forgot-password") : undefined}
      onUnconfirmed={() => navigate("/confirm-email")}
    />
  );

  return (
    <EntranceFrame name={name} look={lookOf(settings)}>
      <Suspense fallback={null}>
        {help !== undefined && (
          <HelpPage
            id={help === "/glossary" ? "glossary" : "accessibility"}
            workspace={name}
            end={onReturn === undefined ? loginStrings.toSignIn : loginStrings.toWorkspace}
            onBack={toSignIn}
          />
        )}
        {page === "forgot" && <ForgotForm onBack={toSignIn} />}
        {page === "confirm" && <ConfirmationForm onBack={toSignIn} />}
        {page === "reset" && resetToken !== undefined && (
          <ResetForm token={resetToken} onSignedIn={handleSignedIn} onBack={toSignIn} />
        )}
        {page === "verify" && verifyToken !== undefined && (
          <VerifyAddress token={verifyToken} onSignedIn={handleSignedIn} onBack={toSignIn} />
        )}
        {page === "token" && loginToken !== undefined && (
          <TokenSignIn token={decoded(loginToken)} onSignedIn={handleSignedIn} onBack={toSignIn} />
        )}
        {page === "unsubscribe" && mailing !== null && (
          <EndMailings
            id={decoded(mailing[1] ?? "")}
            createdAt={mailing[2] ?? ""}
            end={onReturn === undefined ? loginStrings.toSignIn : loginStrings.toWorkspace}
            onBack={toSignIn}
          />
        )}
      </Suspense>
      {page === "document" && legal !== undefined && (
        <>
          <h1 className={styles.title}>{loginStrings.document[legal].title}</h1>
          {documentText(settings, legal).trim() === "" && <p>{loginStrings.noDocument}</p>}
          <WorkspaceHtml html={documentText(settings, legal)} />
          <p className={styles.other}>
            <button type="button" className={styles.link} onClick={toSignIn}>
              {onReturn === undefined ? loginStrings.toSignIn : loginStrings.toWorkspace}
            </button>
          </p>
        </>
      )}
      {page === "login" && operator !== undefined && (
        <Suspense fallback={null}>
          <OperatorSignIn {...operator} onSignedIn={handleSignedIn}>
            {signInForm(false)}
          </OperatorSignIn>
        </Suspense>
      )}
      {page === "login" && operator === undefined && signInForm(settings.Accounts_ShowFormLogin === false)}
      {page === "login" && read && (
        <p className={styles.other}>
          <button
            type="button"
            className={styles.link}
            onClick={() =>
              navigate(`/channel/${encodeURIComponent(text("First_Channel_After_Login") || "general")}`)
            }
          >
            {loginStrings.lookAround}
          </button>
        </p>
      )}
      {page === "login" && (
        <div className={styles.terms}>
          <WorkspaceHtml html={settings.Layout_Login_Terms} />
        </div>
      )}
      <Suspense fallback={null}>
        {(page === "register" || page === "setup") && (
          <RegisterForm
            key={page}
            workspace={name}
            isFirst={page === "setup"}
            secret={secret ?? invitation}
            settings={settings}
            onSignedIn={handleSignedIn}
            {...(page === "register" ? { onBack: () => navigate("/login") } : {})}
          />
        )}
      </Suspense>
    </EntranceFrame>
  );
}

/** A part of an address; as it is when it is not written as addresses are. */
function decoded(part: string): string {
  try {
    return decodeURIComponent(part);
  } catch {
    return part;
  }
}

/** The operator's own way to sign in; it needs a page, a service and the switch. */
function operatorOf(settings: Record<string, unknown>) {
  const [page, service, method] = [
    "Accounts_iframe_url",
    "Accounts_Iframe_api_url",
    "Accounts_Iframe_api_method",
  ].map((id) => (typeof settings[id] === "string" ? String(settings[id]) : ""));
  return settings.Accounts_iframe_enabled === true && page && service && method
    ? { page, service, method }
    : undefined;
}

function documentAt(path: string): DocumentId | undefined {
  return (["terms", "privacy", "legal"] as const).find((id) => loginStrings.document[id].path === path);
}

/** Mails of other servers lead to an address with a hash; both forms count. */
function verifyTokenOf(path: string): string | undefined {
  const pattern = /^\/verify-email\/([^/]+)$/u;
  return pattern.exec(path)?.[1] ?? pattern.exec(window.location.hash.slice(1))?.[1];
}

/** An invitation in the address, or followed earlier: whoever has one may register although the form is secret. */
function useInvitation(location: string): { token: string | undefined; isRefused: boolean } {
  const [token, setToken] = useState<string>();
  const [isRefused, setIsRefused] = useState(false);
  const found = /^\/invite\/([\w-]+)$/u.exec(location)?.[1];
  useEffect(() => {
    if (found === undefined) return undefined;
    let isCurrent = true;
    new RestClient("")
      .post("validateInviteToken", { token: found })
      .then((answer) => {
        if (!isCurrent) return;
        if (answer.valid === true) {
          keepInvite(found);
          setToken(found);
        } else setIsRefused(true);
      })
      .catch(() => isCurrent && setIsRefused(true));
    return () => {
      isCurrent = false;
    };
  }, [found]);
  return { token, isRefused };
}
