import type { Attachment, AttachmentAction, LinkPreview, Message } from "@parley/shared/wire/entities";
import { ChevronDown, ChevronRight, Download, FileText, ImageDown, X } from "lucide-react";
import { useState } from "react";
import { Link } from "wouter";
import { formatShort } from "../../../lib/dates";
import { usePreference } from "../../../store/preferences";
import { formatBytes, safeHref, safeMediaSource } from "../../../lib/text";
import { Avatar } from "../../../ui/avatar";
import { Button, IconButton } from "../../../ui/button";
import { timelineStrings as strings } from "../strings";
import styles from "./attachments.module.css";
import { Markup, PlainMarkup, TextMarkup } from "../../../ui/markup/markup";

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

interface AttachmentsProps {
  message: Message;
  onCompose: (text: string, sends: boolean) => void;
}

export function Attachments({ message, onCompose }: AttachmentsProps) {
  return (
    <>
      {message.attachments.map((attachment, index) => (
        <AttachmentView key={index} attachment={attachment} mentions={message} onCompose={onCompose} />
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
      return <RichAttachment attachment={attachment} mentions={mentions} onCompose={onCompose} />;
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
  const loadsAtOnce = usePreference("autoImageLoad") !== false;
  const [isWanted, setIsWanted] = useState(loadsAtOnce);
  const [hasFailed, setHasFailed] = useState(false);
  const source = safeMediaSource(attachment.mediaUrl);
  const full = safeMediaSource(attachment.titleLink) ?? source;
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

function RichAttachment({ attachment, mentions, onCompose }: ViewProps) {
  const [isOpen, setIsOpen] = useState(!attachment.collapsed);
  const isQuote = attachment.kind === "quote";
  return (
    <div className={isQuote ? styles.quote : styles.rich}>
      {!isQuote && attachment.color !== undefined && <ColorEdge color={attachment.color} />}
      {attachment.pretext !== undefined && <TextMarkup text={attachment.pretext} />}
      <AuthorLine attachment={attachment} />
      <TitleLine
        attachment={attachment}
        isOpen={isOpen}
        onToggle={attachment.collapsed ? () => setIsOpen(!isOpen) : undefined}
      />
      {isOpen && (
        <>
          <div className={styles.richBody}>
            <div className={styles.richText}>
              {attachment.markup !== undefined ? (
                <Markup blocks={attachment.markup} mentions={mentions} />
              ) : (
                attachment.text !== undefined && <TextMarkup text={attachment.text} />
              )}
              <Fields attachment={attachment} />
            </div>
            <Thumbnail address={attachment.thumbUrl} />
          </div>
          {attachment.mediaUrl !== undefined && <Picture attachment={attachment} />}
          {attachment.attachments.map((inner, index) => (
            <AttachmentView key={index} attachment={inner} mentions={mentions} onCompose={onCompose} />
          ))}
          <Actions attachment={attachment} onCompose={onCompose} />
        </>
      )}
    </div>
  );
}

function AuthorLine({ attachment }: { attachment: Attachment }) {
  const { authorName: name, authorIcon, authorLink, sentAt, messageLink } = attachment;
  if (name === undefined) return null;
  const link = messageLink === undefined ? undefined : safeHref(messageLink);
  const local = link !== undefined && new URL(link).origin === location.origin ? new URL(link) : undefined;
  const href = authorLink === undefined ? undefined : safeHref(authorLink);
  return (
    <p className={styles.author}>
      <Avatar size={20} name={name} source={safeMediaSource(authorIcon)} />
      {href === undefined ? (
        <span className={styles.authorName}>{name}</span>
      ) : (
        <a className={styles.authorName} href={href} target="_blank" rel="noopener noreferrer">
          {name}
        </a>
      )}
      {sentAt !== undefined && local !== undefined && (
        <Link className={styles.size} href={local.pathname + local.search}>
          {formatShort(sentAt)}
        </Link>
      )}
    </p>
  );
}

interface TitleProps {
  attachment: Attachment;
  isOpen: boolean;
  /** Absent when the attachment cannot be folded. */
  onToggle: (() => void) | undefined;
}

function TitleLine({ attachment, isOpen, onToggle }: TitleProps) {
  const href = attachment.titleLink === undefined ? undefined : safeHref(attachment.titleLink);
  if (attachment.title === undefined && onToggle === undefined) return null;
  return (
    <p className={styles.title}>
      {href === undefined ? (
        attachment.title
      ) : (
        <a href={href} target="_blank" rel="noopener noreferrer">
          {attachment.title}
        </a>
      )}
      {onToggle !== undefined && (
        <button
          type="button"
          className={styles.toggle}
          aria-expanded={isOpen}
          aria-label={isOpen ? strings.fold : strings.unfold}
          onClick={onToggle}
        >
          {isOpen ? <ChevronDown /> : <ChevronRight />}
        </button>
      )}
    </p>
  );
}

function Fields({ attachment }: { attachment: Attachment }) {
  if (attachment.fields.length === 0) return null;
  return (
    <dl className={styles.fields}>
      {attachment.fields.map((field, index) => (
        <div key={index} data-short={field.short}>
          <dt>{field.title}</dt>
          <dd>
            <TextMarkup text={field.value} />
          </dd>
        </div>
      ))}
    </dl>
  );
}

function Thumbnail({ address }: { address: string | undefined }) {
  const [hasFailed, setHasFailed] = useState(false);
  const source = safeMediaSource(address);
  if (source === undefined || hasFailed) return null;
  return (
    <img
      className={styles.thumbnail}
      src={source}
      alt=""
      width={80}
      height={80}
      loading="lazy"
      referrerPolicy="no-referrer"
      onError={() => setHasFailed(true)}
    />
  );
}

/** Buttons that open an address, or put their text into the composer, or send it (MSG-041). */
function Actions({ attachment, onCompose }: Pick<ViewProps, "attachment" | "onCompose">) {
  if (attachment.actions.length === 0) return null;
  const act = (action: AttachmentAction) => {
    const href = action.link === undefined ? undefined : safeHref(action.link);
    if (href !== undefined) window.open(href, "_blank", "noopener,noreferrer");
    else if (action.message !== undefined) onCompose(action.message, action.sends);
  };
  return (
    <div className={styles.actions}>
      {attachment.actions.map((action, index) => {
        const picture = safeMediaSource(action.imageUrl);
        return (
          <Button key={index} onPress={() => act(action)}>
            {picture !== undefined && (
              <img src={picture} alt={action.text === "" ? strings.openImage : ""} height={24} />
            )}
            {action.text}
          </Button>
        );
      })}
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
