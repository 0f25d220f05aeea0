import { ArrowDown, CircleAlert } from "lucide-react";
import {
  type KeyboardEvent,
  lazy,
  type ReactNode,
  Suspense,
  useCallback,
  useEffect,
  useLayoutEffect,
  useMemo,
  useRef,
  useState,
} from "react";
import { Virtualizer, type VirtualizerHandle } from "virtua";
import { useEntity, useSetting, useWorkspace } from "../../../store/use-store";
import { emptyTimeline } from "../../../store/timeline";
import { Button } from "../../../ui/button";
import { EmptyState } from "../../../ui/empty-state";
import { useHiddenKinds } from "../hidden-kinds";
import { PictureContext, picturesOf } from "../pictures";
import { buildRows, type Row } from "../rows";
import { timelineStrings as strings } from "../strings";
import type { MessageHandlers } from "../handlers";
import styles from "./message-timeline.module.css";
import { countUnread, RowView, TimelineSkeleton, UnreadBar } from "./timeline-rows";

interface Props {
  /** Room id or thread key in the store's timelines. */
  timelineKey: string;
  label: string;
  foreword: ReactNode;
  /** Until when the reader had seen everything on arrival; fixed while the room is open. */
  seenUntil: number | undefined;
  highlightedId: string | undefined;
  editingId: string | undefined;
  handlers: MessageHandlers;
  onLoadOlder: () => Promise<void>;
  onLoadNewer: () => Promise<void>;
  /** Brings the first message after a time, when it is not among those loaded. */
  onLoadUnread: (since: number) => Promise<void>;
  onMarkRead: () => void;
  onJumpToPresent: () => void;
  /** Whether the newest message is on screen. */
  onAtEnd: (isAtEnd: boolean) => void;
  failure: string | undefined;
  onRetry: () => void;
  /** A thread begins with its root, at the top, and is loaded whole. */
  isThread?: boolean;
}

const PictureViewer = lazy(() => import("./picture-viewer").then((m) => ({ default: m.PictureViewer })));

const NEAR_EDGE = 600;
const END_SLACK = 24;
const DEFAULT_PERIOD = 300;

