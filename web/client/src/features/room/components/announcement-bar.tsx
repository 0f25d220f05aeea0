import { Megaphone } from "lucide-react";
import { useState } from "react";
import { useEntity, useWorkspace } from "../../../store/use-store";
import { LazyDialog } from "../../../ui/lazy-dialog";
import { InlineMarkup, TextMarkup } from "../../../ui/markup/markup";
import { roomStrings as strings } from "../strings";
import styles from "./announcement-bar.module.css";

/** The announcement of a room in one line; pressing it shows all of it. */
export function AnnouncementBar({ roomId }: { roomId: string }) {
  const { store } = useWorkspace();
  const text = useEntity(store.rooms, roomId)?.announcement;
  const [isOpen, setIsOpen] = useState(false);
  if (text === undefined) return null;
  return (
    <>
      <div className={styles.bar}>
        <Megaphone />
        <span className={styles.text} dir="auto">
          <InlineMarkup text={text} />
        </span>
        <button
          type="button"
          className={styles.open}
          aria-label={strings.openAnnouncement}
          onClick={() => setIsOpen(true)}
        />
      </div>
      {isOpen && (
        <LazyDialog title={strings.announcementTitle} onClose={() => setIsOpen(false)}>
          <div dir="auto">
            <TextMarkup text={text} />
          </div>
        </LazyDialog>
      )}
    </>
  );
}
