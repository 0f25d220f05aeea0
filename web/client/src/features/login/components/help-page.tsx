import { useEffect } from "react";
import { Link } from "wouter";
import { helpStrings as strings } from "../help-strings";
import styles from "./entrance.module.css";
import helpStyles from "./help-page.module.css";

interface Props {
  id: "accessibility" | "glossary";
  workspace: string;
  /** Where one goes from here. */
  end: string;
  onBack: () => void;
}

/** What is done for everybody to be able to use this, and what its words mean (A11Y-043, A11Y-044). */
export function HelpPage({ id, workspace, end, onBack }: Props) {
  useEffect(() => {
    document.title = `${strings[id]} – ${workspace}`;
  }, [id, workspace]);
  return (
    <>
      <h1 className={styles.title}>{strings[id]}</h1>
      {id === "accessibility" ? (
        <>
          <p className={styles.lead}>{strings.lead}</p>
          {strings.sections.map((section) => (
            <section key={section.title} className={helpStyles.section}>
              <h2 className={helpStyles.heading}>{section.title}</h2>
              <ul className={helpStyles.list}>
                {section.items.map((item) => (
                  <li key={item}>{item}</li>
                ))}
              </ul>
            </section>
          ))}
          <p className={helpStyles.date}>{strings.date}</p>
        </>
      ) : (
        <>
          <p className={styles.lead}>{strings.glossaryLead}</p>
          <dl className={helpStyles.words}>
            {strings.words.map(([word, meaning]) => (
              <div key={word}>
                <dt>{word}</dt>
                <dd>{meaning}</dd>
              </div>
            ))}
          </dl>
        </>
      )}
      <p className={styles.other}>
        <Link className={styles.link} href={id === "glossary" ? "/accessibility" : "/glossary"}>
          {id === "glossary" ? strings.toAccessibility : strings.toGlossary}
        </Link>
        <button type="button" className={styles.link} onClick={onBack}>
          {end}
        </button>
      </p>
    </>
  );
}
