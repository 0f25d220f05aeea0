import { type Credentials, RestClient } from "@parley/shared/wire/rest-client";
import { lazy, Suspense, useEffect, useState } from "react";
import { useLocation } from "wouter";
import { EntranceFrame } from "../../features/login/components/entrance-frame";
import { LoginForm } from "../../features/login/components/login-form";
import { RegisterForm } from "../../features/login/components/register-form";
import { loginStrings } from "../../features/login/strings";
import { applyLanguage } from "../../lib/platform";
import { keepInvite } from "../../store/pending-invite";
import { appStrings } from "../strings";

const loadRecovery = () => import("../../features/login/components/recovery-forms");
const ForgotForm = lazy(() => loadRecovery().then((module) => ({ default: module.ForgotForm })));
const ConfirmationForm = lazy(() => loadRecovery().then((module) => ({ default: module.ConfirmationForm })));
const ResetForm = lazy(() => loadRecovery().then((module) => ({ default: module.ResetForm })));
const VerifyAddress = lazy(() => loadRecovery().then((module) => ({ default: module.VerifyAddress })));

interface Props {
  settings: Record<string, unknown>;
  onSignedIn: (credentials: Credentials) => void;
}

/** What somebody without a session sees: sign in, create an account, or set the workspace up. */
export function EntrancePages({ settings, onSignedIn }: Props) {
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
  const page =
    isNew || location === "/setup-wizard"
      ? "setup"
      : resetToken !== undefined
        ? "reset"
        : verifyToken !== undefined
          ? "verify"
          : location === "/forgot-password"
            ? "forgot"
            : location === "/confirm-email"
              ? "confirm"
              : (location === "/register" && (allowsRegistration || isInvited)) || secret !== undefined
                ? "register"
                : "login";

  useEffect(() => applyLanguage(settings.Language), [settings]);

  useEffect(() => {
    document.title = loginStrings.titles[page === "confirm" ? "verify" : page](name);
  }, [page, name]);

  useEffect(() => {
    if (isNew && location !== "/setup-wizard") navigate("/setup-wizard", { replace: true });
    else if (!isNew && location === "/setup-wizard") navigate("/login", { replace: true });
  }, [isNew, location, navigate]);

  const handleSignedIn = (credentials: Credentials) => {
    if (
      isInvited ||
      /^\/(login|register.*|setup-wizard|forgot-password|confirm-email|reset-password\/.*|verify-email\/.*)?$/u.test(
        location,
      )
    )
      navigate("/", { replace: true });
    onSignedIn(credentials);
  };

  const toSignIn = () => navigate("/login", { replace: true });

  return (
    <EntranceFrame name={name}>
      <Suspense fallback={null}>
        {page === "forgot" && <ForgotForm onBack={toSignIn} />}
        {page === "confirm" && <ConfirmationForm onBack={toSignIn} />}
        {page === "reset" && resetToken !== undefined && (
          <ResetForm token={resetToken} onSignedIn={handleSignedIn} onBack={toSignIn} />
        )}
        {page === "verify" && verifyToken !== undefined && (
          <VerifyAddress token={verifyToken} onSignedIn={handleSignedIn} onBack={toSignIn} />
        )}
      </Suspense>
      {page === "login" && (
        <LoginForm
          workspace={name}
          allowsRegistration={allowsRegistration || isInvited}
          notice={isInvited ? loginStrings.invited : isRefused ? loginStrings.inviteRefused : undefined}
          registrationNote={text("Accounts_RegistrationForm_LinkReplacementText")}
          userPlaceholder={text("Accounts_EmailOrUsernamePlaceholder")}
          passwordPlaceholder={text("Accounts_PasswordPlaceholder")}
          onSignedIn={handleSignedIn}
          onRegister={() => navigate("/register")}
          onForgot={settings.Accounts_PasswordReset === true ? () => navigate("/forgot-password") : undefined}
          onUnconfirmed={() => navigate("/confirm-email")}
        />
      )}
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
    </EntranceFrame>
  );
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
