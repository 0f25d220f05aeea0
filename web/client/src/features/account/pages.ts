import {
  Eye,
  FileDown,
  HardDrive,
  KeyRound,
  type LucideIcon,
  MonitorSmartphone,
  ShieldCheck,
  SlidersHorizontal,
  UserPen,
} from "lucide-react";
import type { accountStrings } from "./strings";

export type AccountPageId = keyof typeof accountStrings.pages;

export interface AccountPage {
  id: AccountPageId;
  slug: string;
  icon: LucideIcon;
  /** By rights of the person and settings of the workspace (ACC-072). */
  isOpen: (may: (permission: string) => boolean, settings: Record<string, unknown>) => boolean;
}

const always = () => true;

/** The pages of one's own account, at addresses that people know. */
export const accountPages: readonly AccountPage[] = [
  { id: "profile", slug: "profile", icon: UserPen, isOpen: always },
  { id: "preferences", slug: "preferences", icon: SlidersHorizontal, isOpen: always },
  { id: "appearance", slug: "accessibility-and-appearance", icon: Eye, isOpen: always },
  { id: "security", slug: "security", icon: ShieldCheck, isOpen: always },
  {
    id: "tokens",
    slug: "tokens",
    icon: KeyRound,
    isOpen: (may) => may("create-personal-access-tokens"),
  },
  {
    id: "devices",
    slug: "manage-devices",
    icon: MonitorSmartphone,
    // Known only where the server can list sessions.
    isOpen: (_, settings) => settings.Device_Management_Allow_Login_Email_preference !== undefined,
  },
  {
    id: "webdav",
    slug: "integrations",
    icon: HardDrive,
    isOpen: (_, settings) => settings.Webdav_Integration_Enabled === true,
  },
  {
    id: "data",
    slug: "data",
    icon: FileDown,
    isOpen: (_, settings) =>
      settings.UserData_EnableDownload === true || settings.Accounts_AllowDeleteOwnAccount === true,
  },
];

export function accountPath(page: AccountPage): string {
  return `/account/${page.slug}`;
}
