import type { Attachment, AttachmentAction, Message } from "@parley/shared/wire/entities";
import { ChevronDown, ChevronRight } from "lucide-react";
import { type ReactNode, useState } from "react";
import { Link } from "wouter";
import { formatShort } from "../../../lib/dates";
import { safeHref, safeMediaSource } from "../../../lib/text";
import { Avatar } from "../../../ui/avatar";
import { Button } from "../../../ui/button";
import { Markup, TextMarkup } from "../../../ui/markup/markup";
import { timelineStrings as strings } from "../strings";
import styles from "./attachments.module.css";
import { Picture } from "./media";

interface Props {
  attachment: Attachment;
  mentions: Pick<Message, "mentions" | "channels">;
  onCompose: (text: string, sends: boolean) => void;
  /** An attachment inside this one. */
  renderInner: (attachment: Attachment, index: number) => ReactNode;
}

/** A quotation, or what integrations post: colour, author, title, text, fields, pictures, buttons (MSG-041). */
export function RichAttachment({ attachment, mentions, onCompose, renderInner }: Props) {
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
          {attachment.attachments.map(renderInner)}
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
function Actions({ attachment, onCompose }: Pick<Props, "attachment" | "onCompose">) {
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
