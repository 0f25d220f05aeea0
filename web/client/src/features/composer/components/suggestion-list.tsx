import { AtSign, Hash, SquareSlash } from "lucide-react";
import { Avatar, userAvatar } from "../../../ui/avatar";
import { Emoji } from "../../../ui/emoji";
import type { Suggestion } from "../completion";
import { composerStrings as strings } from "../strings";
import styles from "./composer.module.css";
import type { SuggestionState } from "./suggestions";

interface Props {
  state: SuggestionState;
  onAccept: (suggestion: Suggestion) => void;
}

/** What the letters before the caret may become. */
export function SuggestionList({ state, onAccept }: Props) {
  return (
    <ul className={styles.suggestions} id={state.listId} role="listbox" aria-label={strings.suggestions}>
      {state.items.map((item, index) => (
        <li
          key={item.key}
          id={`${state.listId}-${index}`}
          role="option"
          aria-selected={index === state.active}
          className={styles.suggestion}
          onPointerDown={(event) => {
            event.preventDefault();
            onAccept(item);
          }}
        >
          <SuggestionIcon item={item} />
          <span className={styles.suggestionTitle}>{item.title}</span>
          {item.detail !== undefined && <span className={styles.suggestionDetail}>{item.detail}</span>}
        </li>
      ))}
    </ul>
  );
}

function SuggestionIcon({ item }: { item: Suggestion }) {
  switch (item.kind) {
    case "person":
      return <Avatar size={24} name={item.title} source={userAvatar(item.username ?? "")} />;
    case "emoji":
      return (
        <span className={styles.suggestionIcon}>
          <Emoji code={item.glyph ?? ""} />
        </span>
      );
    case "room":
      return (
        <span className={styles.suggestionIcon}>
          <Hash />
        </span>
      );
    case "command":
      return (
        <span className={styles.suggestionIcon}>
          <SquareSlash />
        </span>
      );
    default:
      return (
        <span className={styles.suggestionIcon}>
          <AtSign />
        </span>
      );
  }
}
