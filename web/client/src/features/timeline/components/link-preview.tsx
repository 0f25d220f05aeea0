import type { LinkPreview } from "@parley/shared/wire/entities";
import { X } from "lucide-react";
import { useState } from "react";
import { safeHref, safeMediaSource } from "../../../lib/text";
import { IconButton } from "../../../ui/button";
import { timelineStrings as strings } from "../strings";
import { uiStrings } from "../../../ui/strings";
import styles from "./attachments.module.css";

/** What a link leads to, as its page describes itself. */
export function PreviewView({ preview }: { preview: LinkPreview }) {
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
          <a
            className={styles.previewTitle}
            href={href}
            target="_blank"
            rel="noopener noreferrer"
            title={uiStrings.newWindow}
          >
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
