import type { ReactNode } from "react";
import { loginStrings } from "../strings";
import styles from "./entrance.module.css";

export function EntranceFrame({ name, children }: { name: string; children: ReactNode }) {
  return (
    <div className={styles.page}>
      <main className={styles.card}>
        <img className={styles.logo} src="/assets/logo.svg" alt="" width="44" height="44" />
        {children}
      </main>
      {name !== loginStrings.product && <footer className={styles.footer}>{loginStrings.product}</footer>}
    </div>
  );
}
