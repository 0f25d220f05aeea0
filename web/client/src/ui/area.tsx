import { ArrowLeft, type LucideIcon } from "lucide-react";
import { createContext, type ReactNode, useContext, useEffect, useRef } from "react";
import { Link } from "wouter";
import styles from "./area.module.css";
import { IconButton } from "./button";
import { uiStrings } from "./strings";

export interface AreaLink {
  path: string;
  title: string;
  icon: LucideIcon;
}

interface AreaProps {
  title: string;
  /** Links by group; a group without a name comes first. */
  groups: readonly { title: string; links: readonly AreaLink[] }[];
  /** The path of the page that is open; undefined shows the list alone on phones. */
  current: string | undefined;
  /** Prefetches a page that is about to be opened. */
  onApproach: (path: string) => void;
  onBack: () => void;
  children: ReactNode;
}

const BackContext = createContext<() => void>(() => undefined);

/** A part of the workspace with pages of its own, and the way between them. */
export function Area({ title, groups, current, onApproach, onBack, children }: AreaProps) {
  return (
    <div className={styles.area} data-open={current !== undefined}>
      <nav className={styles.nav} aria-label={title}>
        <h2 className={styles.heading}>{title}</h2>
        <div className={styles.scroller}>
          {groups.map((group) => (
            <div key={group.title} className={styles.group}>
              {group.title !== "" && <h3 className={styles.groupTitle}>{group.title}</h3>}
              <ul className={styles.links}>
                {group.links.map((link) => (
                  <li key={link.path}>
                    <Link
                      href={link.path}
                      className={styles.link}
                      aria-current={link.path === current ? "page" : undefined}
                      onPointerEnter={() => onApproach(link.path)}
                      onFocus={() => onApproach(link.path)}
                    >
                      <link.icon />
                      {link.title}
                    </Link>
                  </li>
                ))}
              </ul>
            </div>
          ))}
        </div>
      </nav>
      <BackContext value={onBack}>
        <div className={styles.body}>{children}</div>
      </BackContext>
    </div>
  );
}

interface PageProps {
  title: string;
  /** One sentence about what the page is for. */
  lead?: string | undefined;
  actions?: ReactNode;
  /** Search and filters, which stay while the rest scrolls. */
  controls?: ReactNode;
  /** Takes all the width, for tables. */
  isWide?: boolean;
  /** What stands beside the page. */
  beside?: ReactNode;
  /** What stands at the end of the page and does not scroll. */
  footer?: ReactNode;
  /** Leads to the page this one belongs to; by default to the list of pages, on phones. */
  onUp?: (() => void) | undefined;
  children: ReactNode;
}

/** Conditions leave `false` where there is nothing. */
const isShown = (node: ReactNode) => node !== undefined && node !== null && node !== false;

export function Page({
  title,
  lead,
  actions,
  controls,
  isWide = false,
  beside,
  footer,
  onUp,
  children,
}: PageProps) {
  const back = useContext(BackContext);
  const content = useRef<HTMLDivElement>(null);
  useEffect(() => (content.current === null ? undefined : keepReachable(content.current)), []);
  return (
    <div className={styles.split}>
      <main className={styles.page} data-wide={isWide}>
        <header className={styles.header}>
          <span className={onUp === undefined ? styles.back : styles.up}>
            <IconButton label={uiStrings.back} icon={<ArrowLeft />} onPress={onUp ?? back} />
          </span>
          <h1 className={styles.title}>{title}</h1>
          {isShown(actions) && <div className={styles.actions}>{actions}</div>}
        </header>
        {isShown(controls) && <div className={styles.controls}>{controls}</div>}
        <div ref={content} className={styles.content}>
          {lead !== undefined && <p className={styles.lead}>{lead}</p>}
          {children}
        </div>
        {isShown(footer) && <footer className={styles.footer}>{footer}</footer>}
      </main>
      {beside}
    </div>
  );
}

const FOCUSABLE = "a[href], button:not(:disabled), input:not(:disabled), textarea, [tabindex='0']";

/** What scrolls must be reachable by keyboard: by something in it, or else itself. */
function keepReachable(region: HTMLElement): () => void {
  const check = () => {
    if (region.scrollHeight > region.clientHeight && region.querySelector(FOCUSABLE) === null)
      region.tabIndex = 0;
    else region.removeAttribute("tabindex");
  };
  const sizes = new ResizeObserver(check);
  sizes.observe(region);
  const changes = new MutationObserver(check);
  changes.observe(region, { childList: true, subtree: true });
  check();
  return () => {
    sizes.disconnect();
    changes.disconnect();
  };
}

interface SectionProps {
  title: string;
  lead?: ReactNode;
  actions?: ReactNode;
  children?: ReactNode;
}

/** A part of a page, under a heading. */
export function PageSection({ title, lead, actions, children }: SectionProps) {
  return (
    <section className={styles.section} aria-label={title}>
      <header className={styles.sectionHead}>
        <h2 className={styles.sectionTitle}>{title}</h2>
        {actions}
      </header>
      {lead !== undefined && <p className={styles.sectionLead}>{lead}</p>}
      {children}
    </section>
  );
}
