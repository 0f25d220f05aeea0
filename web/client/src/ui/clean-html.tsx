import DOMPurify from "dompurify";
import { useMemo } from "react";
import styles from "./clean-html.module.css";

/* Forms could ask for passwords in our name, styles could cover what is ours. */
const options = {
  USE_PROFILES: { html: true },
  FORBID_TAGS: [
    "style",
    "form",
    "input",
    "button",
    "textarea",
    "select",
    "option",
    "dialog",
    "audio",
    "video",
  ],
  FORBID_ATTR: ["style", "id", "name"],
  ALLOW_DATA_ATTR: false,
};

export function CleanHtml({ html }: { html: string }) {
  const clean = useMemo(() => {
    const root = DOMPurify.sanitize(html, { ...options, RETURN_DOM: true });
    if (!(root instanceof Element)) return "";
    for (const link of root.querySelectorAll("a[href]")) {
      const isHere = link.getAttribute("href")?.startsWith("/") === true;
      if (isHere) continue;
      link.setAttribute("target", "_blank");
      link.setAttribute("rel", "noopener noreferrer");
    }
    for (const picture of root.querySelectorAll("img:not([alt])")) picture.setAttribute("alt", "");
    return root.innerHTML;
  }, [html]);
  return <div className={styles.html} dangerouslySetInnerHTML={{ __html: clean }} />;
}
