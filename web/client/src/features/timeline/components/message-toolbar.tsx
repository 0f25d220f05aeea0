import type { Message } from "@parley/shared/wire/entities";
import {
  Bookmark,
  BookmarkMinus,
  Copy,
  Ellipsis,
  Link2,
  MailOpen,
  MessageSquareReply,
  Pencil,
  Pin,
  PinOff,
  Quote,
  SmilePlus,
  Trash2,
} from "lucide-react";
import { useState } from "react";
import { MenuTrigger } from "react-aria-components";
import { useCell, usePermission, useSetting, useWorkspace } from "../../../store/use-store";
import { IconButton } from "../../../ui/button";
import { ConfirmDialog } from "../../../ui/dialog";
import { Menu, MenuItem, MenuSeparator } from "../../../ui/menu";
import {
  copyLink,
  copyText,
  isWithinWindow,
  markUnreadFrom,
  removeMessage,
  togglePin,
  toggleReaction,
  toggleStar,
} from "../actions";
import { timelineStrings } from "../strings";
import type { MessageHandlers } from "./message-row";
import styles from "./message-row.module.css";

const strings = timelineStrings.actions;

interface Props {
  message: Message;
  handlers: MessageHandlers;
  /** Called with true while a menu or dialog of this toolbar is open, so that the row keeps it. */
  onHold: (isHeld: boolean) => void;
}

/** The four most wanted actions, and the rest in a menu. */
export function MessageToolbar({ message, handlers, onHold }: Props) {
  const workspace = useWorkspace();
  const rights = useMessageRights(message);
  const [isRemoving, setIsRemoving] = useState(false);
  const me = useCell(workspace.store.me);
  const isStarred = message.starredBy.includes(me.id);
  const { onReply, onQuote, onEdit } = handlers;

  return (
    <div className={styles.toolbar} role="toolbar" aria-label={strings.toolbar}>
      {handlers.renderEmojiPicker(<AddReaction />, (code) => toggleReaction(workspace, message, code))}
      {onReply !== undefined && (
        <IconButton
          size="small"
          label={strings.reply}
          icon={<MessageSquareReply />}
          onPress={() => onReply(message)}
        />
      )}
      <IconButton size="small" label={strings.quote} icon={<Quote />} onPress={() => onQuote(message)} />
      {rights.canEdit && (
        <IconButton size="small" label={strings.edit} icon={<Pencil />} onPress={() => onEdit(message)} />
      )}
      <MenuTrigger onOpenChange={onHold}>
        <IconButton size="small" label={strings.more} icon={<Ellipsis />} />
        <Menu>
          {rights.canPin && (
            <MenuItem
              icon={message.isPinned ? <PinOff /> : <Pin />}
              onAction={() => togglePin(workspace, message)}
            >
              {message.isPinned ? strings.unpin : strings.pin}
            </MenuItem>
          )}
          <MenuItem
            icon={isStarred ? <BookmarkMinus /> : <Bookmark />}
            onAction={() => toggleStar(workspace, message)}
          >
            {isStarred ? strings.unstar : strings.star}
          </MenuItem>
          <MenuItem icon={<Link2 />} onAction={() => copyLink(workspace, message)}>
            {strings.copyLink}
          </MenuItem>
          <MenuItem icon={<Copy />} onAction={() => copyText(message)}>
            {strings.copyText}
          </MenuItem>
          <MenuItem icon={<MailOpen />} onAction={() => markUnreadFrom(workspace, message)}>
            {strings.markUnread}
          </MenuItem>
          {rights.canRemove && <MenuSeparator />}
          {rights.canRemove && (
            <MenuItem
              isDanger
              icon={<Trash2 />}
              onAction={() => {
                setIsRemoving(true);
                onHold(true);
              }}
            >
              {strings.remove}
            </MenuItem>
          )}
        </Menu>
      </MenuTrigger>
      {isRemoving && (
        <ConfirmDialog
          title={timelineStrings.removeTitle}
          action={strings.remove}
          onConfirm={() => removeMessage(workspace, message)}
          onClose={() => {
            setIsRemoving(false);
            onHold(false);
          }}
        >
          <p>{timelineStrings.removeText}</p>
        </ConfirmDialog>
      )}
    </div>
  );
}

export function AddReaction() {
  return <IconButton size="small" label={strings.react} icon={<SmilePlus />} />;
}

/** What the reader may do with a message, by settings, age and permissions. The server has the last word. */
function useMessageRights(message: Message) {
  const { store } = useWorkspace();
  const isMine = message.author.id === store.me.get().id;
  const allowsEditing = useSetting("Message_AllowEditing") !== false;
  const editMinutes = useSetting("Message_AllowEditing_BlockEditInMinutes");
  const allowsRemoving = useSetting("Message_AllowDeleting") !== false;
  const removeMinutes = useSetting("Message_AllowDeleting_BlockDeleteInMinutes");
  const allowsPinning = useSetting("Message_AllowPinning") !== false;
  const canEditAny = usePermission("edit-message", message.roomId);
  const canRemoveAny = usePermission("delete-message", message.roomId);
  const canForceRemove = usePermission("force-delete-message", message.roomId);
  const canPinAny = usePermission("pin-message", message.roomId);
  return {
    canEdit: canEditAny || (isMine && allowsEditing && isWithinWindow(message, editMinutes)),
    canRemove:
      canForceRemove ||
      (allowsRemoving && (canRemoveAny || (isMine && isWithinWindow(message, removeMinutes)))),
    canPin: allowsPinning && canPinAny,
  };
}
