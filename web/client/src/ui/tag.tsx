import styles from "./tag.module.css";

interface Props {
  tone?: "plain" | "good" | "warning" | "danger" | "info";
  children: string;
}

/** A word about a thing. Its colour never says anything that the word does not. */
export function Tag({ tone = "plain", children }: Props) {
  return (
    <span className={styles.tag} data-tone={tone}>
      {children}
    </span>
  );
}
