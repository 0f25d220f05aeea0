import type { Message } from "@parley/shared/wire/entities";
import { Search } from "lucide-react";
import { type ReactNode, useCallback, useEffect, useRef, useState } from "react";
import { formatDay, formatShort, isSameDay } from "../../../lib/dates";
import { readStored, writeStored } from "../../../lib/platform";
import { personName } from "../../../store/room-names";
import { useCell, useEntity, useSetting, useWorkspace } from "../../../store/use-store";
import { Avatar, userAvatar } from "../../../ui/avatar";
import { UnreadDot } from "../../../ui/badge";
import { Button } from "../../../ui/button";
import { EmptyState } from "../../../ui/empty-state";
import { MessageExcerpt } from "../../../ui/message-excerpt";
import { Panel } from "../../../ui/panel";
import { Segments } from "../../../ui/segments";
import { type ListKind, messageLists } from "../message-lists";
import { explainRoomError } from "../settings";
import { panelStrings as strings } from "../panel-strings";
import styles from "./panels.module.css";
import { SearchHelp } from "./search-help";

interface Props {
  roomId: string;
  kind: ListKind;
  onClose: () => void;
  onOpen: (message: Message) => void;
  /** What may be done with a message of the list. */
  renderActions: (message: Message) => ReactNode;
}

const PAUSE_MS = 300;
const viewKey = (kind: ListKind) => `parley.${kind}.view`;

/** Pinned, starred, mentioning or found messages, or the threads and discussions of a room. */
export function MessageListPanel({ roomId, kind, onClose, onOpen, renderActions }: Props) {
  const workspace = useWorkspace();
  const { store } = workspace;
  const me = useCell(store.me);
  const list = messageLists[kind];
  const words = strings.lists[kind];
  const field = useRef<HTMLInputElement>(null);
  const [text, setText] = useState("");
  const [view, setView] = useState(() => {
    const saved = readStored(viewKey(kind));
    return list.views.find(({ id }) => id === saved)?.id ?? list.views[0]?.id ?? "";
  });
  const [messages, setMessages] = useState<Message[]>();
  const [hasMore, setHasMore] = useState(false);
  const [problem, setProblem] = useState<string>();
  const asked = useRef(0);

  const load = useCallback(
    async (offset: number) => {
      asked.current += 1;
      const number = asked.current;
      try {
        const found = await list.fetch(workspace, { roomId, text: text.trim(), view, offset });
        if (number !== asked.current) return;
        workspace.store.putMessages(found.messages, "update");
        setMessages((known) => (offset === 0 ? found.messages : [...(known ?? []), ...found.messages]));
        setHasMore(found.hasMore);
        setProblem(undefined);
      } catch (error) {
        if (number === asked.current) setProblem(explainRoomError(error));
      }
    },
    [workspace, list, roomId, text, view],
  );

  useEffect(() => {
    const timer = setTimeout(() => void load(0), text === "" ? 0 : PAUSE_MS);
    return () => clearTimeout(timer);
  }, [load, text]);

  const hasEncryption = useSetting("E2E_Enable") === true;
  const hasKeys = useEntity(store.rooms, roomId)?.keyId !== undefined;
  const isSearchedHere = kind === "search" && hasKeys && hasEncryption;
  const isIdle = list.needsText && text.trim() === "";
  const shown = isIdle ? [] : (messages ?? []);
  return (
    <Panel title={words.title} onClose={onClose}>
      {list.hasText && (
        <label className={styles.filter}>
          <Search />
          <input
            ref={field}
            type="search"
            aria-label={words.title}
            placeholder={kind === "search" ? strings.searchStart : strings.filterList}
            autoFocus={kind === "search"}
            value={text}
            onChange={(event) => setText(event.target.value)}
          />
        </label>
      )}
      {list.views.length > 0 && (
        <Segments
          label={words.title}
          options={list.views}
          value={view}
          onChange={(next) => {
            writeStored(viewKey(kind), next);
            setMessages(undefined);
            setView(next);
          }}
        />
      )}
      <div className={styles.scroller}>
        {isSearchedHere && <p className={styles.hint}>{strings.searchedHere}</p>}
        {isIdle && !isSearchedHere && (
          <SearchHelp
            onChoose={(operator) => {
              setText(operator);
              field.current?.focus();
            }}
          />
        )}
        <ul className={styles.list}>
          {shown.map((message, index) => (
            <ListedMessage
              key={message.id}
              message={message}
              isGone={(current) => !list.keeps(current, me.id)}
              day={
                kind === "search" && !isSameDay(message.sentAt, shown[index - 1]?.sentAt ?? 0)
                  ? formatDay(message.sentAt)
                  : undefined
              }
              kind={kind}
              onOpen={onOpen}
              renderActions={renderActions}
            />
          ))}
        </ul>
        {problem !== undefined && (
          <p className={styles.hint} role="alert">
            {problem}{" "}
            <Button look="quiet" onPress={() => void load(0)}>
              {strings.tryAgain}
            </Button>
          </p>
        )}
        {messages === undefined && problem === undefined && !isIdle && <ListSkeleton />}
        {messages?.length === 0 && problem === undefined && !isIdle && (
          <EmptyState icon={<list.icon />} title={words.emptyTitle}>
            {text === "" || kind === "search" ? words.empty : strings.noMatch}
          </EmptyState>
        )}
        {hasMore && !isIdle && (
          <Button look="quiet" onPress={() => void load(messages?.length ?? 0)}>
            {strings.loadMore}
          </Button>
        )}
      </div>
    </Panel>
  );
}

