import { Compass, Inbox, MessagesSquare, Search, ShieldCheck } from "lucide-react";
import type { ReactNode } from "react";
import { Link } from "wouter";
import { ProfileMenu } from "../features/account/components/profile-menu";
import { useSetting } from "../store/use-store";
import { WorkspaceLogo } from "../ui/workspace-logo";
import styles from "./rail.module.css";
import { appStrings } from "./strings";

interface Props {
  active: "inbox" | "chats" | "directory" | "admin" | undefined;
  hasUnread: boolean;
  hasAdmin: boolean;
  /** A workspace may leave the way home out; the address stays. */
  hasHome: boolean;
  chatsPath: string;
  onSearch: () => void;
}

/** The way between the parts of the workspace: a column on wide screens, a bottom bar on phones. */
export function Rail({ active, hasUnread, hasAdmin, hasHome, chatsPath, onSearch }: Props) {
  return (
    <nav className={styles.rail} aria-label={appStrings.workspaceNavigation}>
      <WorkspaceLogo className={styles.logo ?? ""} size={28} dark={useSetting("Assets_logo_dark")} />
      {hasHome && (
        <RailLink
          href="/home"
          label={appStrings.inbox}
          icon={<Inbox />}
          isActive={active === "inbox"}
          hasDot={hasUnread}
        />
      )}
      <RailLink
        href={chatsPath}
        label={appStrings.chats}
        icon={<MessagesSquare />}
        isActive={active === "chats"}
      />
      <RailLink
        href="/directory"
        label={appStrings.directory}
        icon={<Compass />}
        isActive={active === "directory"}
      />
      <button type="button" className={styles.item} onClick={onSearch}>
        <Search />
        <span>{appStrings.search}</span>
      </button>
      <div className={styles.end}>
        {hasAdmin && (
          <span className={styles.wideOnly}>
            <RailLink
              href="/admin"
              label={appStrings.admin}
              icon={<ShieldCheck />}
              isActive={active === "admin"}
            />
          </span>
        )}
        <ProfileMenu hasAdmin={hasAdmin} />
      </div>
    </nav>
  );
}

interface RailLinkProps {
  href: string;
  label: string;
  icon: ReactNode;
  isActive: boolean;
  hasDot?: boolean;
}

function RailLink({ href, label, icon, isActive, hasDot = false }: RailLinkProps) {
  return (
    <Link href={href} className={styles.item} aria-current={isActive ? "page" : undefined} title={label}>
      {icon}
      {hasDot && <i className={styles.dot} />}
      <span>{label}</span>
    </Link>
  );
}