export function MessageTimeline(props: Props) {
  const { timelineKey, seenUntil, highlightedId, onLoadOlder, onLoadNewer, onAtEnd } = props;
  const { store } = useWorkspace();
  const isThread = props.isThread === true;
  const known = useEntity(store.timelines, timelineKey) ?? emptyTimeline;
  const timeline = useMemo(() => (isThread ? { ...known, hasOlder: false } : known), [known, isThread]);
  const scroller = useRef<HTMLDivElement>(null);
  const list = useRef<VirtualizerHandle>(null);
  const isAtEnd = useRef(highlightedId === undefined);
  /** Asked to be at the end, until the reader moves: a new stretch takes a while to be loaded and measured. */
  const holdsEnd = useRef(false);
  const endBefore = useRef<string>(undefined);
  const seen = useRef<{ element?: HTMLElement; top: number; height: number }>({ top: 0, height: 0 });
  const [showsPill, setShowsPill] = useState(false);
  const [leftAt, setLeftAt] = useState<string>();
  const [focusedId, setFocusedId] = useState<string>();
  const [olderFailed, setOlderFailed] = useState(false);
  const loadsOlder = useRef(false);
  const [isLineAbove, setIsLineAbove] = useState(false);
  const hasSeenLine = useRef(false);
  const goesToLine = useRef(false);
  const [picture, setPicture] = useState<string>();
  const hiddenKinds = useHiddenKinds(timelineKey);
  const period = useSetting("Message_GroupingPeriod");
  const runMs = (typeof period === "number" && period >= 0 ? period : DEFAULT_PERIOD) * 1000;

  const rows = useMemo(
    () =>
      buildRows(timeline.ids, store.findMessage, {
        hasOlder: timeline.hasOlder,
        seenUntil,
        myId: store.me.get().id,
        runMs,
        hiddenKinds,
      }),
    [timeline, store, seenUntil, runMs, hiddenKinds],
  );

  const isPrepend = usePrepend(rows);
  const lastId = timeline.ids.at(-1);
  const tabStop = focusedId !== undefined && timeline.ids.includes(focusedId) ? focusedId : lastId;

  // Not by way of the list: until all is measured it would pull back whoever scrolls away meanwhile.
  const followEnd = useCallback(() => {
    const element = scroller.current;
    if (element === null || !(isAtEnd.current || holdsEnd.current)) return;
    // Another stretch is drawn into another element, which nobody has scrolled yet.
    if (!holdsEnd.current && seen.current.element === element && hasJustLeft(element, seen.current)) return;
    element.scrollTop = element.scrollHeight;
    seen.current = { element, top: element.scrollTop, height: element.scrollHeight };
  }, []);

  // Stay at the end while there, whatever arrives or grows; go there with what one writes oneself.
  useLayoutEffect(() => {
    const last = store.messages.get(lastId ?? "");
    if (lastId !== endBefore.current && last?.delivery !== undefined) isAtEnd.current = true;
    const isReplaced = endBefore.current !== undefined && !timeline.ids.includes(endBefore.current);
    endBefore.current = lastId;
    // Nothing of another stretch is measured yet: the list finds its end.
    if (isReplaced && (isAtEnd.current || holdsEnd.current))
      list.current?.scrollToIndex(rows.length - 1, { align: "end" });
    else followEnd();
  }, [rows, followEnd, lastId, store, timeline.ids]);

  useEffect(() => {
    const element = scroller.current;
    if (element === null) return undefined;
    const observer = new ResizeObserver(followEnd);
    observer.observe(element);
    const content = element.lastElementChild;
    if (content !== null) observer.observe(content);
    return () => observer.disconnect();
  }, [timeline.isLoaded, followEnd]);

  const target = rows.findIndex((row) => row.kind === "message" && row.id === highlightedId);
  const isTargetThere = target >= 0;
  useLayoutEffect(() => {
    if (!isTargetThere) return;
    isAtEnd.current = holdsEnd.current = false;
    list.current?.scrollToIndex(target, { align: "center" });
    // Only when the target changes or appears: later arrivals must not pull the reader back.
    // eslint-disable-next-line react-hooks/exhaustive-deps
  }, [highlightedId, isTargetThere]);

  const loadOlder = useCallback(async () => {
    if (loadsOlder.current) return;
    loadsOlder.current = true;
    setOlderFailed(false);
    try {
      await onLoadOlder();
    } catch {
      setOlderFailed(true);
    } finally {
      loadsOlder.current = false;
    }
  }, [onLoadOlder]);

  const unreadIndex = rows.findIndex((row) => row.kind === "unread");
  const oldest = store.messages.get(timeline.ids[0] ?? "");
  /** The first unread message lies before the loaded stretch. */
  const isBeyond =
    seenUntil !== undefined && timeline.hasOlder && oldest !== undefined && oldest.sentAt > seenUntil;

  const lookForLine = useCallback(() => {
    const element = scroller.current;
    if (element === null || hasSeenLine.current) return;
    if (isBeyond) setIsLineAbove(true);
    else if (unreadIndex < 0) setIsLineAbove(false);
    else {
      const isAbove = (list.current?.getItemOffset(unreadIndex) ?? 0) < element.scrollTop;
      if (!isAbove && timeline.isLoaded) hasSeenLine.current = true;
      setIsLineAbove(isAbove);
    }
  }, [isBeyond, unreadIndex, timeline.isLoaded]);

  useEffect(() => {
    hasSeenLine.current = false;
  }, [seenUntil]);

  useEffect(() => {
    if (goesToLine.current && unreadIndex >= 0 && !isBeyond) {
      goesToLine.current = false;
      isAtEnd.current = false;
      list.current?.scrollToIndex(unreadIndex, { align: "start" });
    }
    // The list has to be laid out before it can be measured.
    const frame = requestAnimationFrame(lookForLine);
    return () => cancelAnimationFrame(frame);
  }, [lookForLine, rows, unreadIndex, isBeyond]);

  const jumpToUnread = () => {
    goesToLine.current = true;
    isAtEnd.current = holdsEnd.current = false;
    if (isBeyond) void props.onLoadUnread(seenUntil);
    else {
      goesToLine.current = false;
      list.current?.scrollToIndex(unreadIndex, { align: "start" });
    }
  };

  const handleScroll = useCallback(() => {
    const element = scroller.current;
    if (element === null) return;
    seen.current = { element, top: element.scrollTop, height: element.scrollHeight };
    const rest = restBelow(element);
    const atEnd = rest <= END_SLACK && !timeline.hasNewer;
    if (holdsEnd.current && !atEnd) {
      if (!timeline.hasNewer) followEnd();
      return;
    }
    if (atEnd !== isAtEnd.current) {
      isAtEnd.current = atEnd;
      setLeftAt(atEnd ? undefined : lastId);
      onAtEnd(atEnd);
    }
    setShowsPill(rest > element.clientHeight / 2 || timeline.hasNewer);
    if (element.scrollTop < NEAR_EDGE && timeline.hasOlder && timeline.isLoaded && !olderFailed)
      void loadOlder();
    if (rest < NEAR_EDGE && timeline.hasNewer) void onLoadNewer();
    lookForLine();
  }, [timeline, lastId, onAtEnd, loadOlder, onLoadNewer, olderFailed, lookForLine, followEnd]);

  // A page of short messages may not fill the screen: go on until it does.
  useEffect(() => {
    const element = scroller.current;
    if (
      element !== null &&
      timeline.isLoaded &&
      timeline.hasOlder &&
      element.scrollHeight <= element.clientHeight + NEAR_EDGE &&
      !olderFailed
    ) {
      void loadOlder();
    }
  }, [timeline, loadOlder, olderFailed]);

  useEffect(() => {
    onAtEnd(isAtEnd.current);
  }, [onAtEnd, timelineKey]);

  const arrivals = leftAt === undefined ? 0 : timeline.ids.length - 1 - timeline.ids.indexOf(leftAt);

  const letGo = () => {
    holdsEnd.current = false;
  };

  const handlePill = () => {
    holdsEnd.current = true;
    // The present is another stretch, which is scrolled to when it is there.
    if (timeline.hasNewer) props.onJumpToPresent();
    else followEnd();
  };

  const handleKey = (event: KeyboardEvent<HTMLDivElement>) => {
    letGo();
    const article = (event.target as HTMLElement).closest<HTMLElement>("article[data-message-id]");
    if (article === null) return;
    if (event.target !== article) {
      if (event.key === "Escape" && event.target instanceof HTMLButtonElement) {
        event.preventDefault();
        event.stopPropagation();
        article.focus();
      }
      return;
    }
    if (event.key === "Enter" || event.key === " ") {
      event.preventDefault();
      article.querySelector<HTMLElement>("[role='toolbar'] button")?.focus();
      return;
    }
    const at = timeline.ids.indexOf(article.dataset.messageId ?? "");
    const to = { ArrowUp: at - 1, ArrowDown: at + 1, Home: 0, End: timeline.ids.length - 1 }[event.key];
    if (to === undefined) return;
    event.preventDefault();
    const next = timeline.ids[to];
    if (next === undefined) return;
    setFocusedId(next);
    list.current?.scrollToIndex(
      rows.findIndex((row) => row.kind === "message" && row.id === next),
      { align: "nearest" },
    );
    requestAnimationFrame(() =>
      scroller.current?.querySelector<HTMLElement>(`[data-message-id="${CSS.escape(next)}"]`)?.focus(),
    );
  };

  if (!timeline.isLoaded && timeline.ids.length === 0 && (!isThread || props.failure !== undefined)) {
    if (props.failure !== undefined) {
      return (
        <EmptyState
          icon={<CircleAlert />}
          title={strings.roomLoadFailed}
          action={<Button onPress={props.onRetry}>{strings.tryAgain}</Button>}
        >
          {props.failure}
        </EmptyState>
      );
    }
    return <TimelineSkeleton />;
  }

  return (
    <div className={styles.frame}>
      {/* eslint-disable-next-line jsx-a11y/no-noninteractive-element-interactions -- arrow keys move among the messages */}
      <div
        ref={scroller}
        className={styles.scroller}
        role="log"
        aria-label={props.label}
        aria-live="off"
        onScroll={handleScroll}
        onWheel={letGo}
        onTouchMove={letGo}
        onPointerDown={letGo}
        onKeyDown={handleKey}
        onFocus={(event) =>
          setFocusedId((event.target as HTMLElement).closest<HTMLElement>("article")?.dataset.messageId)
        }
      >
        {!isThread && <div className={styles.spacer} />}
        <PictureContext value={setPicture}>
          <Virtualizer ref={list} scrollRef={scroller} data={rows} shift={isPrepend}>
            {(row) => (
              <RowView
                key={row.key}
                row={row}
                foreword={props.foreword}
                tabStop={tabStop}
                highlightedId={highlightedId}
                editingId={props.editingId}
                handlers={props.handlers}
                olderFailed={olderFailed}
                onRetryOlder={() => void loadOlder()}
              />
            )}
          </Virtualizer>
        </PictureContext>
      </div>
      {picture !== undefined && (
        <Suspense fallback={null}>
          <PictureViewer
            pictures={picturesOf(timeline.ids, store.findMessage)}
            first={picture}
            onClose={() => setPicture(undefined)}
          />
        </Suspense>
      )}
      {isLineAbove && seenUntil !== undefined && (
        <UnreadBar
          count={countUnread(rows, store.findMessage)}
          isMore={isBeyond}
          since={seenUntil}
          onJump={jumpToUnread}
          onMarkRead={() => {
            setIsLineAbove(false);
            props.onMarkRead();
          }}
        />
      )}
      {showsPill && (
        <button
          type="button"
          className={`${styles.pill} ${arrivals > 0 ? styles.news : ""}`}
          onClick={handlePill}
        >
          <ArrowDown />
          {arrivals > 0 ? strings.newBelow(arrivals) : strings.jumpToPresent}
        </button>
      )}
    </div>
  );
}

function restBelow(element: HTMLElement): number {
  return element.scrollHeight - element.scrollTop - element.clientHeight;
}

/** Whether the reader has scrolled up since we last heard; the browser tells of it only before it paints next. */
function hasJustLeft(element: HTMLElement, seen: { top: number; height: number }): boolean {
  const shrunkBy = Math.max(0, seen.height - element.scrollHeight);
  return seen.top - element.scrollTop - shrunkBy > END_SLACK && restBelow(element) > END_SLACK;
}

/** True for the one render in which rows were added before those already there. */
function usePrepend(rows: readonly Row[]): boolean {
  const known = useRef<{ firstId: string | undefined; count: number }>({ firstId: undefined, count: 0 });
  const firstId = rows.find((row) => row.kind === "message")?.key;
  const { firstId: before } = known.current;
  const isPrepend = before !== undefined && before !== firstId && rows.some((row) => row.key === before);
  useEffect(() => {
    known.current = { firstId, count: rows.length };
  }, [firstId, rows.length]);
  return isPrepend;
}
