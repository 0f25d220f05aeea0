import { isSafeMode } from "./safe-mode";

const events = {
  "on-logout": "Custom_Script_On_Logout",
  "logged-out": "Custom_Script_Logged_Out",
  "logged-in": "Custom_Script_Logged_In",
} as const;

/** Runs what the workspace wants to happen now. The server serves it as a file of its own, so that the page's policy allows it. */
export function runWorkspaceScript(event: keyof typeof events, settings: Record<string, unknown>): void {
  const code = settings[events[event]];
  if (typeof code !== "string" || code.trim() === "" || isSafeMode()) return;
  const script = document.createElement("script");
  // One after the other, when two events come together.
  script.async = false;
  script.src = `/workspace-scripts/${event}.js`;
  script.addEventListener("load", () => script.remove());
  document.head.append(script);
  window.dispatchEvent(new Event(events[event]));
}
