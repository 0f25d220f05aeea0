import type { Message } from "@parley/shared/wire/entities";
import { Bold, Code, Italic, Paperclip, SendHorizontal, Smile, Strikethrough, X } from "lucide-react";
import {
  type ClipboardEvent,
  type DragEvent,
  type KeyboardEvent,
  type ReactNode,
  useCallback,
  useEffect,
  useLayoutEffect,
  useRef,
  useState,
} from "react";
import { hasCommandKey } from "../../../lib/platform";
import { messageLine } from "../../../store/message-text";
import { personName } from "../../../store/room-names";
import { useSetting, useWorkspace } from "../../../store/use-store";
import { Button, IconButton } from "../../../ui/button";
import { toasts } from "../../../ui/toast";
import { saveEdit, sendText, type Target } from "../actions";
import { findQuery, type Query, type Suggestion } from "../completion";
import { type StagedFile, stageFile } from "../staged-files";
import { composerStrings as strings } from "../strings";
import { ActivityNotice } from "../activity";
import { uploadFiles } from "../uploads";
import styles from "./composer.module.css";
import { FileList } from "./file-list";
import { Suggestions, useSuggestions } from "./suggestions";
import { TypingLine } from "./typing-line";

interface Props {
  target: Target;
  placeholder: string;
  editing: Message | undefined;
  quoted: readonly Message[];
  linkTo: (message: Message) => string;
  onEditDone: () => void;
  onEditLast: () => void;
  onQuotesChange: (quoted: Message[]) => void;
  onSent: () => void;
  renderEmojiPicker: (trigger: ReactNode, onPick: (code: string) => void) => ReactNode;
  autoFocus?: boolean;
}

