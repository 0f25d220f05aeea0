import { asRecord } from "@parley/shared/wire/parse";
import { useEffect, useRef, useState } from "react";
import { EntranceFrame } from "../../features/login/components/entrance-frame";
import styles from "../../features/login/components/entrance.module.css";
import { readSession } from "../../store/session";
import { useCell, useSetting, useWorkspace } from "../../store/use-store";
import { Button } from "../../ui/button";
import { appStrings } from "../strings";
import { consentStrings as strings } from "./consent-strings";

const PASSED_ON = ["redirect_uri", "scope", "state", "nonce", "code_challenge", "code_challenge_method"];

/** Asks whether another program may know who one is. The answer is a form of the page itself, which leads back to that program. */
export function ConsentPage() {
  const { link, store, signOut } = useWorkspace();
  const me = useCell(store.me);
  const siteName = useSetting("Site_Name");
  const form = useRef<HTMLFormElement>(null);
  const [query] = useState(() => new URLSearchParams(location.search));
  const [app, setApp] = useState<string>();
  const [problem, setProblem] = useState(location.pathname.startsWith("/oauth/error"));
  const clientId = query.get("client_id") ?? "";

  useEffect(() => {
    if (problem) return;
    const known = link.rest.get("me").then((answer) => asRecord(answer.oauth).authorizedClients);
    Promise.all([link.rest.get("oauth-apps.get", { clientId }), known])
      .then(([answer, clients]) => {
        setApp(String(asRecord(answer.oauthApp).name));
        if (Array.isArray(clients) && clients.includes(clientId)) form.current?.requestSubmit();
      })
      .catch(() => setProblem(true));
  }, [link, clientId, problem]);

  return (
    <EntranceFrame name={typeof siteName === "string" ? siteName : appStrings.product}>
      <h1 className={styles.title}>{problem ? strings.problemTitle : strings.title(app ?? "…")}</h1>
      {problem ? (
        <p className={styles.lead}>
          {location.pathname.endsWith("invalid_redirect_uri") ? strings.badAddress : strings.unknownApp}
        </p>
      ) : (
        <>
          <p className={styles.lead}>{strings.text}</p>
          <form ref={form} className={styles.form} method="post" action="/oauth/authorize">
            <input type="hidden" name="access_token" value={readSession()?.token ?? ""} />
            <input type="hidden" name="client_id" value={clientId} />
            <input type="hidden" name="response_type" value="code" />
            {PASSED_ON.map(
              (name) =>
                query.has(name) && (
                  <input key={name} type="hidden" name={name} value={query.get(name) ?? ""} />
                ),
            )}
            <input type="hidden" name="allow" value="yes" />
            <Button type="submit" look="primary" isDisabled={app === undefined}>
              {strings.allow}
            </Button>
            <Button
              onPress={() => {
                const allow = form.current?.elements.namedItem("allow");
                if (allow instanceof HTMLInputElement) allow.value = "no";
                form.current?.submit();
              }}
            >
              {strings.deny}
            </Button>
            <Button look="quiet" onPress={() => void signOut({ tellServer: true })}>
              {strings.other(me.username)}
            </Button>
          </form>
        </>
      )}
    </EntranceFrame>
  );
}
