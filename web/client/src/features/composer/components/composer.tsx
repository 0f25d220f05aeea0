import type { Message } from "@parley/shared/wire/entities";
import {
  type ClipboardEvent,
  type DragEvent,
  type KeyboardEvent,
  lazy,
  type ReactNode,
  type Ref,
  Suspense,
  useCallback,
  useEffect,
  useImperativeHandle,
  useLayoutEffect,
  useMemo,
  useRef,
  useState,
} from "react";
import { hasCommandKey } from "../../../lib/platform";
import { useCell, useEntity, useSetting, useWorkspace } from "../../../store/use-store";
import { Button } from "../../../ui/button";
import { toasts } from "../../../ui/toast";
import { saveEdit, sendText, sharePlace, type Target } from "../actions";
import { ActivityNotice } from "../activity";
import { findQuery, type Query, type Suggestion } from "../completion";
import { sends, useComposerRights } from "../composer-rights";
import { applyFormat, type Format } from "../formatting";
import { useRecorder } from "../recorder";
import { type StagedFile, stageFile } from "../staged-files";
import { composerStrings as strings } from "../strings";
import { uploadFiles } from "../uploads";
import { ComposerContext } from "./composer-context";
import { ComposerTools } from "./composer-tools";
import styles from "./composer.module.css";
import { RecordingBar } from "./recording-bar";
import { useSuggestions } from "./suggestions";
import { TypingLine } from "./typing-line";

const VideoDialog = lazy(() => import("./video-dialog").then((m) => ({ default: m.VideoDialog })));
const WebdavPickerDialog = lazy(() =>
  import("../../../ui/webdav/webdav-picker-dialog").then((m) => ({ default: m.WebdavPickerDialog })),
);
const loadFileList = () => import("./file-list").then((m) => ({ default: m.FileList }));
const FileList = lazy(loadFileList);
const loadSuggestionList = () => import("./suggestion-list").then((m) => ({ default: m.SuggestionList }));
const SuggestionList = lazy(loadSuggestionList);
const CommandPreviews = lazy(() =>
  import("./command-previews").then((m) => ({ default: m.CommandPreviews })),
);
const ScheduleDialog = lazy(() =>
  import("../../../ui/later/later-dialogs").then((m) => ({ default: m.ScheduleDialog })),
);
const PlaceDialog = lazy(() => import("./place-dialog").then((m) => ({ default: m.PlaceDialog })));

/** What the screen around may do with the composer. */
export interface ComposerHandle {
  focus: () => void;
  /** Puts a text at the caret. */
  insert: (text: string) => void;
  addFiles: (files: Iterable<File>) => void;
}

interface Props {
  ref?: Ref<ComposerHandle>;
  target: Target;
  placeholder: string;
  editing: Message | undefined;
  quoted: readonly Message[];
  linkTo: (message: Message) => string;
  onEditDone: () => void;
  onEditLast: () => void;
  /** False when there is none: editing ends. */
  onEditNext: () => boolean;
  onReplyLast: () => void;
  /** An edited message was left without text. */
  onEmptyEdit: (message: Message) => void;
  onQuotesChange: (quoted: Message[]) => void;
  onSent: () => void;
  onStartDiscussion?: (() => void) | undefined;
  renderEmojiPicker: (trigger: ReactNode, onPick: (code: string) => void) => ReactNode;
  /** Nobody has answered in this thread yet. */
  isFirstReply?: boolean;
  autoFocus?: boolean;
}

/** The caret cannot go further that way, and nothing is chosen. */
function leavesBox(event: KeyboardEvent<HTMLTextAreaElement>): boolean {
  const { selectionStart, selectionEnd, value } = event.currentTarget;
  if (selectionStart !== selectionEnd) return false;
  if (event.key === "ArrowUp") return selectionStart === 0;
  return event.key === "ArrowDown" && selectionEnd === value.length;
}

