import { type Credentials, RestClient } from "@parley/shared/wire/rest-client";
import { useEffect, useState } from "react";
import { useLocation } from "wouter";
import { EntranceFrame } from "../../features/login/components/entrance-frame";
import { LoginForm } from "../../features/login/components/login-form";
import { RegisterForm } from "../../features/login/components/register-form";
import { loginStrings } from "../../features/login/strings";
import { applyLanguage } from "../../lib/platform";
import { keepInvite } from "../../store/pending-invite";
import { appStrings } from "../strings";

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
  const page =
    isNew || location === "/setup-wizard"
      ? "setup"
      : (location === "/register" && (allowsRegistration || isInvited)) || secret !== undefined
        ? "register"
        : "login";

  useEffect(() => applyLanguage(settings.Language), [settings]);

  useEffect(() => {
    document.title = `${loginStrings.titles[page](name)}`;
  }, [page, name]);

  useEffect(() => {
    if (isNew && location !== "/setup-wizard") navigate("/setup-wizard", { replace: true });
    else if (!isNew && location === "/setup-wizard") navigate("/login", { replace: true });
  }, [isNew, location, navigate]);

  const handleSignedIn = (credentials: Credentials) => {
    if (isInvited || /^\/(login|register.*|setup-wizard)?$/u.test(location)) navigate("/", { replace: true });
    onSignedIn(credentials);
  };

  return (
    <EntranceFrame name={name}>
      {page === "login" ? (
        <LoginForm
          workspace={name}
          allowsRegistration={allowsRegistration || isInvited}
          notice={isInvited ? loginStrings.invited : isRefused ? loginStrings.inviteRefused : undefined}
          registrationNote={text("Accounts_RegistrationForm_LinkReplacementText")}
          userPlaceholder={text("Accounts_EmailOrUsernamePlaceholder")}
          passwordPlaceholder={text("Accounts_PasswordPlaceholder")}
          onSignedIn={handleSignedIn}
          onRegister={() => navigate("/register")}
        />
      ) : (
        <RegisterForm
          key={page}
          workspace={name}
          isFirst={page === "setup"}
          secret={secret ?? invitation}
          needsName={settings.Accounts_RequireNameForSignUp !== false}
          onSignedIn={handleSignedIn}
          {...(page === "register" ? { onBack: () => navigate("/login") } : {})}
        />
      )}
    </EntranceFrame>
  );
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
