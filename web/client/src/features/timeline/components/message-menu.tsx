import type { Message } from "@parley/shared/wire/entities";
import { Ellipsis } from "lucide-react";
import { MenuSection, MenuTrigger } from "react-aria-components";
import { useCell, useEntity, usePermission, useWorkspace } from "../../../store/use-store";
import { IconButton } from "../../../ui/button";
import { Menu, MenuItem, MenuSeparator } from "../../../ui/menu";
import type { MessageHandlers } from "../handlers";
import { actionGroups, messageActions, type MessageContext } from "../message-actions";
import { timelineStrings } from "../strings";

const strings = timelineStrings.actions;

/** What the reader may do with a message, as things are now. */
export function useMessageContext(message: Message, handlers: MessageHandlers): MessageContext {
  const workspace = useWorkspace();
  const { store } = workspace;
  const { roomId } = message;
  return {
    workspace,
    message,
    handlers,
    room: useEntity(store.rooms, roomId),
    subscription: useEntity(store.subscriptions, roomId),
    settings: useCell(store.settings),
    myId: useCell(store.me).id,
    rights: {
      editAny: usePermission("edit-message", roomId),
      removeAny: usePermission("delete-message", roomId),
      removeOwn: usePermission("delete-own-message", roomId),
      forceRemove: usePermission("force-delete-message", roomId),
      pin: usePermission("pin-message", roomId),
      write: usePermission("create-d"),
      discuss: usePermission("start-discussion", roomId),
      reactReadOnly: usePermission("post-readonly", roomId),
      translate: usePermission("auto-translate"),
    },
  };
}

interface Props {
  context: MessageContext;
  /** Actions that stand beside the menu. */
  without?: readonly string[];
  onOpenChange?: (isOpen: boolean) => void;
}

/** All actions but those that stand beside it. */
export function MessageMenu({ context, without = [], onOpenChange }: Props) {
  const shown = messageActions.filter((action) => !without.includes(action.id) && action.isShown(context));
  const groups = actionGroups
    .map((group) => shown.filter((action) => action.group === group))
    .filter((group) => group.length > 0);
  return (
    <MenuTrigger {...(onOpenChange === undefined ? {} : { onOpenChange })}>
      <IconButton size="small" label={strings.more} icon={<Ellipsis />} />
      <Menu>
        {groups.map((group, index) => (
          <MenuSection key={group[0]?.group} aria-label={strings.groups[group[0]?.group ?? "more"]}>
            {index > 0 && <MenuSeparator />}
            {group.map((action) => {
              const Icon = action.icon(context);
              return (
                <MenuItem
                  key={action.id}
                  icon={<Icon />}
                  isDanger={action.id === "remove"}
                  onAction={() => action.run(context)}
                  {...(action.key === undefined
                    ? {}
                    : { hint: strings.keys[action.key] ?? action.key.toUpperCase() })}
                >
                  {action.label(context)}
                </MenuItem>
              );
            })}
          </MenuSection>
        ))}
      </Menu>
    </MenuTrigger>
  );
}

/** The menu of a message in a list. */
export function ListedMessageMenu({ message, handlers }: { message: Message; handlers: MessageHandlers }) {
  return <MessageMenu context={useMessageContext(message, handlers)} without={["react"]} />;
}
