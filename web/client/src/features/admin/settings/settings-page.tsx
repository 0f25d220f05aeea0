import { ChevronRight, CircleAlert, RotateCcw, SlidersHorizontal } from "lucide-react";
import { useCallback, useMemo, useState } from "react";
import { Link, useLocation } from "wouter";
import { Page, PageSection } from "../../../ui/area";
import { Button } from "../../../ui/button";
import { EmptyState } from "../../../ui/empty-state";
import { SearchField } from "../../../ui/search-field";
import { Segments } from "../../../ui/segments";
import type { AdminPageProps } from "../admin-area";
import { groupHelp, groupLabel } from "./labels";
import { SettingRow } from "./setting-row";
import { groupSettings, same, searchSettings, type Setting } from "./settings";
import styles from "./settings.module.css";
import { SettingsFooter } from "./settings-footer";
import { settingStrings as strings } from "./strings";
import { useSettingsDesk } from "./use-settings-desk";

type Filter = "all" | "changed";
const filters = (["all", "changed"] as const).map((id) => ({ id, label: strings.filters[id] }));

/** Everything that can be set: groups, one group, or what a search finds (SET-001). */
export function SettingsPage({ detail }: AdminPageProps) {
  const desk = useSettingsDesk();
  const [, navigate] = useLocation();
  const [text, setText] = useState("");
  const [filter, setFilter] = useState<Filter>("all");
  const groupId = detail === undefined ? undefined : decodeURIComponent(detail);
  const all = desk.settings;

  const scope = useMemo(
    () =>
      all === undefined ? [] : all.filter((setting) => groupId === undefined || setting.group === groupId),
    [all, groupId],
  );
  const shown = useMemo(
    () =>
      searchSettings(scope, text).filter(
        (setting) => filter === "all" || !same(setting.value, setting.defaultValue),
      ),
    [scope, text, filter],
  );
  const groups = useMemo(() => groupSettings(shown), [shown]);
  const isOverview = groupId === undefined && text.trim() === "" && filter === "all";
  const openGroup = useCallback(() => {
    setText("");
    navigate("/admin/settings");
  }, [navigate]);

  return (
    <Page
      title={groupId === undefined ? strings.title : groupLabel(groupId)}
      onUp={groupId === undefined ? undefined : openGroup}
      controls={
        <>
          <SearchField
            label={groupId === undefined ? strings.search : strings.searchGroup}
            value={text}
            onChange={setText}
          />
          <Segments
            isInline
            label={strings.filterLabel}
            options={filters}
            value={filter}
            onChange={setFilter}
          />
        </>
      }
      footer={desk.changes.size > 0 && <SettingsFooter desk={desk} />}
    >
      {desk.failure !== undefined && (
        <EmptyState
          icon={<CircleAlert />}
          title={strings.failed}
          action={<Button onPress={desk.reload}>{strings.tryAgain}</Button>}
        >
          {desk.failure}
        </EmptyState>
      )}
      {isOverview && (
        <ul className={styles.groups}>
          {groups.map((group) => (
            <li key={group.id}>
              <Link className={styles.group} href={`/admin/settings/${encodeURIComponent(group.id)}`}>
                <span className={styles.groupWords}>
                  <span className={styles.groupTitle}>{group.title}</span>
                  <span className={styles.groupHelp}>{groupHelp(group.id)}</span>
                </span>
                <span className={styles.groupCount}>{strings.count(group.count)}</span>
                <ChevronRight />
              </Link>
            </li>
          ))}
        </ul>
      )}
      {!isOverview &&
        groups.flatMap((group) =>
          group.sections.map((section) => (
            <SettingSection
              key={`${group.id}/${section.id}`}
              title={sectionTitle(group.title, section.title, groupId !== undefined)}
              settings={section.settings}
              desk={desk}
            />
          )),
        )}
      {!isOverview && all !== undefined && groups.length === 0 && (
        <EmptyState
          icon={<SlidersHorizontal />}
          title={filter === "changed" && text === "" ? strings.changedTitle : strings.noneTitle}
        >
          {filter === "changed" && text === "" ? strings.changedText : strings.noneText}
        </EmptyState>
      )}
    </Page>
  );
}

function sectionTitle(group: string, section: string, isInGroup: boolean): string {
  if (isInGroup) return section === "" ? strings.basics : section;
  return section === "" ? group : `${group}: ${section}`;
}

interface SectionProps {
  title: string;
  settings: readonly Setting[];
  desk: ReturnType<typeof useSettingsDesk>;
}

function SettingSection({ title, settings, desk }: SectionProps) {
  const resettable = settings.filter(
    (setting) =>
      setting.type !== "asset" &&
      !setting.isLocked &&
      !setting.isSecret &&
      !same(desk.valueOf(setting.id), setting.defaultValue),
  );
  return (
    <PageSection
      title={title}
      actions={
        resettable.length > 0 && (
          <Button
            look="quiet"
            onPress={() => {
              for (const setting of resettable) desk.change(setting, setting.defaultValue);
            }}
          >
            <RotateCcw />
            {strings.resetSection}
          </Button>
        )
      }
    >
      <div className={styles.rows}>
        {settings.map((setting) => (
          <SettingRow key={setting.id} setting={setting} desk={desk} />
        ))}
      </div>
    </PageSection>
  );
}
