import { isSafeMode } from "./safe-mode";

const ID = "workspace-css";
let shown = "";
let version = 0;

/** Takes the workspace's own rules of style, which the server serves as a file of its own. */
export function applyWorkspaceCss(setting: unknown): void {
  const css = typeof setting === "string" && !isSafeMode() ? setting.trim() : "";
  if (css === shown) return;
  shown = css;
  version += 1;
  const known = document.getElementById(ID);
  if (css === "") {
    known?.remove();
    return;
  }
  const link = known instanceof HTMLLinkElement ? known : document.createElement("link");
  link.id = ID;
  link.rel = "stylesheet";
  link.href = `/theme.css?${version}`;
  document.head.append(link);
}
