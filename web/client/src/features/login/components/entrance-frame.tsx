import type { ReactNode } from "react";
import { Link } from "wouter";
import { hasPicture, WorkspaceLogo } from "../../../ui/workspace-logo";
import type { Look } from "../look";
import { loginStrings } from "../strings";
import styles from "./entrance.module.css";

interface Props {
  name: string;
  /** What an administrator chose for these pages. */
  look?: Look;
  children: ReactNode;
}

export function EntranceFrame({ name, look = {}, children }: Props) {
  const documents = (["terms", "privacy", "legal"] as const).filter((id) => look.documents?.includes(id));
  return (
    <div className={styles.page}>
      {hasPicture(look.background) && (
        <picture className={styles.background}>
          {hasPicture(look.darkBackground) && (
            <source media="(prefers-color-scheme: dark)" srcSet="/assets/background_dark.png" />
          )}
          <img src="/assets/background.png" alt="" />
        </picture>
      )}
      <main className={styles.card} data-beside={look.isBeside === true && look.hidesLogo !== true}>
        {look.hidesLogo !== true && (
          <WorkspaceLogo className={styles.logo ?? ""} size={44} dark={look.darkLogo} />
        )}
        <div className={styles.content}>{children}</div>
      </main>
      <nav
        className={styles.documents}
        data-covers={hasPicture(look.background)}
        aria-label={loginStrings.documents}
      >
        {documents.map((id) => (
          <Link key={id} href={loginStrings.document[id].path} className={styles.link}>
            {loginStrings.document[id].title}
          </Link>
        ))}
        <Link href="/accessibility" className={styles.link}>
          {loginStrings.accessibility}
        </Link>
      </nav>
      {name !== loginStrings.product && look.hidesProduct !== true && (
        <footer className={styles.footer}>{loginStrings.product}</footer>
      )}
    </div>
  );
}
