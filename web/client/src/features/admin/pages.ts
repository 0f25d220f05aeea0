import {
  BadgeCheck,
  BellRing,
  ChartLine,
  ChartNoAxesColumn,
  FileSearch,
  Flag,
  Hash,
  History,
  Import,
  Inbox,
  Info,
  KeyRound,
  type LucideIcon,
  Mail,
  MonitorSmartphone,
  Music,
  Plug,
  ScrollText,
  Settings,
  ShieldAlert,
  Smile,
  SmilePlus,
  Ticket,
  Users,
  Webhook,
} from "lucide-react";
import { type AdminPageId, adminRights } from "./rights";
import type { adminStrings } from "./strings";

export interface AdminPage {
  id: AdminPageId;
  /** The part of the address after /admin/, which administrators know and keep as bookmarks. */
  slug: string;
  icon: LucideIcon;
  group: keyof typeof adminStrings.groups;
}

/** The pages of administration, declared once: navigation, addresses and rights follow (ADM-001, ADM-002). */
export const adminPages: readonly AdminPage[] = [
  {
    id: "workspace",
    slug: "workspace",
    icon: ChartNoAxesColumn,
    group: "workspace",
  },
  {
    id: "engagement",
    slug: "engagement",
    icon: ChartLine,
    group: "workspace",
  },
  {
    id: "settings",
    slug: "settings",
    icon: Settings,
    group: "workspace",
  },
  { id: "users", slug: "users", icon: Users, group: "people" },
  {
    id: "permissions",
    slug: "permissions",
    icon: KeyRound,
    group: "people",
  },
  { id: "invites", slug: "invites", icon: Ticket, group: "people" },
  {
    id: "devices",
    slug: "device-management",
    icon: MonitorSmartphone,
    group: "people",
  },
  {
    id: "statuses",
    slug: "user-status",
    icon: SmilePlus,
    group: "people",
  },
  { id: "rooms", slug: "rooms", icon: Hash, group: "rooms" },
  {
    id: "moderation",
    slug: "moderation",
    icon: Flag,
    group: "rooms",
  },
  { id: "audit", slug: "audit", icon: FileSearch, group: "rooms" },
  {
    id: "lossPrevention",
    slug: "data-loss-prevention",
    icon: ShieldAlert,
    group: "rooms",
  },
  { id: "emoji", slug: "emoji-custom", icon: Smile, group: "rooms" },
  { id: "sounds", slug: "custom-sounds", icon: Music, group: "rooms" },
  { id: "mailer", slug: "mailer", icon: Mail, group: "system" },
  {
    id: "oauthApps",
    slug: "third-party-login",
    icon: Plug,
    group: "system",
  },
  { id: "integrations", slug: "integrations", icon: Webhook, group: "system" },
  { id: "inboxes", slug: "email-inboxes", icon: Inbox, group: "system" },
  { id: "imports", slug: "import", icon: Import, group: "system" },
  { id: "auditTrail", slug: "audit-trail", icon: History, group: "system" },
  { id: "deliveries", slug: "push-deliveries", icon: BellRing, group: "system" },
  { id: "logs", slug: "reports", icon: ScrollText, group: "system" },
  { id: "edition", slug: "subscription", icon: BadgeCheck, group: "system" },
  { id: "about", slug: "registration", icon: Info, group: "system" },
];

export function adminPath(page: AdminPage): string {
  return `/admin/${page.slug}`;
}

/** The pages that somebody with these rights may open. The server lists only permissions of what it can do. */
export function openPages(may: (permission: string) => boolean): AdminPage[] {
  return adminPages.filter((page) => adminRights[page.id].some(may));
}