export function Composer({ ref, ...props }: Props) {
  const { target, editing, quoted, onEditDone, onQuotesChange, onSent } = props;
  const workspace = useWorkspace();
  const me = useCell(workspace.store.me);
  const rights = useComposerRights(target.roomId);
  const isEncrypted = useEntity(workspace.store.rooms, target.roomId)?.isEncrypted === true;
  const isGuarded = useSetting("E2E_Enable") === true && isEncrypted;
  const hasWebdav = useSetting("Webdav_Integration_Enabled") === true;
  const draftKey = target.threadId ?? target.roomId;
  const [text, setText] = useState(() => workspace.drafts.read(draftKey));
  const [files, setFiles] = useState<StagedFile[]>([]);
  const alsoWished = me.preferences.alsoSendThreadToChannel;
  const [alsoInRoom, setAlsoInRoom] = useState(
    alsoWished === "always" || (alsoWished === "default" && props.isFirstReply === true),
  );
  const [isDropping, setIsDropping] = useState(false);
  const [capture, setCapture] = useState<"video" | "place" | "webdav" | "later">();
  const [caret, setCaret] = useState(0);
  const [dismissed, setDismissed] = useState<string>();
  const [problem, setProblem] = useState<string>();
  const area = useRef<HTMLTextAreaElement>(null);
  const picker = useRef<HTMLInputElement>(null);
  const isEditingNow = useRef(false);
  const textBeforeEdit = useRef("");
  const [typing] = useState(() => new ActivityNotice(workspace, target, "user-typing"));
  const [recordingNotice] = useState(() => new ActivityNotice(workspace, target, "user-recording"));

  const found = findQuery(text, caret);
  const query: Query | undefined =
    found !== undefined && `${found.start}${found.trigger}` !== dismissed ? found : undefined;
  const suggestions = useSuggestions(query, target.roomId);

  const addFiles = useCallback(
    (list: Iterable<File>) => {
      if (!rights.attaches) {
        toasts.add("failed", strings.filesOff);
        return;
      }
      const added = [...list];
      if (workspace.otr.isOn(target.roomId)) toasts.add("failed", strings.filesAreKept);
      else if (isGuarded) toasts.add("failed", strings.filesAreClear);
      for (const file of added.filter((f) => f.size === 0))
        toasts.add("failed", strings.emptyFile(file.name));
      setFiles((current) => [...current, ...added.filter((f) => f.size > 0).map((f) => stageFile(f))]);
      area.current?.focus();
    },
    [rights.attaches, workspace, target, isGuarded],
  );
  const recorder = useRecorder(rights.kilobits, (file) => addFiles([file]));
  const isRecording = recorder.seconds !== undefined;

  useEffect(() => () => typing.stop(), [typing]);

  // Written on another device, while nobody writes in this box.
  useEffect(() => {
    const hear = (key: string, taken: string) => {
      if (key === draftKey && document.activeElement !== area.current && !isEditingNow.current)
        setText(taken);
    };
    workspace.drafts.onTaken.add(hear);
    return () => void workspace.drafts.onTaken.delete(hear);
  }, [workspace, draftKey]);

  // Soon needed, and also without a connection.
  useEffect(() => {
    void Promise.all([loadSuggestionList(), loadFileList(), import("./upload-list")]).catch(() => undefined);
  }, []);

  useEffect(() => {
    if (isRecording) recordingNotice.note();
    else recordingNotice.stop();
  }, [recordingNotice, isRecording, recorder.seconds]);

  useEffect(() => {
    if (
      editing === undefined &&
      text !== workspace.drafts.read(draftKey) &&
      !workspace.otr.isOn(target.roomId)
    )
      workspace.drafts.note(draftKey, text, target.roomId, isGuarded);
  }, [text, draftKey, editing, workspace, target, isGuarded]);

  useEffect(() => {
    const wasEditing = isEditingNow.current;
    isEditingNow.current = editing !== undefined;
    if (editing === undefined) return;
    setText((current) => {
      if (!wasEditing) textBeforeEdit.current = current;
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

  const change = useCallback((next: string, start: number, end = start) => {
    setText(next);
    setProblem(undefined);
    requestAnimationFrame(() => {
      area.current?.focus();
      area.current?.setSelectionRange(start, end);
      setCaret(end);
    });
  }, []);

  const selection = () => {
    const start = area.current?.selectionStart ?? text.length;
    return { text, start, end: area.current?.selectionEnd ?? start };
  };

  const insert = (piece: string) => {
    const { start, end } = selection();
    const before = text.slice(0, start);
    const gap = before === "" || /\s$/u.test(before) ? "" : " ";
    change(`${before}${gap}${piece} ${text.slice(end)}`, start + gap.length + piece.length + 1);
  };

  useImperativeHandle(ref, () => ({ focus: () => area.current?.focus(), insert, addFiles }));

  const format = (how: Format) => {
    const next = applyFormat(selection(), how);
    change(next.text, next.start, next.end);
  };

  const accept = (suggestion: Suggestion) => {
    if (query === undefined) return;
    change(
      `${text.slice(0, query.start)}${suggestion.insert} ${text.slice(caret)}`,
      query.start + suggestion.insert.length + 1,
    );
  };

  const finishEdit = () => {
    setText(textBeforeEdit.current);
    textBeforeEdit.current = "";
    onEditDone();
  };

  const isTooLong = text.length > rights.maxLength;
  const canSendAsFile = rights.convertsLong && editing === undefined;
  const isEmpty = text.trim() === "" && files.length === 0 && quoted.length === 0;

  const quotes = () => quoted.map((message) => `[ ](${props.linkTo(message)}) `).join("");
  const clear = () => {
    setText("");
    setCaret(0);
    setProblem(undefined);
    workspace.drafts.write(draftKey, "", target.roomId);
    onQuotesChange([]);
  };

  const send = async () => {
    const body = text.trim();
    if (editing !== undefined) {
      if (isTooLong) return;
      typing.stop();
      finishEdit();
      if (body !== "" || editing.attachments.length > 0) await saveEdit(workspace, editing, body);
      else props.onEmptyEdit(editing);
      return;
    }
    if (isEmpty || isTooLong) return;
    typing.stop();
    const prefix = quotes();
    clear();
    // Off the record or encrypted only the words are: they must not go with a file.
    const sendsFiles = files.length > 0;
    const goesApart = sendsFiles && (isGuarded || workspace.otr.isOn(target.roomId));
    if (sendsFiles) {
      setFiles([]);
      uploadFiles(workspace, target, files, goesApart ? "" : prefix + body);
    }
    if (!sendsFiles || (goesApart && prefix + body !== "")) {
      const wrong = await sendText(workspace, target, prefix + body, alsoInRoom);
      if (wrong !== undefined) {
        setProblem(wrong);
        setText((current) => (current === "" ? body : current));
      }
    }
    if (alsoWished !== "always") setAlsoInRoom(false);
    onSent();
  };

  const sendAsFile = () => {
    const stamp = new Date().toISOString().slice(0, 16).replace("T", " ").replaceAll(":", ".");
    const file = new File([text], `${me.username} ${stamp}.txt`, { type: "text/plain" });
    setText("");
    uploadFiles(workspace, target, [stageFile(file)], "");
  };

  const handleKey = (event: KeyboardEvent<HTMLTextAreaElement>) => {
    if (event.nativeEvent.isComposing) return;
    if (suggestions.handleKey(event, accept)) return;
    if (event.key === "Escape" && query !== undefined && suggestions.items.length > 0) {
      event.stopPropagation();
      setDismissed(`${query.start}${query.trigger}`);
    } else if (sends(event, rights.sendKey)) {
      event.preventDefault();
      void send();
    } else if (event.key === "ArrowUp" && text === "" && editing === undefined) {
      event.preventDefault();
      if (hasCommandKey(event)) props.onReplyLast();
      else props.onEditLast();
    } else if (editing !== undefined && text === editing.text && leavesBox(event)) {
      event.preventDefault();
      if (event.key === "ArrowUp") props.onEditLast();
      else if (!props.onEditNext()) finishEdit();
    } else if (event.key === "Escape" && editing !== undefined) {
      event.stopPropagation();
      finishEdit();
    } else if (hasCommandKey(event) && !event.shiftKey && (event.key === "b" || event.key === "i")) {
      event.preventDefault();
      format(event.key === "b" ? "bold" : "italic");
    }
  };

  const handlePaste = (event: ClipboardEvent) => {
    if (event.clipboardData.files.length === 0) return;
    event.preventDefault();
    addFiles(event.clipboardData.files);
  };

  const handleDrop = (event: DragEvent) => {
    event.preventDefault();
    event.stopPropagation();
    setIsDropping(false);
    if (event.dataTransfer.files.length > 0) addFiles(event.dataTransfer.files);
  };

  const record = useMemo(
    () =>
      rights.records
        ? () =>
            void recorder.start().then((hasBegun) => !hasBegun && toasts.add("failed", strings.noMicrophone))
        : undefined,
    [rights.records, recorder],
  );
  const attach = rights.attaches ? () => picker.current?.click() : undefined;
  const isEditing = editing !== undefined;
  // Files wait nowhere, commands act at once, and what only the two of a room may read is not left with the server.
  const mayWait =
    !isEditing &&
    files.length === 0 &&
    text.trim() !== "" &&
    !text.startsWith("/") &&
    !isTooLong &&
    !workspace.otr.isOn(target.roomId) &&
    !isEncrypted;

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
        {query !== undefined && suggestions.items.length > 0 && (
          <Suspense fallback={null}>
            <SuggestionList state={suggestions} onAccept={accept} />
          </Suspense>
        )}
        <ComposerContext
          isEditing={isEditing}
          quoted={quoted}
          onCancelEdit={finishEdit}
          onQuotesChange={onQuotesChange}
        />
        {files.length > 0 && (
          <Suspense fallback={null}>
            <FileList files={files} onChange={setFiles} />
          </Suspense>
        )}
        {text.startsWith("/") && !workspace.otr.isOn(target.roomId) && (
          <Suspense fallback={null}>
            <CommandPreviews text={text} target={target} onChosen={() => setText("")} />
          </Suspense>
        )}
        <textarea
          ref={area}
          id={target.threadId === undefined ? "message-box" : undefined}
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
            setProblem(undefined);
            if (event.target.value !== "" && !isEditing) typing.note();
          }}
          onSelect={(event) => setCaret(event.currentTarget.selectionStart)}
          onKeyDown={handleKey}
          onPaste={handlePaste}
          onBlur={() => typing.stop()}
        />
        {isGuarded && text.startsWith("/") && <p className={styles.problem}>{strings.commandIsClear}</p>}
        {problem !== undefined && (
          <p className={styles.problem} role="alert">
            {problem}
          </p>
        )}
        {isTooLong && (
          <p className={styles.problem} role="alert">
            {canSendAsFile ? strings.tooLongOrFile(rights.maxLength) : strings.tooLong(rights.maxLength)}
            {canSendAsFile && (
              <Button look="quiet" onPress={sendAsFile}>
                {strings.sendAsFile}
              </Button>
            )}
          </p>
        )}
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
        {isRecording ? (
          <RecordingBar recorder={recorder} />
        ) : (
          <ComposerTools
            isEditing={isEditing}
            isSendable={!isTooLong && (!isEmpty || isEditing)}
            onAttach={attach}
            onRecord={record}
            onFilm={rights.films ? () => setCapture("video") : undefined}
            onPlace={rights.sharesPlace ? () => setCapture("place") : undefined}
            onWebdav={rights.attaches && hasWebdav ? () => setCapture("webdav") : undefined}
            onStartDiscussion={rights.discusses ? props.onStartDiscussion : undefined}
            onSchedule={mayWait ? () => setCapture("later") : undefined}
            onFormat={format}
            onEmoji={(code) => insert(`:${code}:`)}
            alsoInRoom={target.threadId === undefined || isEditing ? undefined : alsoInRoom}
            onAlsoInRoom={setAlsoInRoom}
            onSend={() => void send()}
            renderEmojiPicker={props.renderEmojiPicker}
          />
        )}
      </div>
      <TypingLine roomId={target.roomId} threadId={target.threadId} />
      <Suspense fallback={null}>
        {capture === "video" && (
          <VideoDialog onFile={(file) => addFiles([file])} onClose={() => setCapture(undefined)} />
        )}
        {capture === "webdav" && (
          <WebdavPickerDialog onFile={(file) => addFiles([file])} onClose={() => setCapture(undefined)} />
        )}
        {capture === "later" && (
          <ScheduleDialog
            roomId={target.roomId}
            threadId={target.threadId}
            text={quotes() + text.trim()}
            onScheduled={clear}
            onClose={() => setCapture(undefined)}
          />
        )}
        {capture === "place" && (
          <PlaceDialog
            onShare={(place) => void sharePlace(workspace, target, place)}
            onClose={() => setCapture(undefined)}
          />
        )}
      </Suspense>
    </div>
  );
}