interface ListedProps {
  message: Message;
  kind: ListKind;
  day: string | undefined;
  isGone: (message: Message) => boolean;
  onOpen: (message: Message) => void;
  renderActions: (message: Message) => ReactNode;
}

function ListedMessage({ message: fetched, kind, day, isGone, onOpen, renderActions }: ListedProps) {
  const { store } = useWorkspace();
  const message = useEntity(store.messages, fetched.id);
  const author = useEntity(store.users, fetched.author.id);
  const subscription = useEntity(store.subscriptions, fetched.roomId);
  if (message === undefined || isGone(message)) return null;
  const name = message.alias ?? personName(message.author);
  const isUnread = kind === "threads" && subscription?.unreadThreads.includes(message.id) === true;
  return (
    <li className={styles.listed}>
      {day !== undefined && <h3 className={styles.day}>{day}</h3>}
      <div className={styles.message}>
        <button
          type="button"
          className={styles.cover}
          aria-label={kind === "threads" ? strings.openThread(name) : strings.jumpTo(name)}
          onClick={() => onOpen(message)}
        />
        <Avatar size={28} name={name} source={userAvatar(message.author.username, author?.avatarTag)} />
        <span className={styles.words}>
          <span className={styles.messageHead}>
            <span className={styles.name}>{name}</span>
            <span className={styles.quiet}>{formatShort(message.sentAt)}</span>
          </span>
          <span className={styles.excerpt}>
            <MessageExcerpt message={message} />
          </span>
          {kind === "threads" && (
            <span className={styles.replies}>
              {strings.replies(message.replyCount)}
              {isUnread && <UnreadDot />}
              {message.lastReplyAt !== undefined && (
                <span className={styles.quiet}>{strings.lastAt(formatShort(message.lastReplyAt))}</span>
              )}
            </span>
          )}
          {kind === "discussions" && (
            <span className={styles.replies}>
              {strings.messageCount(message.discussionCount)}
              {message.lastDiscussedAt !== undefined && (
                <span className={styles.quiet}>{strings.lastAt(formatShort(message.lastDiscussedAt))}</span>
              )}
            </span>
          )}
        </span>
        <span className={styles.acts}>{renderActions(message)}</span>
      </div>
    </li>
  );
}

const bones = ["a", "b", "c", "d"];

export function ListSkeleton() {
  return (
    <ul className={styles.list} aria-hidden="true">
      {bones.map((bone) => (
        <li key={bone} className={styles.bone}>
          <i />
          <span>
            <b />
            <b />
          </span>
        </li>
      ))}
    </ul>
  );
}
