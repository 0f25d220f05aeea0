import type { ReactNode } from "react";
import { Button as AriaButton, type ButtonProps, Tooltip, TooltipTrigger } from "react-aria-components";
import styles from "./button.module.css";

interface Props extends Omit<ButtonProps, "className" | "style" | "isDisabled" | "isPending"> {
  isDisabled?: boolean;
  /** What the button started is still going on. */
  isPending?: boolean;
  look?: "primary" | "secondary" | "danger" | "quiet";
  isWide?: boolean;
}

export function Button({
  look = "secondary",
  isWide = false,
  isPending = false,
  isDisabled = false,
  ...props
}: Props) {
  return (
    <AriaButton
      {...props}
      isDisabled={isDisabled || isPending}
      className={`${styles.button} ${styles[look]} ${isWide ? styles.wide : ""}`}
    />
  );
}

interface IconButtonProps extends Omit<ButtonProps, "className" | "style" | "children"> {
  label: string;
  icon: ReactNode;
  isActive?: boolean;
  size?: "normal" | "small";
  hint?: string;
}

/** A button whose only content is an icon; its label is shown on hover and focus. */
export function IconButton({
  label,
  icon,
  isActive = false,
  size = "normal",
  hint,
  ...props
}: IconButtonProps) {
  const classes = `${styles.icon} ${size === "small" ? styles.small : ""} ${isActive ? styles.active : ""}`;
  return (
    <TooltipTrigger delay={500} closeDelay={0}>
      <AriaButton {...props} aria-label={label} className={classes}>
        {icon}
      </AriaButton>
      <Tooltip className={styles.tooltip ?? ""} offset={6}>
        {label}
        {hint !== undefined && <kbd>{hint}</kbd>}
      </Tooltip>
    </TooltipTrigger>
  );
}
