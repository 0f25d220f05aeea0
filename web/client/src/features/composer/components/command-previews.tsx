import { toWireError } from "@parley/shared/wire/errors";
import { useEffect, useState } from "react";
import { safeMediaSource } from "../../../lib/text";
import { useWorkspace } from "../../../store/use-store";
import { toasts } from "../../../ui/toast";
import type { Target } from "../actions";
import {
  choosePreview,
  type CommandPreview,
  loadCommands,
  loadPreviews,
  readCommand,
  type Typed,
} from "../commands";
import { composerStrings as strings } from "../strings";
import styles from "./composer.module.css";

const PAUSE_MS = 400;

interface Props {
  text: string;
  target: Target;
  onChosen: () => void;
}

/** What the command being typed offers to choose from, for those commands that do. */
export function CommandPreviews({ text, target, onChosen }: Props) {
  const workspace = useWorkspace();
  const [found, setFound] = useState<{ text: string; typed: Typed; items: CommandPreview[] }>();

  useEffect(() => {
    const typed = readCommand(text);
    if (typed === undefined || typed.params === "") return undefined;
    let isCurrent = true;
    const timer = setTimeout(() => {
      loadCommands(workspace)
        .then((commands) =>
          commands.some((command) => command.name === typed.name && command.hasPreview)
            ? loadPreviews(workspace, target, typed)
            : [],
        )
        .then((items) => isCurrent && setFound({ text, typed, items }))
        .catch(() => undefined);
    }, PAUSE_MS);
    return () => {
      isCurrent = false;
      clearTimeout(timer);
    };
  }, [workspace, text, target]);

  if (found === undefined || found.text !== text || found.items.length === 0) return null;
  const choose = (item: CommandPreview) => {
    choosePreview(workspace, target, found.typed, item)
      .then(onChosen)
      .catch((error: unknown) => toasts.add("failed", strings.failed(toWireError(error).message)));
  };
  return (
    <div className={styles.previews} role="group" aria-label={strings.previews}>
      {found.items.map((item) => (
        <button key={item.id} type="button" className={styles.preview} onClick={() => choose(item)}>
          {item.type === "image" ? (
            <img src={safeMediaSource(item.value)} alt={item.id} loading="lazy" />
          ) : (
            <span>{item.value}</span>
          )}
        </button>
      ))}
    </div>
  );
}
