import { parseList, parseUser, asRecord, asList } from "@parley/shared/wire/parse";
import { matchScore } from "../../lib/text";
import { searchCustomEmoji } from "../../store/custom-emoji";
import { emojiTable } from "../../store/emoji";
import { personName, roomTitle } from "../../store/room-names";
import type { Workspace } from "../../store/workspace";
import { loadCommands } from "./commands";
import { composerStrings as strings } from "./strings";

export type Trigger = "@" | "#" | ":" | "/";

export interface Query {
  trigger: Trigger;
  text: string;
  /** Where the trigger stands in the text. */
  start: number;
}

export interface Suggestion {
  key: string;
  kind: "person" | "everybody" | "room" | "emoji" | "command";
  /** What replaces the query, without the space that follows. */
  insert: string;
  title: string;
  detail?: string | undefined;
  username?: string | undefined;
  glyph?: string | undefined;
}

const LIMIT = 8;
const MOST_COMMANDS = 11;

/** The word being completed at the caret, if any. */
export function findQuery(text: string, caret: number): Query | undefined {
  const match = /(?:^|[\s(])([@#:])([\p{L}\p{N}_.+-]*)$/u.exec(text.slice(0, caret));
  if (match !== null) {
    const trigger = match[1] as Trigger;
    const word = match[2] ?? "";
    if (trigger === ":" && word.length < 2) return undefined;
    return { trigger, text: word, start: caret - word.length - 1 };
  }
  const command = /^\/([\w-]*)$/u.exec(text.slice(0, caret));
  return command === null ? undefined : { trigger: "/", text: command[1] ?? "", start: 0 };
}

/** Suggestions from what this device knows, at once. */
export function localSuggestions({ store }: Workspace, query: Query, roomId: string): Suggestion[] {
  switch (query.trigger) {
    case "@": {
      const me = store.me.get().id;
      const everybody = ["all", "here"]
        .filter((name) => query.text !== "" && name.startsWith(query.text.toLowerCase()))
        .map((name) => ({
          key: name,
          kind: "everybody" as const,
          insert: `@${name}`,
          title: `@${name}`,
          detail: name === "all" ? strings.everybody : strings.online,
        }));
      const recent = recentAuthors(store, roomId);
      const people = [...store.users.all()]
        .filter((user) => user.id !== me && user.username !== "")
        .map((user) => ({
          user,
          score:
            Math.max(matchScore(user.username, query.text), matchScore(user.name ?? "", query.text)) +
            (recent.has(user.id) ? 0.5 : 0),
        }))
        .filter(({ user, score }) => (query.text === "" ? recent.has(user.id) : score >= 1))
        .sort((a, b) => b.score - a.score)
        .map(({ user }) => ({
          key: user.id,
          kind: "person" as const,
          insert: `@${user.username}`,
          title: personName(user),
          detail: `@${user.username}`,
          username: user.username,
        }));
      return [...people.slice(0, LIMIT), ...everybody];
    }
    case "#":
      return [...store.subscriptions.all()]
        .filter((subscription) => subscription.type === "c" || subscription.type === "p")
        .map((subscription) => ({ subscription, score: matchScore(subscription.name, query.text) }))
        .filter(({ score }) => query.text === "" || score > 0)
        .sort((a, b) => b.score - a.score)
        .slice(0, LIMIT)
        .map(({ subscription }) => ({
          key: subscription.roomId,
          kind: "room" as const,
          insert: `#${subscription.name}`,
          title: roomTitle(subscription, undefined),
        }));
    case ":": {
      const custom = searchCustomEmoji(store.customEmoji.get(), query.text).map((name) => ({
        key: `custom-${name}`,
        kind: "emoji" as const,
        insert: `:${name}:`,
        title: `:${name}:`,
        glyph: name,
      }));
      const known = emojiTable.search(query.text, LIMIT).map((entry) => {
        const code = entry.codes.find((c) => c.startsWith(query.text)) ?? entry.codes[0] ?? "";
        return {
          key: entry.glyph,
          kind: "emoji" as const,
          insert: `:${code}:`,
          title: `:${code}:`,
          glyph: code,
        };
      });
      return [...custom, ...known].slice(0, LIMIT);
    }
    default:
      return [];
  }
}

function recentAuthors(store: Workspace["store"], roomId: string): Set<string> {
  const ids = store.timelines.get(roomId)?.ids.slice(-60) ?? [];
  return new Set(ids.map((id) => store.messages.get(id)?.author.id ?? ""));
}

/** Suggestions that need the server; appended below the local ones, never reordering them. */
export async function remoteSuggestions(
  workspace: Workspace,
  query: Query,
  roomId: string,
): Promise<Suggestion[]> {
  const { link, store } = workspace;
  if (query.trigger === ":") {
    await emojiTable.load();
    return localSuggestions(workspace, query, roomId);
  }
  if (query.trigger === "/") {
    const commands = await loadCommands(workspace);
    return commands
      .filter((command) => command.name.startsWith(query.text))
      .slice(0, MOST_COMMANDS)
      .map((command) => ({
        key: command.name,
        kind: "command",
        insert: `/${command.name}`,
        title: `/${command.name}`,
        detail: [command.params, command.description].filter(Boolean).join(" · "),
      }));
  }
  const wanted = {
    users: query.trigger === "@",
    rooms: query.trigger === "#",
    mentions: query.trigger === "@",
  };
  const answer = asRecord(await link.call("spotlight", query.text, [], wanted, roomId));
  const people = parseList(answer.users, parseUser).filter((user) => user.id !== store.me.get().id);
  for (const user of people) store.putUser({ ...user, roles: undefined });
  if (query.trigger === "@") {
    return people.map((user) => ({
      key: user.id,
      kind: "person",
      insert: `@${user.username}`,
      title: personName(user),
      detail: `@${user.username}`,
      username: user.username,
    }));
  }
  return asList(answer.rooms)
    .map(asRecord)
    .map((room) => ({
      key: String(room._id),
      kind: "room",
      insert: `#${String(room.name)}`,
      title: String(room.fname ?? room.name),
    }));
}
