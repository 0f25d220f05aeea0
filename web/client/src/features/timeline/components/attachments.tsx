import type { Attachment, Message } from "@parley/shared/wire/entities";
import { MapPin } from "lucide-react";
import { useState } from "react";
import { mapLink } from "../../../lib/text";
import { usePreference } from "../../../store/preferences";
import { Markup, PlainMarkup } from "../../../ui/markup/markup";
import { timelineStrings as strings } from "../strings";
import styles from "./attachments.module.css";
import { PreviewView } from "./link-preview";
import { FileCard, MediaTitle, Picture, Player } from "./media";
import { RichAttachment } from "./rich-attachment";

interface AttachmentsProps {
  message: Message;
  onCompose: (text: string, sends: boolean) => void;
}

export function Attachments({ message, onCompose }: AttachmentsProps) {
  return (
    <>
      {message.place !== undefined && <PlaceCard place={message.place} />}
      {message.attachments.map((attachment, index) => (
        <AttachmentView key={index} attachment={attachment} mentions={message} onCompose={onCompose} />
      ))}
      {message.previews.map((preview) => (
        <PreviewView key={preview.url} preview={preview} />
      ))}
    </>
  );
}

/** A shared place, which leads to a map (MSG-039). */
function PlaceCard({ place }: { place: NonNullable<Message["place"]> }) {
  const { latitude, longitude } = place;
  return (
    <a
      className={styles.file}
      href={mapLink(latitude, longitude)}
      target="_blank"
      rel="noopener noreferrer"
      aria-label={strings.place.open}
    >
      <MapPin />
      <span className={styles.fileWords}>
        <span className={styles.fileName}>{strings.place.title}</span>
        <span className={styles.size}>{`${latitude.toFixed(4)}, ${longitude.toFixed(4)}`}</span>
      </span>
    </a>
  );
}

interface ViewProps {
  attachment: Attachment;
  mentions: Pick<Message, "mentions" | "channels">;
  onCompose: (text: string, sends: boolean) => void;
}

function AttachmentView({ attachment, mentions, onCompose }: ViewProps) {
  const collapsesMedia = usePreference("collapseMediaByDefault") === true;
  const [isOpen, setIsOpen] = useState(!attachment.collapsed && !collapsesMedia);
  const description =
    attachment.descriptionMarkup !== undefined ? (
      <Markup blocks={attachment.descriptionMarkup} mentions={mentions} />
    ) : attachment.description === undefined ? null : (
      <PlainMarkup text={attachment.description} />
    );
  switch (attachment.kind) {
    case "image":
      return (
        <figure className={styles.media}>
          {description}
          <MediaTitle attachment={attachment} isOpen={isOpen} onToggle={() => setIsOpen(!isOpen)} />
          {isOpen && <Picture attachment={attachment} />}
        </figure>
      );
    case "video":
    case "audio":
      return (
        <figure className={styles.media}>
          {description}
          <MediaTitle attachment={attachment} isOpen={isOpen} onToggle={() => setIsOpen(!isOpen)} />
          {isOpen && <Player attachment={attachment} />}
        </figure>
      );
    case "file":
      return (
        <div className={styles.media}>
          {description}
          <FileCard attachment={attachment} />
        </div>
      );
    default:
      return (
        <RichAttachment
          attachment={attachment}
          mentions={mentions}
          onCompose={onCompose}
          renderInner={(inner, index) => (
            <AttachmentView key={index} attachment={inner} mentions={mentions} onCompose={onCompose} />
          )}
        />
      );
  }
}
