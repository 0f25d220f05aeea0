import { LockKeyhole } from "lucide-react";
import { lazy, Suspense } from "react";
import { Redirect, useLocation } from "wouter";
import { useCell, useRights, useWorkspace } from "../../store/use-store";
import { Area, Page } from "../../ui/area";
import { EmptyState } from "../../ui/empty-state";
import { type AccountPageId, accountPages, accountPath } from "./pages";
import { accountStrings as strings } from "./strings";

const loaders: Record<AccountPageId, () => Promise<{ default: () => React.ReactNode }>> = {
  profile: () => import("./components/profile-page").then((m) => ({ default: m.ProfilePage })),
  preferences: () => import("./components/preferences-page").then((m) => ({ default: m.PreferencesPage })),
  appearance: () => import("./components/appearance-page").then((m) => ({ default: m.AppearancePage })),
  security: () => import("./components/security-page").then((m) => ({ default: m.SecurityPage })),
  tokens: () => import("./components/tokens-page").then((m) => ({ default: m.TokensPage })),
  devices: () => import("./components/devices-page").then((m) => ({ default: m.DevicesPage })),
  webdav: () => import("./components/webdav-page").then((m) => ({ default: m.WebdavPage })),
  data: () => import("./components/data-page").then((m) => ({ default: m.DataPage })),
};

const views = Object.fromEntries(
  accountPages.map((page) => [page.id, lazy(loaders[page.id])]),
) as unknown as Record<AccountPageId, React.ComponentType>;

/** Everything about oneself: its navigation, and the page that the address asks for. */
export function AccountArea({ slug }: { slug: string | undefined }) {
  const { store } = useWorkspace();
  const [, navigate] = useLocation();
  const may = useRights();
  const settings = useCell(store.settings);
  const pages = accountPages.filter((page) => page.isOpen(may, settings));
  const page = pages.find((candidate) => candidate.slug === slug);
  const isPhone = matchMedia("(max-width: 767px)").matches;
  if (slug === undefined && !isPhone) return <Redirect to="/account/profile" replace />;
  const View = page === undefined ? undefined : views[page.id];
  return (
    <Area
      title={strings.areaTitle}
      groups={[
        {
          title: "",
          links: pages.map((candidate) => ({
            path: accountPath(candidate),
            title: strings.pages[candidate.id],
            icon: candidate.icon,
          })),
        },
      ]}
      current={slug === undefined ? undefined : `/account/${slug}`}
      onApproach={(path) => {
        const approached = pages.find((candidate) => accountPath(candidate) === path);
        if (approached !== undefined) void loaders[approached.id]();
      }}
      onBack={() => navigate("/account")}
    >
      <Suspense fallback={null}>
        {View !== undefined && <View key={slug} />}
        {View === undefined && slug !== undefined && (
          <Page title={strings.areaTitle}>
            <EmptyState icon={<LockKeyhole />} title={strings.closedTitle}>
              {strings.closedText}
            </EmptyState>
          </Page>
        )}
      </Suspense>
    </Area>
  );
}
