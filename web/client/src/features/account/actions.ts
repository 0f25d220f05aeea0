import type { Presence } from "@parley/shared/wire/entities";
import { toWireError } from "@parley/shared/wire/errors";
import { writeSession } from "../../store/session";
import type { Workspace } from "../../store/workspace";
import { toasts } from "../../ui/toast";
import { accountStrings as strings } from "./strings";

async function attempt(act: () => Promise<unknown>): Promise<boolean> {
  try {
    await act();
    return true;
  } catch (error) {
    toasts.add("failed", strings.failed(toWireError(error).message));
    return false;
  }
}

export async function setPresence({ store, link }: Workspace, presence: Presence): Promise<void> {
  const before = store.me.get();
  store.me.set({ ...before, presence, defaultPresence: presence });
  store.putUser({ ...before, presence });
  const isDone = await attempt(() =>
    link.rest.post("users.setStatus", { status: presence, message: before.statusText ?? "" }),
  );
  if (!isDone) store.me.set(before);
}

export function setStatusText({ store, link }: Workspace, statusText: string): Promise<boolean> {
  return attempt(async () => {
    const me = store.me.get();
    await link.rest.post("users.setStatus", { status: me.presence, message: statusText });
    store.me.set({ ...me, statusText });
    store.putUser({ ...me, statusText });
  });
}

export function saveProfile(
  { store, link }: Workspace,
  name: string,
  picture: File | undefined,
): Promise<boolean> {
  return attempt(async () => {
    const me = store.me.get();
    if (name !== (me.name ?? "")) {
      await link.rest.post("users.updateOwnBasicInfo", { data: { name } });
      store.me.set({ ...me, name });
    }
    if (picture !== undefined) {
      await link.rest.upload("users.setAvatar", picture, { fileField: "image" });
      const avatarTag = String(Date.now());
      store.me.set({ ...store.me.get(), avatarTag });
    }
    store.putUser(store.me.get());
    toasts.add("done", strings.saved);
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
