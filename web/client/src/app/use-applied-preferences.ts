import { useEffect } from "react";
import { navigate } from "wouter/use-browser-location";
import { setClockMode } from "../lib/dates";
import { takeThemePreference } from "../lib/theme";
import { usePreference } from "../store/preferences";
import { useWorkspace } from "../store/use-store";

const sizes: ReadonlySet<unknown> = new Set(["87.5%", "100%", "112.5%", "125%", "150%"]);

/** Choices of the person that concern the whole page (ACC-048, ACC-055, ACC-056, ACC-058). */
export function useAppliedPreferences(): void {
  const workspace = useWorkspace();
  const fontSize = usePreference("fontSize");
  const clockMode = usePreference("clockMode");
  const theme = usePreference("themeAppearence");
  const goesAway = usePreference("enableAutoAway") !== false;
  const idleTime = usePreference("idleTimeLimit");
  const idleSeconds = typeof idleTime === "number" && idleTime > 0 ? idleTime : 300;

  // Times are drawn after this: whoever shows them is a child of the caller.
  setClockMode(clockMode);

  useEffect(() => {
    const { style } = document.documentElement;
    style.fontSize = sizes.has(fontSize) && fontSize !== "100%" ? String(fontSize) : "";
    return () => {
      style.fontSize = "";
    };
  }, [fontSize]);

  useEffect(() => takeThemePreference(theme), [theme]);

  // Neither is needed before somebody has read something.
  useEffect(() => {
    if (!goesAway) return undefined;
    return behind(
      import("../store/auto-away").then(({ AutoAway }) => {
        const away = new AutoAway(workspace.link, idleSeconds * 1000);
        return () => away.stop();
      }),
    );
  }, [workspace, goesAway, idleSeconds]);

  useEffect(
    () => behind(import("../store/sounds").then(({ startSounds }) => startSounds(workspace, openRoomId))),
    [workspace],
  );

  useEffect(
    () => behind(import("../store/pwa").then(({ startPwa }) => startPwa(workspace, navigate))),
    [workspace],
  );

  useEffect(() => {
    if (!("ontouchstart" in globalThis)) return undefined;
    return behind(import("./gestures").then(({ startGestures }) => startGestures()));
  }, []);

  useEffect(() => {
    if (!("RocketChatDesktop" in globalThis)) return undefined;
    return behind(
      import("../store/desktop-shell").then(({ startDesktopShell }) => startDesktopShell(workspace)),
    );
  }, [workspace]);

  useEffect(
    () =>
      behind(
        import("../store/notices").then(({ startNotices }) => startNotices(workspace, openRoomId, navigate)),
      ),
    [workspace],
  );
}

/** The room on the screen. */
const openRoomId = () =>
  document.querySelector<HTMLElement>("li[data-room-id][data-current='true']")?.dataset.roomId;

/** Something that is loaded late, and ends with the effect that wanted it. */
function behind(starting: Promise<() => void>): () => void {
  let stop: (() => void) | undefined;
  let isOver = false;
  void starting.then((end) => {
    if (isOver) end();
    else stop = end;
  });
  return () => {
    isOver = true;
    stop?.();
  };
}
