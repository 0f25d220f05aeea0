import { CircleAlert } from "lucide-react";
import styles from "./form-error.module.css";

/** What is wrong with a form as a whole. */
export function FormError({ text }: { text: string | undefined }) {
  if (text === undefined) return null;
  return (
    <p className={styles.error} role="alert">
      <CircleAlert />
      {text}
    </p>
  );
}
