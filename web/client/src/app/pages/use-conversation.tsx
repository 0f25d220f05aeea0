import type { Message } from "@parley/shared/wire/entities";
import { type RefObject, useMemo, useRef, useState } from "react";
import { useLocation } from "wouter";
import type { ComposerHandle } from "../../features/composer/components/composer";
import { sendText, type Target } from "../../features/composer/actions";
import { EmojiPicker } from "../../features/emoji/components/emoji-picker";
import { openDirect } from "../../features/room/actions";
import type { MessageDialog, MessageHandlers } from "../../features/timeline/handlers";
import { roomPath } from "../../store/room-names";
import { useWorkspace } from "../../store/use-store";
import { toasts } from "../../ui/toast";

export interface Conversation {
  handlers: MessageHandlers;
  /** For messages shown in a list beside the conversation. */
  listHandlers: MessageHandlers;
  composer: RefObject<ComposerHandle | null>;
  editing: Message | undefined;
  setEditing: (message: Message | undefined) => void;
  quoted: Message[];
  setQuoted: (quoted: Message[]) => void;
  asked: { dialog: MessageDialog; message: Message } | undefined;
  ask: (dialog: MessageDialog, message: Message) => void;
  closeDialog: () => void;
  /** The last message of the reader goes into the composer, while one is edited the one before it. */
  editLast: () => void;
  /** Towards the present; false when there is none. */
  editNext: () => boolean;
  quoteLast: () => void;
}

interface Options {
  target: Target;
  timelineKey: string;
  place: "room" | "thread";
  onReply: ((message: Message) => void) | undefined;
  onOpenPerson: (username: string) => void;
}

/** What a room and a thread have in common: a composer, and messages that can be acted on. */
export function useConversation({
  target,
  timelineKey,
  place,
  onReply,
  onOpenPerson,
}: Options): Conversation {
  const workspace = useWorkspace();
  const { store } = workspace;
  const [, navigate] = useLocation();
  const composer = useRef<ComposerHandle>(null);
  const [editing, setEditing] = useState<Message>();
  const [quoted, setQuoted] = useState<Message[]>([]);
  const [asked, setAsked] = useState<Conversation["asked"]>();

  const handlers = useMemo<MessageHandlers>(
    () => ({
      place,
      onReply,
      onQuote: (message) =>
        setQuoted((known) => [...known.filter((other) => other.id !== message.id), message]),
      onEdit: setEditing,
      onReplyDirect: (message) =>
        void openDirect(workspace, message.author.username).then(
          (path) => path !== undefined && navigate(`${path}?reply=${encodeURIComponent(message.id)}`),
        ),
      onOpenDiscussion: (id) => {
        const discussion = store.subscriptions.get(id) ?? store.rooms.get(id);
        navigate(roomPath({ type: discussion?.type ?? "p", name: discussion?.name ?? id, roomId: id }));
      },
      onOpenPerson,
      onDialog: (dialog, message) => setAsked({ dialog, message }),
      onCompose: (text, sends) => {
        if (!sends) composer.current?.insert(text);
        else
          void sendText(workspace, target, text, false).then(
            (wrong) => wrong !== undefined && toasts.add("failed", wrong),
          );
      },
      renderEmojiPicker: (trigger, onPick) => <EmojiPicker trigger={trigger} onPick={onPick} />,
    }),
    [workspace, store, navigate, target, place, onReply, onOpenPerson],
  );
  const listHandlers = useMemo<MessageHandlers>(
    () => ({ ...handlers, place: "list", onEdit: undefined }),
    [handlers],
  );

  const stored = () =>
    (store.timelines.get(timelineKey)?.ids ?? [])
      .map(store.findMessage)
      .filter((message) => message !== undefined)
      .filter(
        ({ delivery, kind, sealed }) =>
          delivery === undefined && (kind === undefined || sealed !== undefined),
      );
  const mine = () => stored().filter((message) => message.author.id === store.me.get().id);

  return {
    handlers,
    listHandlers,
    composer,
    editing,
    setEditing,
    quoted,
    setQuoted,
    asked,
    ask: (dialog, message) => setAsked({ dialog, message }),
    closeDialog: () => setAsked(undefined),
    editLast: () => {
      const own = mine();
      const at = own.findIndex((message) => message.id === editing?.id);
      const earlier = at < 0 ? own.at(-1) : own[at - 1];
      if (earlier !== undefined) setEditing(earlier);
    },
    editNext: () => {
      const own = mine();
      const at = own.findIndex((message) => message.id === editing?.id);
      const later = at < 0 ? undefined : own[at + 1];
      if (later !== undefined) setEditing(later);
      return later !== undefined;
    },
    quoteLast: () => {
      const theirs = stored().findLast((message) => message.author.id !== store.me.get().id);
      if (theirs !== undefined) setQuoted([theirs]);
    },
  };
}
