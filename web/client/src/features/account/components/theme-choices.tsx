import { Monitor } from "lucide-react";
import { useState } from "react";
import { Radio, RadioGroup } from "react-aria-components";
import { readTheme, setTheme, themePreference, type ThemeChoice } from "../../../lib/theme";
import { savePreferences } from "../../../store/preferences";
import { useWorkspace } from "../../../store/use-store";
import { accountStrings as strings } from "../strings";
import styles from "./profile.module.css";

const choices: readonly ThemeChoice[] = ["system", "light", "dark", "contrast-light", "contrast-dark"];

/** The themes, each in its own colours. A choice counts at once, and on other devices as far as they know it. */
export function ThemeChoices() {
  const workspace = useWorkspace();
  const [choice, setChoice] = useState(readTheme());
  return (
    <RadioGroup
      aria-label={strings.appearanceTitle}
      className={styles.themes ?? ""}
      value={choice}
      onChange={(value) => {
        const next = value as ThemeChoice;
        setChoice(next);
        setTheme(next);
        const themeAppearence = themePreference(next);
        if (themeAppearence !== undefined)
          savePreferences(workspace, { themeAppearence }).catch(() => undefined);
      }}
    >
      {choices.map((theme) => (
        <Radio key={theme} value={theme} className={styles.theme ?? ""}>
          <span
            aria-hidden
            className={styles.swatch}
            {...(theme === "system" ? {} : { "data-theme": theme })}
          >
            {theme === "system" ? <Monitor /> : "Aa"}
          </span>
          <span>{strings.themes[theme]}</span>
        </Radio>
      ))}
    </RadioGroup>
  );
}
