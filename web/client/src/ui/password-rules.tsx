import type { RestClient } from "@parley/shared/wire/rest-client";
import { CircleCheck, CircleDashed } from "lucide-react";
import { useEffect, useState } from "react";
import { meetsRule, type PasswordRule, readPolicy } from "../lib/password-policy";
import styles from "./password-rules.module.css";
import { uiStrings } from "./strings";

const strings = uiStrings.passwordRules;

/** The rules for new passwords; empty until they are known, and where there are none. */
export function usePasswordRules(rest: RestClient, path = "pw.getPolicy"): readonly PasswordRule[] {
  const [rules, setRules] = useState<readonly PasswordRule[]>([]);
  useEffect(() => {
    let isCurrent = true;
    rest
      .get(path)
      .then((answer) => isCurrent && setRules(readPolicy(answer)))
      .catch(() => undefined);
    return () => {
      isCurrent = false;
    };
  }, [rest, path]);
  return rules;
}

/** Which rules a password fulfils, while it is typed (ACC-022). */
export function PasswordRules({ rules, password }: { rules: readonly PasswordRule[]; password: string }) {
  if (rules.length === 0) return null;
  return (
    <div className={styles.rules}>
      <span>{strings.title}</span>
      <ul>
        {rules.map((rule) => {
          const isMet = password !== "" && meetsRule(rule, password);
          return (
            <li key={rule.id} data-met={isMet}>
              {isMet ? (
                <CircleCheck role="img" aria-label={strings.met} />
              ) : (
                <CircleDashed role="img" aria-label={strings.unmet} />
              )}
              {strings.rule[rule.id](rule.count)}
            </li>
          );
        })}
      </ul>
    </div>
  );
}
