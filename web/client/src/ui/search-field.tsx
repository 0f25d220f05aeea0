import { Search } from "lucide-react";
import styles from "./search-field.module.css";

interface Props {
  label: string;
  value: string;
  onChange: (value: string) => void;
  autoFocus?: boolean;
}

/** Narrows what is on the page while one types. */
export function SearchField({ label, value, onChange, autoFocus = false }: Props) {
  return (
    <label className={styles.search}>
      <Search />
      <input
        type="search"
        aria-label={label}
        placeholder={label}
        autoFocus={autoFocus}
        value={value}
        onChange={(event) => onChange(event.target.value)}
      />
    </label>
  );
}
