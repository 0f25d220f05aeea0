import { Check } from "lucide-react";
import type { ReactNode } from "react";
import {
  Header,
  Menu as AriaMenu,
  MenuItem as AriaMenuItem,
  type MenuItemProps,
  type MenuProps,
  MenuSection,
  Popover,
  type PopoverProps,
  Separator,
} from "react-aria-components";
import styles from "./menu.module.css";

interface Props extends Omit<MenuProps<object>, "className" | "style"> {
  placement?: NonNullable<PopoverProps["placement"]>;
  header?: ReactNode;
}

/** The contents of a menu; the trigger is its sibling inside MenuTrigger. */
export function Menu({ placement = "bottom end", header, ...props }: Props) {
  return (
    <Popover placement={placement} offset={4} className={styles.popover ?? ""}>
      {header}
      <AriaMenu {...props} className={styles.menu ?? ""} />
    </Popover>
  );
}

interface ItemProps extends Omit<MenuItemProps, "className" | "style" | "children"> {
  icon?: ReactNode;
  hint?: string;
  isDanger?: boolean;
  children: string;
}

export function MenuItem({ icon, hint, isDanger = false, children, ...props }: ItemProps) {
  return (
    <AriaMenuItem
      {...props}
      textValue={children}
      className={`${styles.item} ${isDanger ? styles.danger : ""}`}
    >
      <span className={styles.icon}>{icon}</span>
      <span className={styles.text}>{children}</span>
      {hint !== undefined && <kbd className={styles.hint}>{hint}</kbd>}
    </AriaMenuItem>
  );
}

interface ChoicesProps {
  label: string;
  mode: "single" | "multiple";
  chosen: readonly string[];
  onChange: (chosen: string[]) => void;
  children: ReactNode;
}

/** Items of which one, or several, are on. */
export function MenuChoices({ label, mode, chosen, onChange, children }: ChoicesProps) {
  return (
    <MenuSection
      className={styles.section ?? ""}
      selectionMode={mode}
      selectedKeys={chosen}
      disallowEmptySelection={mode === "single"}
      onSelectionChange={(keys) => keys !== "all" && onChange([...keys].map(String))}
    >
      <Header className={styles.heading ?? ""}>{label}</Header>
      {children}
    </MenuSection>
  );
}

export function MenuChoice({ id, children }: { id: string; children: string }) {
  return (
    <AriaMenuItem id={id} textValue={children} className={styles.item ?? ""}>
      {({ isSelected }) => (
        <>
          <span className={isSelected ? styles.icon : `${styles.icon} ${styles.off}`}>
            <Check />
          </span>
          <span className={styles.text}>{children}</span>
        </>
      )}
    </AriaMenuItem>
  );
}

export function MenuSeparator() {
  return <Separator className={styles.separator ?? ""} />;
}