export function Composer(props: Props) {
  const { target, editing, quoted, onEditDone, onQuotesChange, onSent } = props;
  const workspace = useWorkspace();
  const draftKey = target.threadId ?? target.roomId;
  const [text, setText] = useState(() => workspace.drafts.read(draftKey));
  const [files, setFiles] = useState<StagedFile[]>([]);
  const [alsoInRoom, setAlsoInRoom] = useState(false);
  const [isDropping, setIsDropping] = useState(false);
  const [caret, setCaret] = useState(0);
  const [dismissed, setDismissed] = useState<string>();
  const area = useRef<HTMLTextAreaElement>(null);
  const picker = useRef<HTMLInputElement>(null);
  const textBeforeEdit = useRef("");
  const [typing] = useState(() => new ActivityNotice(workspace, target, "user-typing"));
  const limit = useSetting("Message_MaxAllowedSize");
  const maxLength = typeof limit === "number" && limit > 0 ? limit : 5000;

  const allowsFiles = useSetting("FileUpload_Enabled") !== false;
  const convertsLong = useSetting("Message_AllowConvertLongMessagesToAttachment") !== false;
  const canSendAsFile = allowsFiles && convertsLong && editing === undefined;

  const found = findQuery(text, caret);
  const query: Query | undefined =
    found !== undefined && `${found.start}${found.trigger}` !== dismissed ? found : undefined;
  const suggestions = useSuggestions(query, target.roomId);

  useEffect(() => () => typing.stop(), [typing]);

  useEffect(() => {
    if (editing !== undefined) return undefined;
    const timer = setTimeout(() => workspace.drafts.write(draftKey, text), 300);
    return () => {
      clearTimeout(timer);
      workspace.drafts.write(draftKey, text);
    };
  }, [text, draftKey, editing, workspace]);

  useEffect(() => {
    if (editing === undefined) return;
    setText((current) => {
      textBeforeEdit.current = current;
      return editing.text;
    });
    area.current?.focus();
  }, [editing]);

  useEffect(() => {
    if (quoted.length > 0) area.current?.focus();
  }, [quoted]);

  useEffect(() => {
    if (props.autoFocus === true && matchMedia("(pointer: fine)").matches) area.current?.focus();
  }, [props.autoFocus]);

  useLayoutEffect(() => {
    const element = area.current;
    if (element === null) return;
    element.style.blockSize = "auto";
    element.style.blockSize = `${element.scrollHeight}px`;
  }, [text]);

  const change = useCallback((next: string, position?: number) => {
    setText(next);
    if (position !== undefined) {
      requestAnimationFrame(() => {
        area.current?.focus();
        area.current?.setSelectionRange(position, position);
        setCaret(position);
      });
    }
  }, []);

  const insert = (piece: string) => {
    const start = area.current?.selectionStart ?? text.length;
    const end = area.current?.selectionEnd ?? start;
    const before = text.slice(0, start);
    const gap = before === "" || /\s$/u.test(before) ? "" : " ";
    change(`${before}${gap}${piece} ${text.slice(end)}`, start + gap.length + piece.length + 1);
  };

  const wrap = (mark: string) => {
    const start = area.current?.selectionStart ?? text.length;
    const end = area.current?.selectionEnd ?? start;
    const inner = text.slice(start, end);
    change(
      `${text.slice(0, start)}${mark}${inner}${mark}${text.slice(end)}`,
      inner === "" ? start + mark.length : end + 2 * mark.length,
    );
  };

  const accept = (suggestion: Suggestion) => {
    if (query === undefined) return;
    change(
      `${text.slice(0, query.start)}${suggestion.insert} ${text.slice(caret)}`,
      query.start + suggestion.insert.length + 1,
    );
  };

  const addFiles = (list: Iterable<File>) => {
    const added = [...list];
    for (const file of added.filter((f) => f.size === 0)) toasts.add("failed", strings.emptyFile(file.name));
    setFiles((current) => [...current, ...added.filter((f) => f.size > 0).map((f) => stageFile(f))]);
    area.current?.focus();
  };

  const finishEdit = () => {
    setText(textBeforeEdit.current);
    textBeforeEdit.current = "";
    onEditDone();
  };

  const isTooLong = text.length > maxLength;
  const isEmpty = text.trim() === "" && files.length === 0 && quoted.length === 0;

  const send = async () => {
    const body = text.trim();
    if (isEmpty || isTooLong) return;
    typing.stop();
    if (editing !== undefined) {
      if (body === "") return;
      finishEdit();
      await saveEdit(workspace, editing, body);
      return;
    }
    setText("");
    setCaret(0);
    workspace.drafts.write(draftKey, "");
    const prefix = quoted.map((message) => `[ ](${props.linkTo(message)}) `).join("");
    onQuotesChange([]);
    if (files.length > 0) {
      setFiles([]);
      uploadFiles(workspace, target, files, prefix + body);
    } else if (!(await sendText(workspace, target, prefix + body, alsoInRoom))) {
      setText((current) => (current === "" ? body : current));
    }
    onSent();
  };

  const sendAsFile = () => {
    const file = new File(
      [text],
      `message-${new Date().toISOString().slice(0, 16).replaceAll(":", ".")}.txt`,
      { type: "text/plain" },
    );
    setText("");
    uploadFiles(workspace, target, [stageFile(file)], "");
  };

  const handleKey = (event: KeyboardEvent<HTMLTextAreaElement>) => {
    if (event.nativeEvent.isComposing) return;
    if (suggestions.handleKey(event, accept)) return;
    if (event.key === "Escape" && query !== undefined && suggestions.items.length > 0) {
      event.stopPropagation();
      setDismissed(`${query.start}${query.trigger}`);
      return;
    }
    if (event.key === "Enter" && !event.shiftKey && !event.altKey) {
      event.preventDefault();
      void send();
    } else if (event.key === "ArrowUp" && text === "" && editing === undefined) {
      event.preventDefault();
      props.onEditLast();
    } else if (event.key === "Escape" && editing !== undefined) {
      event.stopPropagation();
      finishEdit();
    } else if (hasCommandKey(event) && (event.key === "b" || event.key === "i")) {
      event.preventDefault();
      wrap(event.key === "b" ? "*" : "_");
    }
  };

  const handlePaste = (event: ClipboardEvent) => {
    if (event.clipboardData.files.length === 0) return;
    event.preventDefault();
    addFiles(event.clipboardData.files);
  };

  const handleDrop = (event: DragEvent) => {
    event.preventDefault();
    setIsDropping(false);
    if (event.dataTransfer.files.length > 0) addFiles(event.dataTransfer.files);
  };

  return (
    <div className={styles.dock}>
      {/* eslint-disable-next-line jsx-a11y/no-static-element-interactions -- dropping has a twin: the attach button */}
      <div
        className={styles.composer}
        data-dropping={isDropping}
        onDragOver={(event) => {
          event.preventDefault();
          setIsDropping(true);
        }}
        onDragLeave={(event) =>
          !event.currentTarget.contains(event.relatedTarget as Node | null) && setIsDropping(false)
        }
        onDrop={handleDrop}
      >
        {query !== undefined && <Suggestions state={suggestions} onAccept={accept} />}
        {editing !== undefined && (
          <div className={styles.context}>
            <span>{strings.editing}</span>
            <IconButton size="small" label={strings.cancelEdit} icon={<X />} onPress={finishEdit} />
          </div>
        )}
        {quoted.map((message) => (
          <div key={message.id} className={styles.context}>
            <span>
              <strong>{strings.quoting(personName(message.author))}</strong> {messageLine(message)}
            </span>
            <IconButton
              size="small"
              label={strings.removeQuote}
              icon={<X />}
              onPress={() => onQuotesChange(quoted.filter((q) => q !== message))}
            />
          </div>
        ))}
        <FileList files={files} onChange={setFiles} />
        <textarea
          ref={area}
          className={styles.area}
          rows={1}
          dir="auto"
          aria-label={strings.label}
          placeholder={isDropping ? strings.dropHere : props.placeholder}
          value={text}
          aria-autocomplete="list"
          aria-controls={query !== undefined && suggestions.items.length > 0 ? suggestions.listId : undefined}
          aria-activedescendant={query === undefined ? undefined : suggestions.activeId}
          onChange={(event) => {
            setText(event.target.value);
            setCaret(event.target.selectionStart);
            setDismissed(undefined);
            if (event.target.value !== "" && editing === undefined) typing.note();
          }}
          onSelect={(event) => setCaret(event.currentTarget.selectionStart)}
          onKeyDown={handleKey}
          onPaste={handlePaste}
          onBlur={() => typing.stop()}
        />
        {isTooLong && (
          <p className={styles.tooLong} role="alert">
            {canSendAsFile ? strings.tooLongOrFile(maxLength) : strings.tooLong(maxLength)}
            {canSendAsFile && (
              <Button look="quiet" onPress={sendAsFile}>
                {strings.sendAsFile}
              </Button>
            )}
          </p>
        )}
        <div className={styles.tools}>
          <input
            ref={picker}
            type="file"
            multiple
            hidden
            aria-label={strings.attach}
            onChange={(event) => {
              addFiles(event.target.files ?? []);
              event.target.value = "";
            }}
          />
          <IconButton label={strings.attach} icon={<Paperclip />} onPress={() => picker.current?.click()} />
          {props.renderEmojiPicker(<IconButton label={strings.emoji} icon={<Smile />} />, (code) =>
            insert(`:${code}:`),
          )}
          <span className={styles.formats}>
            <IconButton label={strings.bold} icon={<Bold />} onPress={() => wrap("*")} />
            <IconButton label={strings.italic} icon={<Italic />} onPress={() => wrap("_")} />
            <IconButton label={strings.strike} icon={<Strikethrough />} onPress={() => wrap("~")} />
            <IconButton label={strings.code} icon={<Code />} onPress={() => wrap("`")} />
          </span>
          {target.threadId !== undefined && editing === undefined && (
            <label className={styles.also}>
              <input
                type="checkbox"
                checked={alsoInRoom}
                onChange={(event) => setAlsoInRoom(event.target.checked)}
              />
              {strings.alsoInRoom}
            </label>
          )}
          <button
            type="button"
            className={styles.send}
            aria-label={editing === undefined ? strings.send : strings.save}
            title={editing === undefined ? strings.send : strings.save}
            disabled={isEmpty || isTooLong}
            onClick={() => void send()}
          >
            <SendHorizontal />
          </button>
        </div>
      </div>
      <TypingLine roomId={target.roomId} threadId={target.threadId} />
    </div>
  );
}
