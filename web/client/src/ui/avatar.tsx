import { useState } from "react";
import { initials } from "../lib/text";
import styles from "./avatar.module.css";

interface Props {
  /** The address of a picture; without one, or when it fails, initials are shown. */
  source: string | undefined;
  name: string;
  size?: 20 | 24 | 28 | 36 | 48 | 72;
}

export function Avatar({ source, name, size = 36 }: Props) {
  const [failed, setFailed] = useState<string>();
  const isShown = source !== undefined && failed !== source;
  return (
    <span
      data-initials={isShown ? undefined : shortened(initials(name), size)}
      className={`${styles.avatar} ${styles[`size${size}`]} ${styles[`hue${hueOf(name)}`]}`}
      aria-hidden="true"
    >
      {isShown && (
        <img
          src={source}
          alt=""
          loading="lazy"
          decoding="async"
          draggable={false}
          onError={() => setFailed(source)}
        />
      )}
    </span>
  );
}

export function userAvatar(username: string, tag?: string): string | undefined {
  if (username === "") return undefined;
  const query = tag === undefined ? "" : `?etag=${encodeURIComponent(tag)}`;
  return `/avatar/${encodeURIComponent(username)}${query}`;
}

export function roomAvatar(roomId: string, tag?: string): string {
  const query = tag === undefined ? "" : `?etag=${encodeURIComponent(tag)}`;
  return `/avatar/room/${encodeURIComponent(roomId)}${query}`;
}

/** The smallest square has room for one letter. */
function shortened(letters: string, size: number): string {
  return size > 20 ? letters : ([...letters][0] ?? "");
}

function hueOf(name: string): number {
  let hash = 0;
  for (const character of name) hash = (hash * 31 + (character.codePointAt(0) ?? 0)) % 9973;
  return hash % 6;
}
