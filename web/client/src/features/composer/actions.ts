import { parseMarkup } from "@parley/shared/markup/parse";
import type { Message } from "@parley/shared/wire/entities";
import { toWireError } from "@parley/shared/wire/errors";
import { makeId } from "@parley/shared/wire/ids";
import { parseMessage } from "@parley/shared/wire/parse";
import { markupOptions } from "../../store/markup-options";
import type { Workspace } from "../../store/workspace";
import { toasts } from "../../ui/toast";
import { artOf, isUnknownCommand, loadCommands, readCommand, runCommand } from "./commands";
import { composerStrings as strings } from "./strings";

export interface Target {
  roomId: string;
  threadId: string | undefined;
}

/**
 * Sends a text. It is on show at once; only a command waits for the server. Off the record it goes to the other one and
 * nowhere else, even when it looks like a command. Returns what is wrong when the text has to stay where it was typed.
 */
export async function sendText(
  workspace: Workspace,
  target: Target,
  text: string,
  alsoInRoom: boolean,
): Promise<string | undefined> {
  const { outbox, store, otr, e2e } = workspace;
  if (otr.isOn(target.roomId)) return (await otr.desk()).send(target.roomId, target.threadId, text);
  const typed = readCommand(text);
  const art = typed === undefined ? undefined : artOf(typed);
  if (typed !== undefined && art === undefined) {
    const commands = await loadCommands(workspace);
    if (commands.some((known) => known.name === typed.name)) {
      try {
        await runCommand(workspace, target, typed);
        return undefined;
      } catch (error) {
        return isUnknownCommand(error)
          ? strings.unknownCommand(typed.name)
          : strings.failed(toWireError(error).message);
      }
    }
    const allowsUnknown = store.settings.get().Message_AllowUnrecognizedSlashCommand === true;
    if (!allowsUnknown && commands.length > 0) return strings.unknownCommand(typed.name);
  }
  if (e2e.guards(target.roomId)) return (await e2e.desk()).send(outbox, target, art ?? text, alsoInRoom);
  outbox.add({ ...target, text: art ?? text, alsoInRoom });
  return undefined;
}

export async function sharePlace(
  { link, store }: Workspace,
  target: Target,
  place: { latitude: number; longitude: number },
): Promise<void> {
  try {
    const sent = await link.call("sendMessage", {
      _id: makeId(),
      rid: target.roomId,
      msg: "",
      location: { type: "Point", coordinates: [place.longitude, place.latitude] },
      ...(target.threadId === undefined ? {} : { tmid: target.threadId }),
    });
    const message = parseMessage(sent);
    if (message !== undefined) store.putMessages([message], "arrival");
  } catch (error) {
    toasts.add("failed", strings.failed(toWireError(error).message));
  }
}

export async function saveEdit(
  { store, link, e2e }: Workspace,
  message: Message,
  text: string,
): Promise<boolean> {
  if (text === message.text) return true;
  if (message.sealed !== undefined) {
    const wrong = await (await e2e.desk()).edit(message, text);
    if (wrong !== undefined) toasts.add("failed", wrong);
    return wrong === undefined;
  }
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

/** Enters a room that is looked at. Returns what is wrong when that is refused. */
export async function joinRoom(
  { store, link, history }: Workspace,
  roomId: string,
  code: string | undefined,
): Promise<string | undefined> {
  try {
    await link.call("joinRoom", roomId, ...(code === undefined ? [] : [code]));
    if (store.timelines.get(roomId) === undefined) await history.loadLatest(roomId);
    return undefined;
  } catch (error) {
    const wire = toWireError(error);
    return wire.code === "error-code-invalid" ? strings.wrongCode : strings.failed(wire.message);
  }
}
