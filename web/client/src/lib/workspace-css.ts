import { isSafeMode } from "./safe-mode";

const ID = "workspace-css";
let shown = "";
let version = 0;

/** Takes the workspace's own rules of style, which the server serves as a file of its own. */
export function applyWorkspaceCss(settings: Readonly<Record<string, unknown>>): void {
  const rules = Object.keys(settings).filter((id) => /^theme-(?:custom-css|color-)/u.test(id));
  const css = isSafeMode()
    ? ""
    : rules
        .map((id) => String(settings[id] ?? ""))
        .join("\n")
        .trim();
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
