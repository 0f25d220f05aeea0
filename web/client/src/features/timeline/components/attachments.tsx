import type { Attachment, LinkPreview, Message } from "@parley/shared/wire/entities";
import { ChevronDown, ChevronRight, Download, FileText, X } from "lucide-react";
import { useState } from "react";
import { Link } from "wouter";
import { formatShort } from "../../../lib/dates";
import { formatBytes, safeHref, safeMediaSource } from "../../../lib/text";
import { Avatar } from "../../../ui/avatar";
import { IconButton } from "../../../ui/button";
import { timelineStrings as strings } from "../strings";
import styles from "./attachments.module.css";
import { Markup, PlainMarkup } from "../../../ui/markup/markup";

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

export function Attachments({ message }: { message: Message }) {
  return (
    <>
      {message.attachments.map((attachment, index) => (
        <AttachmentView key={index} attachment={attachment} mentions={message} />
      ))}
      {message.previews.map((preview) => (
        <PreviewView key={preview.url} preview={preview} />
      ))}
    </>
  );
}

interface ViewProps {
  attachment: Attachment;
  mentions: Pick<Message, "mentions" | "channels">;
}

function AttachmentView({ attachment, mentions }: ViewProps) {
  const [isOpen, setIsOpen] = useState(!attachment.collapsed);
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
      return <RichAttachment attachment={attachment} mentions={mentions} />;
  }
}

function MediaTitle({
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

function Picture({ attachment }: { attachment: Attachment }) {
  const [hasFailed, setHasFailed] = useState(false);
  const source = safeMediaSource(attachment.mediaUrl);
  const full = safeMediaSource(attachment.titleLink) ?? source;
  const size = reservedSize(attachment.width, attachment.height);
  if (source === undefined || hasFailed) return <p className={styles.missing}>{strings.removedFile}</p>;
  return (
    <a
      className={styles.frame}
      href={full}
      target="_blank"
      rel="noopener noreferrer"
      aria-label={strings.openImage}
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

function Player({ attachment }: { attachment: Attachment }) {
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

function FileCard({ attachment }: { attachment: Attachment }) {
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

function RichAttachment({ attachment, mentions }: ViewProps) {
  const link = attachment.messageLink === undefined ? undefined : safeHref(attachment.messageLink);
  const titleLink = attachment.titleLink === undefined ? undefined : safeHref(attachment.titleLink);
  const local = link !== undefined && new URL(link).origin === location.origin ? new URL(link) : undefined;
  return (
    <div className={attachment.kind === "quote" ? styles.quote : styles.rich}>
      {attachment.kind === "rich" && attachment.color !== undefined && <ColorEdge color={attachment.color} />}
      {attachment.pretext !== undefined && <PlainMarkup text={attachment.pretext} />}
      {attachment.authorName !== undefined && (
        <p className={styles.author}>
          <Avatar size={20} name={attachment.authorName} source={safeMediaSource(attachment.authorIcon)} />
          <span className={styles.authorName}>{attachment.authorName}</span>
          {attachment.sentAt !== undefined && local !== undefined && (
            <Link className={styles.size} href={local.pathname + local.search}>
              {formatShort(attachment.sentAt)}
            </Link>
          )}
        </p>
      )}
      {attachment.title !== undefined && (
        <p className={styles.title}>
          {titleLink === undefined ? (
            attachment.title
          ) : (
            <a href={titleLink} target="_blank" rel="noopener noreferrer">
              {attachment.title}
            </a>
          )}
        </p>
      )}
      {attachment.markup !== undefined ? (
        <Markup blocks={attachment.markup} mentions={mentions} />
      ) : (
        attachment.text !== undefined && <PlainMarkup text={attachment.text} />
      )}
      {attachment.fields.length > 0 && (
        <dl className={styles.fields}>
          {attachment.fields.map((field, index) => (
            <div key={index} data-short={field.short}>
              <dt>{field.title}</dt>
              <dd>{field.value}</dd>
            </div>
          ))}
        </dl>
      )}
      {attachment.mediaUrl !== undefined && <Picture attachment={attachment} />}
      {attachment.attachments.map((inner, index) => (
        <AttachmentView key={index} attachment={inner} mentions={mentions} />
      ))}
    </div>
  );
}

/** The sender's colour, drawn as a shape because the content policy forbids style attributes in markup. */
function ColorEdge({ color }: { color: string }) {
  const isSafe = /^(#[\da-f]{3,8}|[a-z]+)$/iu.test(color);
  return (
    <svg className={styles.edge} preserveAspectRatio="none" viewBox="0 0 1 1" aria-hidden="true">
      <rect width="1" height="1" fill={isSafe ? color : "currentColor"} />
    </svg>
  );
}

function PreviewView({ preview }: { preview: LinkPreview }) {
  const [isHidden, setIsHidden] = useState(false);
  const [hasImage, setHasImage] = useState(true);
  const href = safeHref(preview.url);
  if (isHidden || href === undefined) return null;
  const isPicture = preview.contentType?.startsWith("image/") === true;
  const image = safeMediaSource(isPicture ? preview.url : preview.imageUrl);
  return (
    <div className={isPicture ? styles.media : styles.preview}>
      {!isPicture && (
        <div className={styles.previewWords}>
          <span className={styles.size}>{preview.site ?? new URL(href).hostname}</span>
          <a className={styles.previewTitle} href={href} target="_blank" rel="noopener noreferrer">
            {preview.title ?? preview.url}
          </a>
          {preview.description !== undefined && <p className={styles.previewText}>{preview.description}</p>}
        </div>
      )}
      {image !== undefined && hasImage && (
        <img
          className={isPicture ? styles.linkedImage : styles.previewImage}
          src={image}
          alt=""
          width={isPicture ? 320 : 88}
          height={isPicture ? 240 : 88}
          loading="lazy"
          referrerPolicy="no-referrer"
          onError={() => setHasImage(false)}
        />
      )}
      {!isPicture && (
        <span className={styles.hide}>
          <IconButton
            size="small"
            label={strings.hidePreview}
            icon={<X />}
            onPress={() => setIsHidden(true)}
          />
        </span>
      )}
    </div>
  );
}
