import { asList, asRecord } from "@parley/shared/wire/parse";
import { BadgeCheck, Check } from "lucide-react";
import { useCallback, useEffect, useState } from "react";
import { useWorkspace } from "../../../store/use-store";
import { Page, PageSection } from "../../../ui/area";
import { Button } from "../../../ui/button";
import { EmptyState } from "../../../ui/empty-state";
import { explain } from "../acts";
import { adminStrings } from "../strings";
import { editionStrings as strings } from "./edition-strings";
import styles from "./edition-page.module.css";
import figureStyles from "./workspace-page.module.css";

interface Edition {
  modules: string[];
  seats: number;
  /** Undefined while the server counts none. */
  contacts: number | undefined;
}

/** Says that nothing is locked, and how much is used (ADM-013). */
export function EditionPage() {
  const { link } = useWorkspace();
  const [edition, setEdition] = useState<Edition>();
  const [problem, setProblem] = useState<string>();

  const load = useCallback(async () => {
    setProblem(undefined);
    try {
      const [modules, users, statistics] = await Promise.all([
        link.read("license:getModules"),
        link.rest.get("licenses.maxActiveUsers"),
        link.rest.get("statistics").catch(() => ({}) as Record<string, unknown>),
      ]);
      const contacts = asRecord(statistics).monthlyActiveContacts;
      setEdition({
        modules: asList(modules).map(String),
        seats: typeof users.activeUsers === "number" ? users.activeUsers : 0,
        contacts: typeof contacts === "number" ? contacts : undefined,
      });
    } catch (error) {
      setProblem(explain(error));
    }
  }, [link]);

  useEffect(() => {
    void load();
  }, [load]);

  return (
    <Page title={adminStrings.pages.edition} lead={strings.lead}>
      {problem !== undefined && (
        <EmptyState
          icon={<BadgeCheck />}
          title={strings.failed}
          action={<Button onPress={() => void load()}>{strings.tryAgain}</Button>}
        >
          {problem}
        </EmptyState>
      )}
      {edition !== undefined && (
        <>
          <PageSection title={strings.use}>
            <dl className={figureStyles.figures}>
              <div className={figureStyles.figure}>
                <dt>{strings.seats}</dt>
                <dd>{strings.unlimited(edition.seats)}</dd>
              </div>
              {edition.contacts !== undefined && (
                <div className={figureStyles.figure}>
                  <dt>{strings.contacts}</dt>
                  <dd>{strings.unlimited(edition.contacts)}</dd>
                </div>
              )}
            </dl>
          </PageSection>
          <PageSection title={strings.features} lead={strings.featuresLead(edition.modules.length)}>
            <ul className={styles.features}>
              {edition.modules.map((module) => (
                <li key={module} className={styles.feature}>
                  <Check />
                  <span>{strings.modules[module] ?? module}</span>
                  <span className={styles.state}>{strings.on}</span>
                </li>
              ))}
            </ul>
          </PageSection>
        </>
      )}
    </Page>
  );
}
