import { lazy, type ReactNode, Suspense, useState } from "react";
import { Dialog, DialogTrigger, Popover } from "react-aria-components";
import { emojiTable } from "../../../store/emoji";
import { emojiStrings as strings } from "../strings";
import styles from "./emoji-picker.module.css";

const EmojiGrid = lazy(() => import("./emoji-grid").then((module) => ({ default: module.EmojiGrid })));

interface Props {
  /** A button. */
  trigger: ReactNode;
  onPick: (code: string) => void;
}

/** The popover of emoji; its table and grid load when it is first opened. */
export function EmojiPicker({ trigger, onPick }: Props) {
  const [isOpen, setIsOpen] = useState(false);
  return (
    <DialogTrigger
      isOpen={isOpen}
      onOpenChange={(next) => {
        setIsOpen(next);
        if (next) void emojiTable.load();
      }}
    >
      {trigger}
      <Popover placement="top end" offset={6} className={styles.popover ?? ""}>
        <Dialog className={styles.dialog ?? ""} aria-label={strings.label}>
          <Suspense fallback={null}>
            <EmojiGrid
              onPick={(code) => {
                setIsOpen(false);
                emojiTable.noteUse(code);
                onPick(code);
              }}
            />
          </Suspense>
        </Dialog>
      </Popover>
    </DialogTrigger>
  );
}
