const KEY = "parley.safe";

/** `?safe=1` opens the workspace without what administrators added of their own, for as long as the tab lives. */
export function isSafeMode(): boolean {
  try {
    const asked = new URLSearchParams(location.search).get("safe");
    if (asked === "1") sessionStorage.setItem(KEY, "1");
    else if (asked === "0") sessionStorage.removeItem(KEY);
    return sessionStorage.getItem(KEY) === "1";
  } catch {
    return false;
  }
}
