import type { Message } from "@parley/shared/wire/entities";
import { toWireError } from "@parley/shared/wire/errors";
import { asRecord, parseList, parseMessage } from "@parley/shared/wire/parse";
import { Bookmark, MessagesSquare, Pin, Search } from "lucide-react";
import { type ReactNode, useEffect, useState } from "react";
import { formatShort } from "../../../lib/dates";
import { personName } from "../../../store/room-names";
import { useWorkspace } from "../../../store/use-store";
import type { Workspace } from "../../../store/workspace";
import { Avatar, userAvatar } from "../../../ui/avatar";
import { Button } from "../../../ui/button";
import { EmptyState } from "../../../ui/empty-state";
import { MessageExcerpt } from "../../../ui/message-excerpt";
import { Panel } from "../../../ui/panel";
import { roomStrings as strings } from "../strings";
import styles from "./panels.module.css";

export type ListKind = "pinned" | "starred" | "search" | "threads";

interface Props {
  roomId: string;
  kind: ListKind;
  onClose: () => void;
  onOpen: (message: Message) => void;
}

const icons: Record<ListKind, ReactNode> = {
  pinned: <Pin />,
  starred: <Bookmark />,
  search: <Search />,
  threads: <MessagesSquare />,
};

async function fetchMessages(
  { link }: Workspace,
  kind: ListKind,
  roomId: string,
  text: string,
): Promise<Message[]> {
  switch (kind) {
    case "pinned":
      return parseList(
        (await link.rest.get("chat.getPinnedMessages", { roomId, count: 100 })).messages,
        parseMessage,
      );
    case "starred":
      return parseList(
        (await link.rest.get("chat.getStarredMessages", { roomId, count: 100 })).messages,
        parseMessage,
      );
    case "threads":
      return parseList(await link.read("getThreadsList", { rid: roomId, limit: 50, skip: 0 }), parseMessage);
    default: {
      if (text.trim() === "") return [];
      const answer = await link.rest.get("chat.search", { roomId, searchText: text.trim(), count: 50 });
      return parseList(answer.messages ?? asRecord(answer.message).docs, parseMessage);
    }
  }
}

/** Pinned, starred or found messages, or the threads of a room. */
export function MessageListPanel({ roomId, kind, onClose, onOpen }: Props) {
  const workspace = useWorkspace();
  const [text, setText] = useState("");
  const [messages, setMessages] = useState<Message[]>();
  const [problem, setProblem] = useState<string>();
  const [attempt, setAttempt] = useState(0);

  useEffect(() => {
    let isCurrent = true;
    const timer = setTimeout(
      () => {
        fetchMessages(workspace, kind, roomId, text)
          .then((found) => {
            if (!isCurrent) return;
            setMessages(found);
            setProblem(undefined);
          })
          .catch((error: unknown) => isCurrent && setProblem(strings.failed(toWireError(error).message)));
      },
      kind === "search" ? 300 : 0,
    );
    return () => {
      isCurrent = false;
      clearTimeout(timer);
    };
  }, [workspace, kind, roomId, text, attempt]);

  const words = strings.lists[kind];
  const isIdle = kind === "search" && text.trim() === "";

  return (
    <Panel title={words.title} onClose={onClose}>
      {kind === "search" && (
        <label className={styles.filter}>
          <Search />
          <input
            type="search"
            aria-label={words.title}
            placeholder={strings.searchStart}
            autoFocus
            value={text}
            onChange={(event) => setText(event.target.value)}
          />
        </label>
      )}
      <div className={styles.scroller}>
        <ul className={styles.list}>
          {(messages ?? []).map((message) => (
            <li key={message.id}>
              <button type="button" className={styles.message} onClick={() => onOpen(message)}>
                <Avatar
                  size={28}
                  name={personName(message.author)}
                  source={userAvatar(message.author.username)}
                />
                <span className={styles.words}>
                  <span className={styles.messageHead}>
                    <span className={styles.name}>{personName(message.author)}</span>
                    <span className={styles.quiet}>{formatShort(message.sentAt)}</span>
                  </span>
                  <span className={styles.excerpt}>
                    <MessageExcerpt message={message} />
                  </span>
                  {kind === "threads" && (
                    <span className={styles.replies}>{strings.replies(message.replyCount)}</span>
                  )}
                </span>
              </button>
            </li>
          ))}
        </ul>
        {problem !== undefined && (
          <p className={styles.hint} role="alert">
            {problem}{" "}
            <Button look="quiet" onPress={() => setAttempt(attempt + 1)}>
              {strings.tryAgain}
            </Button>
          </p>
        )}
        {messages?.length === 0 && problem === undefined && !isIdle && (
          <EmptyState icon={icons[kind]} title={words.emptyTitle}>
            {words.empty}
          </EmptyState>
        )}
      </div>
    </Panel>
  );
}
