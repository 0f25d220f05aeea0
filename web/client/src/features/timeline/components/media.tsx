import type { Attachment } from "@parley/shared/wire/entities";
import { ChevronDown, ChevronRight, Download, FileText, ImageDown } from "lucide-react";
import { useState } from "react";
import { formatBytes, safeHref, safeMediaSource } from "../../../lib/text";
import { usePreference } from "../../../store/preferences";
import { Button } from "../../../ui/button";
import { pictureAddress, useOpenPicture } from "../pictures";
import { timelineStrings as strings } from "../strings";
import styles from "./attachments.module.css";

const WIDEST = 420;
const HIGHEST = 320;

/** The size at which a picture is shown, known before it loads so that nothing moves. */
export function reservedSize(
  width: number | undefined,
  height: number | undefined,
): { width: number; height: number } {
  if (width === undefined || height === undefined || width <= 0 || height <= 0)
    return { width: 320, height: 240 };
  const scale = Math.min(1, WIDEST / width, HIGHEST / height);
  return { width: Math.max(1, Math.round(width * scale)), height: Math.max(1, Math.round(height * scale)) };
}

export function MediaTitle({
  attachment,
  isOpen,
  onToggle,
}: {
  attachment: Attachment;
  isOpen: boolean;
  onToggle: () => void;
}) {
  if (attachment.title === undefined) return null;
  return (
    <figcaption className={styles.caption}>
      <button type="button" className={styles.toggle} aria-expanded={isOpen} onClick={onToggle}>
        <span>{attachment.title}</span>
        {isOpen ? <ChevronDown /> : <ChevronRight />}
      </button>
      {attachment.sizeBytes !== undefined && (
        <span className={styles.size}>{formatBytes(attachment.sizeBytes)}</span>
      )}
    </figcaption>
  );
}

export function Picture({ attachment }: { attachment: Attachment }) {
  const loadsAtOnce = usePreference("autoImageLoad") !== false;
  const [isWanted, setIsWanted] = useState(loadsAtOnce);
  const [hasFailed, setHasFailed] = useState(false);
  const source = safeMediaSource(attachment.mediaUrl);
  const full = pictureAddress(attachment);
  const open = useOpenPicture();
  const size = reservedSize(attachment.width, attachment.height);
  if (source === undefined || hasFailed) return <p className={styles.missing}>{strings.removedFile}</p>;
  if (!isWanted) {
    return (
      <Button look="secondary" onPress={() => setIsWanted(true)}>
        <ImageDown />
        {strings.loadImage}
      </Button>
    );
  }
  return (
    <a
      className={styles.frame}
      href={full}
      target="_blank"
      rel="noopener noreferrer"
      aria-label={strings.openImage}
      onClick={(event) => {
        if (open === undefined || full === undefined || event.ctrlKey || event.metaKey || event.shiftKey)
          return;
        event.preventDefault();
        open(full);
      }}
    >
      <img
        src={source}
        alt={attachment.description ?? attachment.title ?? ""}
        width={size.width}
        height={size.height}
        loading="lazy"
        decoding="async"
        onError={() => setHasFailed(true)}
      />
    </a>
  );
}

export function Player({ attachment }: { attachment: Attachment }) {
  const source = safeMediaSource(attachment.mediaUrl);
  if (source === undefined) return null;
  return attachment.kind === "video" ? (
    // eslint-disable-next-line jsx-a11y/media-has-caption -- uploads carry no captions of their own
    <video className={styles.video} src={source} controls preload="metadata" width={WIDEST} height={236} />
  ) : (
    // eslint-disable-next-line jsx-a11y/media-has-caption -- uploads carry no captions of their own
    <audio className={styles.audio} src={source} controls preload="metadata" />
  );
}

export function FileCard({ attachment }: { attachment: Attachment }) {
  const href = attachment.titleLink === undefined ? undefined : safeHref(attachment.titleLink);
  const extension = attachment.format ?? attachment.title?.split(".").at(-1);
  const facts = [
    extension?.toUpperCase(),
    attachment.sizeBytes === undefined ? undefined : formatBytes(attachment.sizeBytes),
  ];
  return (
    <a
      className={styles.file}
      href={href}
      target="_blank"
      rel="noopener noreferrer"
      download={attachment.title}
    >
      <FileText />
      <span className={styles.fileWords}>
        <span className={styles.fileName}>{attachment.title}</span>
        <span className={styles.size}>{facts.filter(Boolean).join(" · ")}</span>
      </span>
      <Download className={styles.download} aria-label={strings.download} />
    </a>
  );
}
