import type { Credentials } from "@parley/shared/wire/rest-client";
import type { Workspace } from "../store/workspace";

export { runWorkspaceScript } from "../lib/workspace-scripts";

const wanted = /"(?:Iframe_Integration_\w+_enable|\w+Analytics_enabled)":true|"GoogleTagManager_id":"[^"]/u;
const outside: { end?: () => void } = {};
const endOutside = () => {
  outside.end?.();
  delete outside.end;
};

/** Tells pages around this one, and those who count visits, where the workspace wants that. */
export async function beginOutside(
  settings: Record<string, unknown>,
  workspace: Workspace | undefined,
  signIn?: (credentials: Credentials) => void,
): Promise<void> {
  endOutside();
  if (!wanted.test(JSON.stringify(settings))) return;
  const module = await import("./outside");
  endOutside();
  outside.end = module.beginOutside(settings, { workspace, signIn });
}
