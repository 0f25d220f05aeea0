import { toWireError } from "@parley/shared/wire/errors";
import { makeId } from "@parley/shared/wire/ids";
import { asList, asRecord } from "@parley/shared/wire/parse";
import type { Workspace } from "../../store/workspace";
import type { Target } from "./actions";

export interface Command {
  name: string;
  params: string;
  description: string;
  hasPreview: boolean;
}

export interface Typed {
  name: string;
  params: string;
}

/** The command that a text is, if it is one: a slash, a name, and perhaps more. Paths such as `/etc/hosts` are not. */
export function readCommand(text: string): Typed | undefined {
  const match = /^\/([\w-]+)(?:\s+([\s\S]*))?$/u.exec(text.trim());
  return match === null ? undefined : { name: match[1] ?? "", params: match[2] ?? "" };
}

/** Endings and beginnings that make a text of a text. */
const arts: Record<string, (text: string) => string> = {
  gimme: (text) => `༼ つ ◕_◕ ༽つ ${text}`.trim(),
  lennyface: (text) => `${text} ( ͡° ͜ʖ ͡°)`.trim(),
  shrug: (text) => `${text} ¯\\_(ツ)_/¯`.trim(),
  tableflip: (text) => `${text} (╯°□°）╯︵ ┻━┻`.trim(),
  unflip: (text) => `${text} ┬─┬ ノ( ゜-゜ノ)`.trim(),
};

/** Commands that need no server: what they say instead. */
export function artOf({ name, params }: Typed): string | undefined {
  return Object.hasOwn(arts, name) ? arts[name]?.(params) : undefined;
}

const lists = new WeakMap<Workspace, Promise<Command[]>>();

/** The slash commands of this workspace that the reader may use, asked for once. */
export function loadCommands(workspace: Workspace): Promise<Command[]> {
  const known = lists.get(workspace);
  if (known !== undefined) return known;
  const asked = Promise.all([
    workspace.link.rest.get("commands.list", { count: 0 }),
    import("./command-strings"),
  ])
    .then(([answer, { commandStrings }]) =>
      asList(answer.commands)
        .map(asRecord)
        .filter((raw) => isAllowed(workspace, raw))
        .map((raw) => parseCommand(raw, commandStrings)),
    )
    .catch(() => {
      lists.delete(workspace);
      return [];
    });
  lists.set(workspace, asked);
  return asked;
}

function parseCommand(raw: Record<string, unknown>, words: Record<string, string>): Command {
  const params = typeof raw.params === "string" ? raw.params : "";
  const description = typeof raw.description === "string" ? raw.description : "";
  // Hints may be translation keys, which mean nothing to people.
  const isKey = (text: string) => /^[A-Za-z]+(_[A-Za-z]+)+$/u.test(text);
  return {
    name: String(raw.command),
    params: isKey(params) ? "" : params,
    description: words[String(raw.command)] ?? (isKey(description) ? "" : description),
    hasPreview: raw.providesPreview === true,
  };
}

function isAllowed({ store }: Workspace, raw: Record<string, unknown>): boolean {
  const wanted = typeof raw.permission === "string" ? [raw.permission] : asList(raw.permission).map(String);
  if (wanted.length === 0) return true;
  const { roles } = store.me.get();
  const permissions = store.permissions.get();
  // Rights in single rooms come by roles there, which the server looks at.
  const inRooms = new Set(["owner", "moderator", "leader"]);
  return wanted.some((id) => permissions[id]?.some((role) => roles.includes(role) || inRooms.has(role)));
}

export async function runCommand({ link }: Workspace, target: Target, typed: Typed): Promise<void> {
  const msg = {
    _id: makeId(),
    rid: target.roomId,
    msg: `/${typed.name} ${typed.params}`.trim(),
    ...(target.threadId === undefined ? {} : { tmid: target.threadId }),
  };
  await link.call("slashCommand", { cmd: typed.name, params: typed.params, msg, triggerId: makeId() });
}

export interface CommandPreview {
  id: string;
  type: string;
  value: string;
}

const MOST_PREVIEWS = 10;

/** What a command offers to choose from before it runs. */
export async function loadPreviews(
  { link }: Workspace,
  target: Target,
  typed: Typed,
): Promise<CommandPreview[]> {
  const answer = await link.rest.get("commands.preview", {
    command: typed.name,
    params: typed.params,
    roomId: target.roomId,
  });
  return asList(asRecord(answer.preview).items)
    .map(asRecord)
    .map((item) => ({ id: String(item.id), type: String(item.type), value: String(item.value ?? "") }))
    .slice(0, MOST_PREVIEWS);
}

export async function choosePreview(
  { link }: Workspace,
  target: Target,
  typed: Typed,
  previewItem: CommandPreview,
): Promise<void> {
  await link.rest.post("commands.preview", {
    command: typed.name,
    params: typed.params,
    roomId: target.roomId,
    previewItem,
    triggerId: makeId(),
    ...(target.threadId === undefined ? {} : { tmid: target.threadId }),
  });
}

export function isUnknownCommand(error: unknown): boolean {
  const { code } = toWireError(error);
  return code === "error-invalid-command" || code === "invalid-command";
}
