import type { Message } from "@parley/shared/wire/entities";
import { SmilePlus } from "lucide-react";
import { type KeyboardEvent, useEffect, useRef } from "react";
import { IconButton } from "../../../ui/button";
import { toggleReaction } from "../actions";
import type { MessageHandlers } from "../handlers";
import { actionOfKey, messageActions } from "../message-actions";
import { timelineStrings } from "../strings";
import { MessageMenu, useMessageContext } from "./message-menu";
import styles from "./message-row.module.css";

const strings = timelineStrings.actions;
const besideMenu = ["react", "reply", "quote", "edit"];

interface Props {
  message: Message;
  handlers: MessageHandlers;
  /** Called with true while a menu of this toolbar is open, so that the row keeps it. */
  onHold: (isHeld: boolean) => void;
}

/** The most wanted actions of a message that is pointed at, the rest in a menu; and its keys while it has the focus. */
export function MessageToolbar({ message, handlers, onHold }: Props) {
  const context = useMessageContext(message, handlers);
  const toolbar = useRef<HTMLDivElement>(null);
  const current = useRef(context);
  const shown = messageActions.filter(
    (action) => besideMenu.includes(action.id) && action.id !== "react" && action.isShown(context),
  );
  const reacts = messageActions[0]?.isShown(context) === true;

  useEffect(() => {
    current.current = context;
  });

  useEffect(() => {
    const article = toolbar.current?.closest("article");
    if (article === null || article === undefined) return undefined;
    const handleKey = (event: globalThis.KeyboardEvent) => {
      if (event.target !== article || event.ctrlKey || event.metaKey || event.altKey) return;
      const action = actionOfKey(event.key, current.current);
      if (action === undefined) return;
      event.preventDefault();
      if (action.id === "react") toolbar.current?.querySelector<HTMLElement>("[data-react]")?.click();
      else action.run(current.current);
    };
    article.addEventListener("keydown", handleKey);
    return () => article.removeEventListener("keydown", handleKey);
  }, []);

  const moveOn = (event: KeyboardEvent<HTMLDivElement>) => {
    const step = event.key === "ArrowRight" ? 1 : event.key === "ArrowLeft" ? -1 : 0;
    const buttons = [...(toolbar.current?.querySelectorAll("button") ?? [])];
    const at = buttons.indexOf(event.target as HTMLButtonElement);
    if (step === 0 || at < 0) return;
    event.preventDefault();
    buttons[(at + step + buttons.length) % buttons.length]?.focus();
  };

  return (
    // eslint-disable-next-line jsx-a11y/interactive-supports-focus -- its buttons take the focus
    <div
      ref={toolbar}
      className={styles.toolbar}
      role="toolbar"
      aria-label={strings.toolbar}
      onKeyDown={moveOn}
    >
      {reacts &&
        handlers.renderEmojiPicker(<AddReaction />, (code) =>
          toggleReaction(context.workspace, message, code),
        )}
      {shown.map((action) => {
        const Icon = action.icon(context);
        return (
          <IconButton
            key={action.id}
            size="small"
            label={action.label(context)}
            icon={<Icon />}
            onPress={() => action.run(context)}
            {...(action.key === undefined ? {} : { hint: action.key.toUpperCase() })}
          />
        );
      })}
      <MessageMenu context={context} without={besideMenu} onOpenChange={onHold} />
    </div>
  );
}

export function AddReaction() {
  return <IconButton data-react="true" size="small" label={strings.react} icon={<SmilePlus />} />;
}
