import {
  Bold,
  Code,
  Italic,
  Link,
  type LucideIcon,
  Sigma,
  SquareCode,
  Strikethrough,
  Type,
} from "lucide-react";
import { MenuTrigger } from "react-aria-components";
import { isApple } from "../../../lib/platform";
import { useSetting } from "../../../store/use-store";
import { IconButton } from "../../../ui/button";
import { Menu, MenuItem } from "../../../ui/menu";
import type { Format } from "../formatting";
import { composerStrings as strings } from "../strings";
import styles from "./composer.module.css";

const command = isApple ? "⌘" : "Ctrl+";

const formats: readonly { id: Format; icon: LucideIcon; key?: string }[] = [
  { id: "bold", icon: Bold, key: `${command}B` },
  { id: "italic", icon: Italic, key: `${command}I` },
  { id: "strike", icon: Strikethrough },
  { id: "code", icon: Code },
  { id: "code-block", icon: SquareCode },
  { id: "link", icon: Link },
  { id: "formula", icon: Sigma },
];

/** Buttons that format the selection; where there is no room for them, a menu. */
export function FormatBar({ onFormat }: { onFormat: (format: Format) => void }) {
  const hasFormulas = useSetting("Katex_Enabled") !== false;
  const hasParentheses = useSetting("Katex_Parenthesis_Syntax") !== false;
  const shown = formats.filter(({ id }) => id !== "formula" || (hasFormulas && hasParentheses));
  return (
    <>
      <span className={styles.formats}>
        {shown.map(({ id, icon: Icon, key }) => (
          <IconButton
            key={id}
            label={strings.formats[id]}
            icon={<Icon />}
            onPress={() => onFormat(id)}
            {...(key === undefined ? {} : { hint: key })}
          />
        ))}
      </span>
      <span className={styles.formatMenu}>
        <MenuTrigger>
          <IconButton label={strings.format} icon={<Type />} />
          <Menu placement="top start">
            {shown.map(({ id, icon: Icon }) => (
              <MenuItem key={id} icon={<Icon />} onAction={() => onFormat(id)}>
                {strings.formats[id]}
              </MenuItem>
            ))}
          </Menu>
        </MenuTrigger>
      </span>
    </>
  );
}
