const LONGEST = 5000;

/** What another app shares, as one text: title, words and address, each once. */
export function sharedText(query: URLSearchParams): string {
  const parts = ["title", "text", "url"].map((name) => query.get(name)?.trim() ?? "").filter(Boolean);
  return parts
    .filter(
      (part, at) =>
        !parts.some((other, index) => index !== at && other.includes(part) && (other !== part || index < at)),
    )
    .join("\n")
    .slice(0, LONGEST);
}

/** Whether a link of the apps is about this workspace; one without a host is. */
export function isOurs(host: string | null, own: string): boolean {
  if (host === null || host === "") return true;
  return (
    host
      .replace(/^https?:\/\//u, "")
      .replace(/\/.*$/u, "")
      .toLowerCase() === own.toLowerCase()
  );
}

/** The page that a link is about. Never an address of another site. */
export function placeOf(what: string, query: URLSearchParams): string {
  const path = (query.get("path") ?? "").replace(/^\/+/u, "");
  if (!/^(?:channel|group|direct|invite)\/[^/\\]+/u.test(path)) return "/home";
  if (what !== "room" && what !== "invite") return "/home";
  const message = query.get("mid") ?? "";
  const mark = message === "" || path.includes("?") ? "" : `?msg=${encodeURIComponent(message)}`;
  return `/${path}${mark}`;
}

/** The same link for the installed app. A sign-in never goes on this way. */
export function appLink(what: string, query: URLSearchParams): string {
  const kept = new URLSearchParams();
  for (const name of ["host", "rid", "path", "mid"]) {
    const value = query.get(name);
    if (value !== null) kept.set(name, value);
  }
  return `rocketchat://${what === "invite" ? "invite" : "room"}?${kept.toString()}`;
}
