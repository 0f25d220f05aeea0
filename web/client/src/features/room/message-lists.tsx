import type { Message } from "@parley/shared/wire/entities";
import { asRecord, parseList, parseMessage } from "@parley/shared/wire/parse";
import {
  AtSign,
  Bookmark,
  type LucideIcon,
  MessagesSquare,
  MessageSquareReply,
  Pin,
  Search,
} from "lucide-react";
import type { Workspace } from "../../store/workspace";
import { panelStrings } from "./panel-strings";

export type ListKind = "pinned" | "starred" | "mentions" | "threads" | "discussions" | "search";

export interface Wanted {
  roomId: string;
  text: string;
  view: string;
  offset: number;
}

export interface FoundMessages {
  messages: Message[];
  hasMore: boolean;
}

interface MessageList {
  icon: LucideIcon;
  /** The field above the list; its text is searched for. */
  hasText: boolean;
  /** Without a text there is nothing to show. */
  needsText: boolean;
  views: readonly { id: string; label: string }[];
  fetch: (workspace: Workspace, wanted: Wanted) => Promise<FoundMessages>;
  /** Whether a message still belongs here, after it has changed. */
  keeps: (message: Message, myId: string) => boolean;
}

const PAGE = 30;

function listOf(path: string, key = "messages") {
  return async ({ link }: Workspace, { roomId, text, offset }: Wanted): Promise<FoundMessages> => {
    const answer = await link.rest.get(path, {
      roomId,
      count: PAGE,
      offset,
      ...(text === "" ? {} : { text }),
    });
    return page(answer[key], answer.total, offset);
  };
}

function page(list: unknown, total: unknown, offset: number): FoundMessages {
  const messages = parseList(list, parseMessage);
  const seen = offset + messages.length;
  return { messages, hasMore: typeof total === "number" ? seen < total : messages.length >= PAGE };
}

const plain = { hasText: false, needsText: false, views: [] };
const always = () => true;

/** The lists of messages beside a room, declared once. */
export const messageLists: Record<ListKind, MessageList> = {
  pinned: {
    ...plain,
    icon: Pin,
    fetch: listOf("chat.getPinnedMessages"),
    keeps: (message) => message.isPinned,
  },
  starred: {
    ...plain,
    icon: Bookmark,
    fetch: listOf("chat.getStarredMessages"),
    keeps: (message, myId) => message.starredBy.includes(myId),
  },
  mentions: { ...plain, icon: AtSign, fetch: listOf("chat.getMentionedMessages"), keeps: always },
  discussions: {
    icon: MessagesSquare,
    hasText: true,
    needsText: false,
    views: [],
    fetch: listOf("chat.getDiscussions"),
    keeps: always,
  },
  threads: {
    icon: MessageSquareReply,
    hasText: true,
    needsText: false,
    views: [
      { id: "all", label: panelStrings.threadViews.all },
      { id: "following", label: panelStrings.threadViews.following },
      { id: "unread", label: panelStrings.threadViews.unread },
    ],
    fetch: async ({ link }, { roomId, text, view, offset }) => {
      const answer = await link.rest.get("chat.getThreadsList", {
        rid: roomId,
        count: PAGE,
        offset,
        ...(view === "all" ? {} : { type: view }),
        ...(text === "" ? {} : { text }),
      });
      return page(answer.threads, answer.total, offset);
    },
    keeps: always,
  },
  search: {
    icon: Search,
    hasText: true,
    needsText: true,
    views: [],
    fetch: async ({ link, e2e, store }, { roomId, text, offset }) => {
      if (text === "") return { messages: [], hasMore: false };
      // The server cannot read what is encrypted: the device searches.
      if (e2e.isOffered() && store.rooms.get(roomId)?.keyId !== undefined)
        return { messages: await (await e2e.desk()).search(roomId, text), hasMore: false };
      const answer = await link.rest.get("chat.search", { roomId, searchText: text, count: PAGE, offset });
      return page(answer.messages ?? asRecord(answer.message).docs, undefined, offset);
    },
    keeps: always,
  },
};
