import { parseMarkup } from "@parley/shared/markup/parse";
import type { Message } from "@parley/shared/wire/entities";
import { toWireError } from "@parley/shared/wire/errors";
import { makeId } from "@parley/shared/wire/ids";
import { markupOptions } from "../../store/markup-options";
import type { Workspace } from "../../store/workspace";
import { toasts } from "../../ui/toast";
import { loadCommands } from "./completion";
import { composerStrings as strings } from "./strings";

export interface Target {
  roomId: string;
  threadId: string | undefined;
}

/** Sends a text. It is on show at once; only a slash command waits for the server, and keeps the text when refused. */
export async function sendText(
  workspace: Workspace,
  target: Target,
  text: string,
  alsoInRoom: boolean,
): Promise<boolean> {
  const command = /^\/([\w-]+)(?:\s+([\s\S]*))?$/u.exec(text);
  if (command !== null) {
    const name = command[1] ?? "";
    const commands = await loadCommands(workspace);
    if (commands.some((known) => known.name === name))
      return runCommand(workspace, target, name, command[2] ?? "");
  }
  workspace.outbox.add({ ...target, text, alsoInRoom });
  return true;
}

async function runCommand(
  { link }: Workspace,
  target: Target,
  cmd: string,
  params: string,
): Promise<boolean> {
  const msg = {
    _id: makeId(),
    rid: target.roomId,
    msg: `/${cmd} ${params}`.trim(),
    ...(target.threadId === undefined ? {} : { tmid: target.threadId }),
  };
  try {
    await link.call("slashCommand", { cmd, params, msg, triggerId: makeId() });
    return true;
  } catch (error) {
    toasts.add("failed", strings.failed(toWireError(error).message));
    return false;
  }
}

export async function saveEdit({ store, link }: Workspace, message: Message, text: string): Promise<boolean> {
  if (text === message.text) return true;
  store.patchMessage(message.id, { text, markup: parseMarkup(text, markupOptions(store.settings.get())) });
  try {
    await link.call("updateMessage", { _id: message.id, rid: message.roomId, msg: text });
    return true;
  } catch (error) {
    store.patchMessage(message.id, { text: message.text, markup: message.markup });
    toasts.add("failed", strings.failed(toWireError(error).message));
    return false;
  }
}

export async function joinRoom(
  { store, link, history }: Workspace,
  roomId: string,
  code: string | undefined,
): Promise<void> {
  try {
    await link.call("joinRoom", roomId, ...(code === undefined ? [] : [code]));
    if (store.timelines.get(roomId) === undefined) await history.loadLatest(roomId);
  } catch (error) {
    toasts.add("failed", strings.failed(toWireError(error).message));
  }
}
