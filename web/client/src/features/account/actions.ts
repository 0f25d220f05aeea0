import type { Presence } from "@parley/shared/wire/entities";
import { writeSession } from "../../store/session";
import type { Workspace } from "../../store/workspace";
import { attempt } from "../../ui/attempt";
import { toasts } from "../../ui/toast";
import { accountStrings as strings } from "./strings";

export async function setPresence({ store, link }: Workspace, presence: Presence): Promise<void> {
  const before = store.me.get();
  store.me.set({ ...before, presence, defaultPresence: presence });
  store.putUser({ ...before, presence });
  const isDone = await attempt(() =>
    link.rest.post("users.setStatus", { status: presence, message: before.statusText ?? "" }),
  );
  if (!isDone) store.me.set(before);
}

/** Presence and text at once, as a status of the workspace has them (ADM-080). */
export function setStatus(
  { store, link }: Workspace,
  presence: Presence,
  statusText: string,
): Promise<boolean> {
  return attempt(async () => {
    await link.rest.post("users.setStatus", { status: presence, message: statusText });
    const me = { ...store.me.get(), presence, defaultPresence: presence, statusText };
    store.me.set(me);
    store.putUser(me);
  });
}

export async function signOutOthers({ link }: Workspace): Promise<void> {
  await attempt(async () => {
    const answer = await link.rest.post("users.logoutOtherClients");
    const { credentials } = link.rest;
    if (typeof answer.token === "string" && credentials !== undefined) {
      const renewed = { ...credentials, token: answer.token };
      link.rest.credentials = renewed;
      writeSession(renewed);
    }
    toasts.add("done", strings.signedOutOthers);
  });
}
