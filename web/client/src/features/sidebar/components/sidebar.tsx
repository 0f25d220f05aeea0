import { ChevronDown, Compass, Search } from "lucide-react";
import { useCallback, useEffect, useRef, useState } from "react";
import { useLocation } from "wouter";
import { isApple } from "../../../lib/platform";
import { isSafeMode } from "../../../lib/safe-mode";
import { useSetting, useTable, useWorkspace, useCell } from "../../../store/use-store";
import { Button } from "../../../ui/button";
import { EmptyState } from "../../../ui/empty-state";
import { WorkspaceHtml } from "../../../ui/workspace-html";
import { buildSections, type KindId, type Section, unreadRoomIds } from "../sections";
import { sidebarStrings as strings } from "../strings";
import { CreateMenu, type CreationKind } from "./create-menu";
import { type SidebarView, useSidebarView } from "../arrangement";
import { ViewMenu } from "./view-menu";
import { RoomRow } from "./room-row";
import styles from "./sidebar.module.css";

interface Props {
  currentRoomId: string | undefined;
  onSearch: () => void;
  onCreate: (kind: CreationKind) => void;
}

export function Sidebar({ currentRoomId, onSearch, onCreate }: Props) {
  const { store } = useWorkspace();
  const [, navigate] = useLocation();
  const siteName = useSetting("Site_Name");
  const isReady = useCell(store.isReady);
  const roomsVersion = useTable(store.rooms, (table) => table.version);
  const me = useCell(store.me);
  const settings = useCell(store.settings);
  const view = useSidebarView();
  const derive = useCallback(
    (table: typeof store.subscriptions) => buildSections(table, store.rooms, view),
    // eslint-disable-next-line react-hooks/exhaustive-deps -- names and activity come from the rooms, the view from the account
    [store, roomsVersion, me, settings, view.own],
  );
  const sections = useTable(store.subscriptions, derive);
  const listRef = useRef<HTMLDivElement>(null);

  return (
    <nav className={styles.sidebar} aria-label={strings.label} data-mode={view.mode}>
      <header className={styles.header}>
        <h2 className={styles.workspace}>{typeof siteName === "string" ? siteName : "Parley"}</h2>
        <ViewMenu />
        <CreateMenu onCreate={onCreate} onBrowse={() => navigate("/directory")} />
      </header>
      <button type="button" className={styles.search} onClick={onSearch}>
        <Search />
        <span>{strings.filter}</span>
        <kbd>{isApple ? "⌘K" : "Ctrl K"}</kbd>
      </button>
      <div className={styles.scroller} ref={listRef}>
        {sections.map((section) => (
          <SidebarSection
            key={section.id}
            section={section}
            currentRoomId={currentRoomId}
            view={view}
            onLeft={() => navigate("/home")}
          />
        ))}
        {isReady && sections.length === 0 && (
          <EmptyState
            icon={<Compass />}
            title={strings.emptyTitle}
            action={<Button onPress={() => navigate("/directory")}>{strings.browse}</Button>}
          >
            {strings.emptyText}
          </EmptyState>
        )}
        {!isReady && <SidebarSkeleton />}
      </div>
      <UnreadPills listRef={listRef} sections={sections} currentRoomId={currentRoomId} />
      <SidebarFooter />
    </nav>
  );
}

/** What an administrator puts below the list, for dark themes perhaps another one. */
function SidebarFooter() {
  const light = useSetting("Layout_Sidenav_Footer");
  const dark = useSetting("Layout_Sidenav_Footer_Dark");
  const isDark = document.documentElement.dataset.theme?.endsWith("dark") === true;
  const html = isDark && typeof dark === "string" && dark.trim() !== "" ? dark : light;
  if (typeof html !== "string" || html.trim() === "" || isSafeMode()) return null;
  return (
    <div className={styles.footer}>
      <WorkspaceHtml html={html} />
    </div>
  );
}

interface SectionProps {
  section: Section;
  currentRoomId: string | undefined;
  view: SidebarView;
  onLeft: () => void;
}

function SidebarSection({ section, currentRoomId, view, onLeft }: SectionProps) {
  const [isOpen, setIsOpen] = useState(true);
  const { store } = useWorkspace();
  const shown = isOpen
    ? section.roomIds
    : section.roomIds.filter(
        (id) => id === currentRoomId || unreadRoomIds([section], store.subscriptions).includes(id),
      );
  return (
    <section className={styles.section}>
      <h3>
        <button
          type="button"
          className={styles.heading}
          aria-expanded={isOpen}
          onClick={() => setIsOpen(!isOpen)}
        >
          {section.name ?? strings.sections[section.id as KindId]}
          <ChevronDown />
        </button>
      </h3>
      <ul className={styles.rows}>
        {shown.map((roomId) => (
          <RoomRow
            key={roomId}
            roomId={roomId}
            isCurrent={roomId === currentRoomId}
            mode={view.mode}
            showsAvatar={view.showsAvatars}
            onLeft={onLeft}
          />
        ))}
      </ul>
    </section>
  );
}

const skeletonRows = ["a", "b", "c", "d", "e", "f", "g", "h"];

function SidebarSkeleton() {
  return (
    <ul className={styles.rows} aria-hidden="true">
      {skeletonRows.map((row) => (
        <li key={row} className={styles.skeleton} />
      ))}
    </ul>
  );
}

interface PillProps {
  listRef: React.RefObject<HTMLDivElement | null>;
  sections: readonly Section[];
  currentRoomId: string | undefined;
}

/** Says that unread rooms are scrolled out of sight, and brings the next of them. */
function UnreadPills({ listRef, sections, currentRoomId }: PillProps) {
  const { store } = useWorkspace();
  const [hidden, setHidden] = useState<{ above: Element | undefined; below: Element | undefined }>({
    above: undefined,
    below: undefined,
  });
  const version = useTable(store.subscriptions, (table) => table.version);

  useEffect(() => {
    const list = listRef.current;
    if (list === null) return undefined;
    const measure = () => {
      const frame = list.getBoundingClientRect();
      const rows = [...list.querySelectorAll("[data-unread='true']")];
      const above = rows.findLast((row) => row.getBoundingClientRect().bottom < frame.top + 8);
      const below = rows.find((row) => row.getBoundingClientRect().top > frame.bottom - 8);
      setHidden((known) => (known.above === above && known.below === below ? known : { above, below }));
    };
    measure();
    list.addEventListener("scroll", measure, { passive: true });
    addEventListener("resize", measure);
    return () => {
      list.removeEventListener("scroll", measure);
      removeEventListener("resize", measure);
    };
  }, [listRef, sections, version, currentRoomId]);

  const show = (row: Element) => row.scrollIntoView({ block: "center" });
  return (
    <>
      {hidden.above !== undefined && (
        <button
          type="button"
          className={`${styles.pill} ${styles.above}`}
          onClick={() => hidden.above && show(hidden.above)}
        >
          {strings.unreadAbove}
        </button>
      )}
      {hidden.below !== undefined && (
        <button
          type="button"
          className={`${styles.pill} ${styles.below}`}
          onClick={() => hidden.below && show(hidden.below)}
        >
          {strings.unreadBelow}
        </button>
      )}
    </>
  );
}
