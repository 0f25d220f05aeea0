import { useEffect } from "react";
import { emojiTable } from "../store/emoji";
import { usePreference } from "../store/preferences";
import { useCell, useWorkspace } from "../store/use-store";
import styles from "./emoji.module.css";

interface Props {
  /** With or without colons. */
  code: string;
  isBig?: boolean;
}

/** An emoji by its shortcode: the workspace's own picture, a glyph, or the code itself. */
export function Emoji({ code, isBig = false }: Props) {
  const { store } = useWorkspace();
  const bare = code.replaceAll(":", "");
  const picture = useCell(store.customEmoji).addresses.get(bare);
  useCell(emojiTable.index);
  useEffect(() => {
    void emojiTable.load();
  }, []);
  const draws = usePreference("useEmojis") !== false;
  const glyph = emojiTable.glyph(bare);
  const size = isBig ? styles.big : styles.normal;
  if (!draws) return <span>{`:${bare}:`}</span>;
  if (picture !== undefined)
    return (
      <img className={`${styles.picture} ${size}`} src={picture} alt={`:${bare}:`} title={`:${bare}:`} />
    );
  if (glyph === undefined) return <span>{`:${bare}:`}</span>;
  return (
    <span
      className={`${styles.glyph} ${size}`}
      role="img"
      aria-label={bare.replaceAll("_", " ")}
      title={`:${bare}:`}
    >
      {glyph}
    </span>
  );
}

export function EmojiGlyph({ glyph, isBig = false }: { glyph: string; isBig?: boolean }) {
  return <span className={`${styles.glyph} ${isBig ? styles.big : styles.normal}`}>{glyph}</span>;
}
