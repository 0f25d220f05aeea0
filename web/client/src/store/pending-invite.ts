const KEY = "parley.invite";

/** An invitation followed before signing in; used once the account is there. */
export function keepInvite(token: string): void {
  try {
    sessionStorage.setItem(KEY, token);
  } catch {
    // Without storage the link has to be opened once more.
  }
}

export function readInvite(): string | undefined {
  try {
    return sessionStorage.getItem(KEY) ?? undefined;
  } catch {
    return undefined;
  }
}

/** It has led somewhere, or nowhere. */
export function dropInvite(): void {
  try {
    sessionStorage.removeItem(KEY);
  } catch {
    // Then nothing was kept.
  }
}
