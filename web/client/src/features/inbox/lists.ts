import type { Message } from "@parley/shared/wire/entities";
import { asList, asRecord, parseList, parseMessage, readTime } from "@parley/shared/wire/parse";
import { parseSaved } from "../../store/later/desk";
import type { SavedMessage } from "../../store/later/seat";
import type { Workspace } from "../../store/workspace";
import type { Page } from "../../ui/use-paged";

const PAGE = 30;

async function messagesOf(
  { link }: Workspace,
  path: string,
  key: string,
  query: Record<string, unknown>,
): Promise<Page<Message>> {
  const answer = await link.rest.get(path, { count: PAGE, ...query });
  const items = parseList(answer[key], parseMessage);
  return { items, total: typeof answer.total === "number" ? answer.total : items.length };
}

export type ThreadView = "following" | "mine" | "unread";

/** Roots of threads of all rooms, the latest reply first. */
export const fetchThreads = (workspace: Workspace, type: ThreadView, offset: number) =>
  messagesOf(workspace, "threads.list", "threads", { type, offset });

export const fetchMentions = (workspace: Workspace, offset: number) =>
  messagesOf(workspace, "mentions.list", "messages", { offset });

export interface SavedEntry {
  saved: SavedMessage;
  message: Message;
  doneAt: number | undefined;
}

export async function fetchSaved(
  { link }: Workspace,
  isDone: boolean,
  offset: number,
): Promise<Page<SavedEntry>> {
  const answer = await link.rest.get("later.list", { count: PAGE, offset, done: isDone });
  const items = asList(answer.saved).flatMap((value) => {
    const saved = parseSaved(value);
    const message = parseMessage(asRecord(value).message);
    const doneAt = readTime(asRecord(value).doneAt);
    return saved === undefined || message === undefined ? [] : [{ saved, message, doneAt }];
  });
  return { items, total: typeof answer.total === "number" ? answer.total : items.length };
}
