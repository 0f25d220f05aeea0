import { Monitor } from "lucide-react";
import { useState } from "react";
import { Radio, RadioGroup } from "react-aria-components";
import { readTheme, setTheme, type ThemeChoice } from "../../../lib/theme";
import { Button } from "../../../ui/button";
import { Dialog } from "../../../ui/dialog";
import { accountStrings as strings } from "../strings";
import styles from "./profile.module.css";

const choices: readonly ThemeChoice[] = ["system", "light", "dark", "contrast-light", "contrast-dark"];

export function ThemeDialog({ onClose }: { onClose: () => void }) {
  const [choice, setChoice] = useState(readTheme());
  return (
    <Dialog
      title={strings.appearanceTitle}
      onClose={onClose}
      footer={
        <Button look="primary" onPress={onClose}>
          {strings.done}
        </Button>
      }
    >
      <RadioGroup
        aria-label={strings.appearanceTitle}
        className={styles.themes ?? ""}
        value={choice}
        onChange={(value) => {
          setChoice(value as ThemeChoice);
          setTheme(value as ThemeChoice);
        }}
      >
        {choices.map((theme) => (
          <Radio key={theme} value={theme} className={styles.theme ?? ""}>
            <span className={styles.swatch} {...(theme === "system" ? {} : { "data-theme": theme })}>
              {theme === "system" ? <Monitor /> : "Aa"}
            </span>
            {strings.themes[theme]}
          </Radio>
        ))}
      </RadioGroup>
    </Dialog>
  );
}
