export const isApple = /Mac|iPhone|iPad/u.test(navigator.userAgent);

/** Ctrl elsewhere, Cmd on Apple's machines. */
export function hasCommandKey(event: { ctrlKey: boolean; metaKey: boolean }): boolean {
  return isApple ? event.metaKey : event.ctrlKey;
}

/** Tells browsers and screen readers the workspace's language; without one the page's own stays. */
export function applyLanguage(language: unknown): void {
  if (typeof language !== "string" || !/^[a-z]{2,3}([-_][\w-]+)?$/iu.test(language)) return;
  document.documentElement.lang = language.replace("_", "-");
}

export function readStored(key: string): string | undefined {
  try {
    return localStorage.getItem(key) ?? undefined;
  } catch {
    return undefined;
  }
}

export function writeStored(key: string, value: string | undefined): void {
  try {
    if (value === undefined || value === "") localStorage.removeItem(key);
    else localStorage.setItem(key, value);
  } catch {
    // Without storage the choice lasts as long as the page.
  }
}

let channel: MessageChannel | undefined;
const waiting: (() => void)[] = [];

/** Runs something after what the browser and React have to do already; also in a hidden page without delay. */
export function runInNextTask(run: () => void): void {
  if (channel === undefined) {
    channel = new MessageChannel();
    channel.port1.addEventListener("message", () => waiting.shift()?.());
    channel.port1.start();
  }
  waiting.push(run);
  channel.port2.postMessage(undefined);
}
