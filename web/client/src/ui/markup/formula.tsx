import { useLayoutEffect, useRef, useState } from "react";
import { drawFormula, loadFormulas } from "./formulas";
import { uiStrings } from "../strings";
import styles from "./formula.module.css";

const strings = uiStrings.markup;

interface Props {
  formula: string;
  isBlock?: boolean;
}

type State = "loading" | "drawn" | "wrong";

/** A formula; its text while the typesetter loads, and, with a hint, when it cannot be read. */
export function Formula({ formula, isBlock = false }: Props) {
  const host = useRef<HTMLSpanElement>(null);
  const [state, setState] = useState<State>("loading");

  useLayoutEffect(() => {
    let isCurrent = true;
    loadFormulas()
      .then((katex) => {
        const element = host.current;
        if (!isCurrent || element === null) return;
        setState(drawFormula(katex, formula, element, isBlock) === undefined ? "drawn" : "wrong");
      })
      .catch(() => undefined);
    return () => {
      isCurrent = false;
    };
  }, [formula, isBlock]);

  return (
    <span className={isBlock ? styles.block : styles.inline}>
      <span ref={host} />
      {state !== "drawn" && (
        <code
          className={styles.source}
          title={state === "wrong" ? strings.badFormula : undefined}
          data-wrong={state === "wrong"}
        >
          {formula}
        </code>
      )}
      {state === "wrong" && <span className={styles.hint}>{strings.badFormula}</span>}
    </span>
  );
}
