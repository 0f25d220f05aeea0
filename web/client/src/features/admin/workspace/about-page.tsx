import { asRecord } from "@parley/shared/wire/parse";
import { useEffect, useState } from "react";
import { Link } from "wouter";
import { useRights, useSetting, useWorkspace } from "../../../store/use-store";
import { Page, PageSection } from "../../../ui/area";
import { Facts } from "../../../ui/facts";
import { explain } from "../acts";
import { groupLabel } from "../settings/labels";
import { fetchSettings } from "../settings/settings";
import { adminStrings } from "../strings";
import { toasts } from "../../../ui/toast";
import { aboutStrings as strings } from "./edition-strings";
import styles from "./edition-page.module.css";

/** What each thing of the cloud is here: the beginnings of the names of the settings that stand for it. */
const items = [
  { id: "push", settings: /^Push_(?:gateway|enable_gateway|enable)$/u },
  { id: "apps", settings: /^Apps_Framework_/u },
  { id: "login", settings: /^Accounts_OAuth_/u },
] as const;

/** What stands where other servers have a registration (ADM-018). */
export function AboutPage() {
  const workspace = useWorkspace();
  const { link } = workspace;
  const may = useRights();
  const name = useSetting("Site_Name");
  const address = useSetting("Site_Url");
  const [version, setVersion] = useState<string>();
  const [id, setId] = useState<string>();
  const [settings, setSettings] = useState<ReadonlyMap<string, string>>();
  const seesSettings = may("view-privileged-setting");

  useEffect(() => {
    let isCurrent = true;
    const failed = (error: unknown) => isCurrent && toasts.add("failed", explain(error));
    link.rest
      .get("info")
      .then((answer) => {
        const own = asRecord(answer.parley).version;
        if (isCurrent && typeof own === "string") setVersion(own);
      })
      .catch(failed);
    link.rest
      .get("cloud.registrationStatus")
      .then((answer) => {
        const given = asRecord(answer.registrationStatus).uniqueId;
        if (isCurrent && typeof given === "string") setId(given);
      })
      .catch(failed);
    if (seesSettings) {
      fetchSettings(workspace)
        .then((all) => {
          if (!isCurrent) return;
          const found = items.flatMap((item) => {
            const setting = all.find((candidate) => item.settings.test(candidate.id));
            return setting === undefined ? [] : [[item.id, setting.group] as const];
          });
          setSettings(new Map(found));
        })
        .catch(failed);
    }
    return () => {
      isCurrent = false;
    };
  }, [workspace, link, seesSettings]);

  return (
    <Page title={adminStrings.pages.about} lead={strings.lead}>
      <PageSection title={strings.identity}>
        <Facts
          facts={[
            [strings.name, typeof name === "string" ? name : undefined],
            [strings.address, typeof address === "string" ? address : undefined],
            [strings.version, version],
            [strings.registered, strings.notRegistered],
            [strings.id, id],
          ]}
        />
      </PageSection>
      <PageSection title={strings.instead} lead={strings.insteadLead}>
        <ul className={styles.items}>
          {items.map((item) => {
            const [title, text] = strings.items[item.id];
            const group = settings?.get(item.id);
            // Without the right to see settings one cannot tell.
            if (group === undefined && seesSettings)
              return <Item key={item.id} title={title} text={settings === undefined ? "" : strings.none} />;
            return (
              <Item key={item.id} title={title} text={text}>
                {group !== undefined && (
                  <Link href={`/admin/settings/${encodeURIComponent(group)}`}>
                    {strings.open(groupLabel(group))}
                  </Link>
                )}
              </Item>
            );
          })}
          <Item title={strings.items.figures[0]} text={strings.items.figures[1]}>
            {may("view-statistics") && <Link href="/admin/workspace">{strings.figures}</Link>}
          </Item>
        </ul>
      </PageSection>
    </Page>
  );
}

function Item({ title, text, children }: { title: string; text: string; children?: React.ReactNode }) {
  return (
    <li className={styles.item}>
      <h3 className={styles.itemTitle}>{title}</h3>
      <p className={styles.itemText}>{text}</p>
      {children !== undefined && children !== false && <p className={styles.itemText}>{children}</p>}
    </li>
  );
}
