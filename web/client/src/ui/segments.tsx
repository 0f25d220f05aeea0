import styles from "./segments.module.css";

interface Props<T extends string> {
  label: string;
  options: readonly { id: T; label: string }[];
  value: T;
  onChange: (id: T) => void;
  /** Stands in a row with other controls. */
  isInline?: boolean;
}

/** A few views of one list, side by side. */
export function Segments<T extends string>({ label, options, value, onChange, isInline = false }: Props<T>) {
  return (
    <div className={styles.segments} data-inline={isInline} role="group" aria-label={label}>
      {options.map((option) => (
        <button
          key={option.id}
          type="button"
          className={styles.segment}
          aria-pressed={option.id === value}
          onClick={() => onChange(option.id)}
        >
          {option.label}
        </button>
      ))}
    </div>
  );
}
