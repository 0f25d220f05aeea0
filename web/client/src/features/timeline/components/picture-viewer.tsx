import { ChevronLeft, ChevronRight, Download, X, ZoomIn, ZoomOut } from "lucide-react";
import { type KeyboardEvent, useState } from "react";
import { Dialog, Modal, ModalOverlay } from "react-aria-components";
import { formatFull } from "../../../lib/dates";
import { IconButton } from "../../../ui/button";
import type { ShownPicture } from "../pictures";
import { timelineStrings } from "../strings";
import styles from "./picture-viewer.module.css";

const strings = timelineStrings.pictures;
const steps = [1, 1.5, 2, 3, 4];

interface Props {
  pictures: readonly ShownPicture[];
  first: string;
  onClose: () => void;
}

/** Pictures in full, one after the other, nearer or farther (MSG-035). */
export function PictureViewer({ pictures, first, onClose }: Props) {
  const [at, setAt] = useState(() =>
    Math.max(
      0,
      pictures.findIndex((picture) => picture.address === first),
    ),
  );
  const [zoom, setZoom] = useState(0);
  const picture = pictures[at];
  if (picture === undefined) return null;

  const go = (step: number) => {
    const next = at + step;
    if (next < 0 || next >= pictures.length) return;
    setAt(next);
    setZoom(0);
  };
  const zoomBy = (step: number) => setZoom(Math.min(steps.length - 1, Math.max(0, zoom + step)));
  const handleKey = (event: KeyboardEvent) => {
    if (event.key === "ArrowLeft") go(-1);
    else if (event.key === "ArrowRight") go(1);
    else if (event.key === "+" || event.key === "=") zoomBy(1);
    else if (event.key === "-") zoomBy(-1);
  };

  return (
    <ModalOverlay
      isOpen
      isDismissable
      onOpenChange={(isOpen) => !isOpen && onClose()}
      className={styles.overlay ?? ""}
      data-theme="dark"
    >
      <Modal className={styles.modal ?? ""}>
        <Dialog className={styles.dialog ?? ""} aria-label={strings.label}>
          {/* eslint-disable-next-line jsx-a11y/no-static-element-interactions -- each key has a button as its twin */}
          <div className={styles.frame} onKeyDown={handleKey}>
            <header className={styles.bar}>
              <span className={styles.words}>
                <span className={styles.title}>{picture.title}</span>
                <span className={styles.facts}>
                  {strings.from(picture.author, formatFull(picture.sentAt))}
                </span>
              </span>
              {pictures.length > 1 && (
                <span className={styles.count} role="status">
                  {strings.count(at + 1, pictures.length)}
                </span>
              )}
              <IconButton
                label={strings.farther}
                icon={<ZoomOut />}
                isDisabled={zoom === 0}
                onPress={() => zoomBy(-1)}
              />
              <IconButton
                label={strings.nearer}
                icon={<ZoomIn />}
                isDisabled={zoom === steps.length - 1}
                onPress={() => zoomBy(1)}
              />
              <a className={styles.download} href={picture.address} download aria-label={strings.download}>
                <Download />
              </a>
              <IconButton autoFocus label={strings.close} icon={<X />} onPress={onClose} />
            </header>
            <div className={styles.stage} data-zoomed={zoom > 0}>
              {/* eslint-disable-next-line jsx-a11y/no-noninteractive-element-interactions -- the zoom buttons do the same */}
              <img
                key={picture.address}
                src={picture.address}
                alt={picture.title}
                style={
                  zoom === 0 ? {} : { inlineSize: `${(steps[zoom] ?? 1) * 100}%`, maxInlineSize: "none" }
                }
                onDoubleClick={() => setZoom(zoom === 0 ? 2 : 0)}
              />
            </div>
            {pictures.length > 1 && (
              <>
                <span className={styles.before}>
                  <IconButton
                    label={strings.before}
                    icon={<ChevronLeft />}
                    isDisabled={at === 0}
                    onPress={() => go(-1)}
                  />
                </span>
                <span className={styles.after}>
                  <IconButton
                    label={strings.after}
                    icon={<ChevronRight />}
                    isDisabled={at === pictures.length - 1}
                    onPress={() => go(1)}
                  />
                </span>
              </>
            )}
          </div>
        </Dialog>
      </Modal>
    </ModalOverlay>
  );
}
