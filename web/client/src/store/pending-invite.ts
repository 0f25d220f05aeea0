const KEY = "parley.invite";

/** An invitation followed before signing in; used once the account is there. */
export function keepInvite(token: string): void {
  try {
    sessionStorage.setItem(KEY, token);
  } catch {
    // Without storage the link has to be opened once more.
  }
}

export function takeInvite(): string | undefined {
  try {
    const token = sessionStorage.getItem(KEY) ?? undefined;
    sessionStorage.removeItem(KEY);
    return token;
  } catch {
    return undefined;
  }
}
