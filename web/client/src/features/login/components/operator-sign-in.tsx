/* oxlint-disable react/iframe-missing-sandbox -- the operator's page runs its own sign-in in its own origin; it may do all but leave its frame */
import type { Credentials } from "@parley/shared/wire/rest-client";
import { asRecord } from "@parley/shared/wire/parse";
import { type ReactNode, useEffect, useRef, useState } from "react";
import { signInByToken } from "../api";
import { loginStrings as strings } from "../strings";
import styles from "./operator-sign-in.module.css";

interface Props {
  page: string;
  service: string;
  method: string;
  onSignedIn: (credentials: Credentials) => void;
  /** The ordinary form, for when the service cannot be asked. */
  children: ReactNode;
}

/**
 * A service of the operator's says who is there, by a session of its own. Whom it does not know sees the operator's page, which hands over a
 * token or asks for another try; nobody else's messages are heard (ACC-008).
 */
export function OperatorSignIn({ page, service, method, onSignedIn, children }: Props) {
  const [step, setStep] = useState<"asking" | "page" | "form">("asking");
  const frame = useRef<HTMLIFrameElement>(null);
  const latest = useRef(onSignedIn);
  latest.current = onSignedIn;

  useEffect(() => {
    let isCurrent = true;
    const enter = async (token: string) => {
      const credentials = await signInByToken(token);
      if (isCurrent) latest.current(credentials);
    };
    const ask = async () => {
      let answer: Response;
      try {
        answer = await fetch(service, { method, credentials: "include" });
      } catch {
        if (isCurrent) setStep("form");
        return;
      }
      try {
        const token = tokenIn(await answer.json());
        if (!answer.ok || token === undefined) throw new Error("nobody is known there");
        await enter(token);
      } catch {
        if (isCurrent) setStep("page");
      }
    };
    const handleMessage = ({ data, origin, source }: MessageEvent) => {
      if (origin !== new URL(page, location.href).origin || source !== frame.current?.contentWindow) return;
      const said = asRecord(data);
      if (said.event === "try-iframe-login") void ask();
      const token = said.event === "login-with-token" ? tokenIn(said) : undefined;
      if (token === undefined) return;
      void enter(token).catch((error: unknown) =>
        frame.current?.contentWindow?.postMessage(
          { event: "login-error", response: error instanceof Error ? error.message : "" },
          origin,
        ),
      );
    };
    window.addEventListener("message", handleMessage);
    void ask();
    return () => {
      isCurrent = false;
      window.removeEventListener("message", handleMessage);
    };
  }, [page, service, method]);

  if (step === "form") return children;
  if (step === "asking") return <p role="status">{strings.asking}</p>;
  return (
    <iframe
      ref={frame}
      className={styles.page}
      src={page}
      title={strings.signIn}
      sandbox="allow-forms allow-popups allow-popups-to-escape-sandbox allow-same-origin allow-scripts"
    />
  );
}

function tokenIn(value: unknown): string | undefined {
  const { loginToken, token } = asRecord(value);
  return [loginToken, token].find((given): given is string => typeof given === "string" && given !== "");
}
