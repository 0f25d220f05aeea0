import type { Me, Message } from "@parley/shared/wire/entities";
import { toWireError } from "@parley/shared/wire/errors";
import { parseList, parseMessage } from "@parley/shared/wire/parse";
import { RestClient } from "@parley/shared/wire/rest-client";
import { Lock } from "lucide-react";
import { useCallback, useEffect, useMemo, useRef, useState } from "react";
import { formatClock, formatDay, formatFull } from "../../lib/dates";
import { messageLine } from "../../store/message-text";
import { personName } from "../../store/room-names";
import { isSystemMessage } from "../../store/system-messages";
import { WorkspaceContext } from "../../store/use-store";
import type { Workspace } from "../../store/workspace";
import { WorkspaceStore } from "../../store/workspace-store";
import { Avatar, userAvatar } from "../../ui/avatar";
import { Button } from "../../ui/button";
import { EmptyState } from "../../ui/empty-state";
import { Markup, PlainMarkup } from "../../ui/markup/markup";
import styles from "./visitor-page.module.css";
import { visitorStrings as strings } from "./visitor-strings";

const AT_ONCE = 50;
const PAUSE_MS = 10_000;

/** Somebody who is nobody here. */
const visitor: Me = {
  id: "",
  username: "",
  presence: "offline",
  roles: ["anonymous"],
  defaultPresence: "offline",
  preferences: {},
  isEmailVerified: false,
  customFields: {},
  hasPassword: false,
  hasAuthenticator: false,
  hasEmailFactor: false,
};

interface Props {
  room: string;
  workspace: string;
  settings: Record<string, unknown>;
  onSignIn: () => void;
}

type State =
  { step: "loading" } | { step: "closed" } | { step: "known"; messages: readonly Message[]; total: number };

/** A public channel for people without an account, to read and nothing else (ACC-009). */
export function VisitorPage({ room, workspace, settings, onSignIn }: Props) {
  const [state, setState] = useState<State>({ step: "loading" });
  const [isOffline, setIsOffline] = useState(false);
  const wanted = useRef(AT_ONCE);
  const end = useRef<HTMLDivElement>(null);
  const rest = useMemo(() => new RestClient(""), []);
  // Texts ask for settings and people; a visitor knows of neither more than everybody does.
  const own = useMemo(() => {
    const store = new WorkspaceStore(visitor);
    store.settings.set(settings);
    return { store } as unknown as Workspace;
  }, [settings]);

  const load = useCallback(async () => {
    try {
      const answer = await rest.get("channels.anonymousread", { roomName: room, count: wanted.current });
      const messages = parseList(answer.messages, parseMessage).sort((a, b) => a.sentAt - b.sentAt);
      setState({
        step: "known",
        messages,
        total: typeof answer.total === "number" ? answer.total : messages.length,
      });
      setIsOffline(false);
    } catch (error) {
      if (toWireError(error).isConnectionLoss) setIsOffline(true);
      else setState({ step: "closed" });
    }
  }, [rest, room]);

  useEffect(() => {
    document.title = `${strings.title(room)} – ${workspace}`;
    void load();
    const look = () => {
      if (document.visibilityState === "visible") void load();
    };
    const timer = setInterval(look, PAUSE_MS);
    document.addEventListener("visibilitychange", look);
    return () => {
      clearInterval(timer);
      document.removeEventListener("visibilitychange", look);
    };
  }, [load, room, workspace]);

  const last = state.step === "known" ? state.messages.at(-1)?.id : undefined;
  useEffect(() => {
    if (last !== undefined) end.current?.scrollIntoView({ block: "end" });
  }, [last]);

  return (
    <WorkspaceContext value={own}>
      <div className={styles.page}>
        <header className={styles.header}>
          <h1 className={styles.title}>{strings.title(room)}</h1>
          <Button onPress={onSignIn}>{strings.signIn}</Button>
        </header>
        <main className={styles.main}>
          {isOffline && <p role="status">{strings.offline}</p>}
          {state.step === "closed" && (
            <EmptyState icon={<Lock />} title={strings.closedTitle}>
              {strings.closedText}
            </EmptyState>
          )}
          {state.step === "known" && (
            // eslint-disable-next-line jsx-a11y/no-noninteractive-tabindex -- scrolled by the keys
            <div className={styles.log} role="log" aria-label={strings.messages(room)} tabIndex={0}>
              {state.total > state.messages.length && state.messages.length >= wanted.current && (
                <Button
                  look="quiet"
                  onPress={() => {
                    wanted.current += AT_ONCE;
                    void load();
                  }}
                >
                  {strings.earlier}
                </Button>
              )}
              {state.messages.length === 0 && <p>{strings.empty}</p>}
              {state.messages.map((message) => (
                <Row key={message.id} message={message} />
              ))}
              <div ref={end} />
            </div>
          )}
        </main>
        {state.step === "known" && (
          <footer className={styles.footer}>
            <span>{strings.invitation}</span>
            <Button look="primary" onPress={onSignIn}>
              {strings.talk}
            </Button>
          </footer>
        )}
      </div>
    </WorkspaceContext>
  );
}

function Row({ message }: { message: Message }) {
  const name = message.alias ?? personName(message.author);
  if (isSystemMessage(message)) return <p className={styles.note}>{`${name} ${messageLine(message)}`}</p>;
  return (
    <article className={styles.row} data-message-id={message.id}>
      <Avatar size={36} name={name} source={userAvatar(message.author.username)} />
      <div className={styles.words}>
        <p className={styles.by}>
          <span className={styles.author}>{name}</span>
          <time dateTime={new Date(message.sentAt).toISOString()} title={formatFull(message.sentAt)}>
            {formatDay(message.sentAt)}, {formatClock(message.sentAt)}
          </time>
        </p>
        {message.markup === undefined ? (
          message.text !== "" && <PlainMarkup text={message.text} />
        ) : (
          <Markup blocks={message.markup} mentions={message} />
        )}
        {message.attachments.map(
          (attachment) =>
            attachment.title !== undefined && (
              <p key={attachment.title} className={styles.note}>
                {strings.attached(attachment.title)}
              </p>
            ),
        )}
      </div>
    </article>
  );
}
