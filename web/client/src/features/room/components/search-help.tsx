import { panelStrings } from "../panel-strings";
import styles from "./panels.module.css";

const strings = panelStrings.searchHelp;

/** What narrows a search, to read and to choose (MSG-072). */
export function SearchHelp({ onChoose }: { onChoose: (operator: string) => void }) {
  return (
    <section className={styles.help} aria-label={strings.title}>
      <h3>{strings.title}</h3>
      <ul>
        {strings.operators.map(([operator, meaning]) => (
          <li key={operator}>
            <button type="button" onClick={() => onChoose(operator)}>
              <code>{operator}</code>
              <span>{meaning}</span>
            </button>
          </li>
        ))}
      </ul>
      <p>{strings.pattern}</p>
    </section>
  );
}
