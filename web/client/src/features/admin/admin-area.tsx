import { LockKeyhole } from "lucide-react";
import { lazy, Suspense } from "react";
import { Redirect, useLocation } from "wouter";
import { useRights } from "../../store/use-store";
import { Area, Page } from "../../ui/area";
import { EmptyState } from "../../ui/empty-state";
import { adminPages, adminPath, openPages } from "./pages";
import type { AdminPageId } from "./rights";
import { adminStrings as strings } from "./strings";

/** What a page gets of its address: the parts behind its own name. */
export interface AdminPageProps {
  detail: string | undefined;
  more: string | undefined;
}

const loaders: Record<AdminPageId, () => Promise<{ default: (props: AdminPageProps) => React.ReactNode }>> = {
  workspace: () => import("./workspace/workspace-page").then((m) => ({ default: m.WorkspacePage })),
  engagement: () => import("./engagement/engagement-page").then((m) => ({ default: m.EngagementPage })),
  settings: () => import("./settings/settings-page").then((m) => ({ default: m.SettingsPage })),
  users: () => import("./users/users-page").then((m) => ({ default: m.UsersPage })),
  permissions: () => import("./permissions/permissions-page").then((m) => ({ default: m.PermissionsPage })),
  invites: () => import("./users/invites-page").then((m) => ({ default: m.InvitesPage })),
  devices: () => import("./users/devices-page").then((m) => ({ default: m.DevicesPage })),
  statuses: () => import("./customization/statuses-page").then((m) => ({ default: m.StatusesPage })),
  rooms: () => import("./rooms/rooms-page").then((m) => ({ default: m.RoomsPage })),
  moderation: () => import("./moderation/moderation-page").then((m) => ({ default: m.ModerationPage })),
  audit: () => import("./moderation/audit-page").then((m) => ({ default: m.AuditPage })),
  lossPrevention: () =>
    import("./moderation/loss-prevention-page").then((m) => ({ default: m.LossPreventionPage })),
  emoji: () => import("./customization/emoji-page").then((m) => ({ default: m.EmojiPage })),
  sounds: () => import("./customization/sounds-page").then((m) => ({ default: m.SoundsPage })),
  mailer: () => import("./workspace/mailer-page").then((m) => ({ default: m.MailerPage })),
  inboxes: () => import("./workspace/inboxes-page").then((m) => ({ default: m.InboxesPage })),
  oauthApps: () => import("./workspace/oauth-apps-page").then((m) => ({ default: m.OauthAppsPage })),
  integrations: () =>
    import("./integrations/integrations-page").then((m) => ({ default: m.IntegrationsPage })),
  imports: () => import("./workspace/import-page").then((m) => ({ default: m.ImportPage })),
  auditTrail: () => import("./workspace/audit-trail-page").then((m) => ({ default: m.AuditTrailPage })),
  edition: () => import("./workspace/edition-page").then((m) => ({ default: m.EditionPage })),
  about: () => import("./workspace/about-page").then((m) => ({ default: m.AboutPage })),
  deliveries: () => import("./workspace/deliveries-page").then((m) => ({ default: m.DeliveriesPage })),
  logs: () => import("./workspace/logs-page").then((m) => ({ default: m.LogsPage })),
};

const views = Object.fromEntries(
  adminPages.map((page) => [page.id, lazy(loaders[page.id])]),
) as unknown as Record<AdminPageId, React.ComponentType<AdminPageProps>>;

interface Props {
  slug: string | undefined;
  detail: string | undefined;
  more: string | undefined;
}

/** Administration: its navigation, and the page that the address asks for. */
export function AdminArea({ slug, detail, more }: Props) {
  const [, navigate] = useLocation();
  const may = useRights();
  const pages = openPages(may);
  const known = adminPages.find((page) => page.slug === slug);
  const page = pages.find((candidate) => candidate.slug === slug);
  const isPhone = matchMedia("(max-width: 767px)").matches;
  const first = pages[0];
  if (slug === undefined && first !== undefined && !isPhone)
    return <Redirect to={adminPath(first)} replace />;

  const groups = Object.entries(strings.groups)
    .map(([id, title]) => ({
      title,
      links: pages
        .filter((candidate) => candidate.group === id)
        .map((candidate) => ({
          path: adminPath(candidate),
          title: strings.pages[candidate.id],
          icon: candidate.icon,
        })),
    }))
    .filter((group) => group.links.length > 0);
  const View = page === undefined ? undefined : views[page.id];

  return (
    <Area
      title={strings.title}
      groups={groups}
      current={slug === undefined ? undefined : `/admin/${slug}`}
      onApproach={(path) => {
        const approached = pages.find((candidate) => adminPath(candidate) === path);
        if (approached !== undefined) void loaders[approached.id]();
      }}
      onBack={() => navigate("/admin")}
    >
      <Suspense fallback={null}>
        {View === undefined ? (
          slug !== undefined || pages.length === 0 ? (
            <Page title={known === undefined ? strings.title : strings.pages[known.id]}>
              <EmptyState
                icon={<LockKeyhole />}
                title={known === undefined && slug !== undefined ? strings.unknownTitle : strings.deniedTitle}
              >
                {known === undefined && slug !== undefined ? strings.unknownText : strings.deniedText}
              </EmptyState>
            </Page>
          ) : null
        ) : (
          <View key={slug} detail={detail} more={more} />
        )}
      </Suspense>
    </Area>
  );
}
