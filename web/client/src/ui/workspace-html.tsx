import { lazy, Suspense } from "react";
import { isSafeMode } from "../lib/safe-mode";

const CleanHtml = lazy(() => import("./clean-html").then((module) => ({ default: module.CleanHtml })));

/** HTML that an administrator wrote, without anything that acts. Absent in safe mode. */
export function WorkspaceHtml({ html }: { html: unknown }) {
  if (typeof html !== "string" || html.trim() === "" || isSafeMode()) return null;
  return (
    <Suspense fallback={null}>
      <CleanHtml html={html} />
    </Suspense>
  );
}
