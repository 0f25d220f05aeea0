import type { Credentials } from "@parley/shared/wire/rest-client";

const KEY = "parley.session";
const COOKIE_DAYS = 90;

/** The signed-in account of this browser. Kept until sign-out, or as long as the window where the workspace wants that. */
export function readSession(): Credentials | undefined {
  try {
    const saved: unknown = JSON.parse(sessionStorage.getItem(KEY) ?? localStorage.getItem(KEY) ?? "null");
    if (typeof saved !== "object" || saved === null) return undefined;
    const { userId, token } = saved as Partial<Credentials>;
    return typeof userId === "string" && typeof token === "string" ? { userId, token } : undefined;
  } catch {
    return undefined;
  }
}

/** Also sets the two cookies by which images and files, which send no headers, are allowed. */
export function writeSession(
  credentials: Credentials,
  isBrief: boolean = sessionStorage.getItem(KEY) !== null,
): void {
  (isBrief ? localStorage : sessionStorage).removeItem(KEY);
  (isBrief ? sessionStorage : localStorage).setItem(KEY, JSON.stringify(credentials));
  setCookie("rc_uid", credentials.userId, isBrief ? 0 : COOKIE_DAYS);
  setCookie("rc_token", credentials.token, isBrief ? 0 : COOKIE_DAYS);
}

export function clearSession(): void {
  localStorage.removeItem(KEY);
  sessionStorage.removeItem(KEY);
  for (const key of Object.keys(localStorage)) {
    if (/^(parley\.(draft|me$)|(public|private)_key$|e2e\.)/u.test(key)) localStorage.removeItem(key);
  }
  setCookie("rc_uid", "", -1);
  setCookie("rc_token", "", -1);
  // What the worker fetches the words of pushes with.
  if ("caches" in globalThis) void caches.delete("parley-session");
}

/** @param days None: as long as the browser is open. */
function setCookie(name: string, value: string, days: number): void {
  const secure = location.protocol === "https:" ? "; Secure" : "";
  document.cookie = `${name}=${encodeURIComponent(value)}; Path=/;${days === 0 ? "" : ` Max-Age=${days * 86_400};`} SameSite=Lax${secure}`;
}
