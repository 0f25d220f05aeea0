import { asRecord, readTime } from "@parley/shared/wire/parse";
import { integrationStrings } from "./strings";

export type Kind = "incoming" | "outgoing";
export type HookEvent = keyof typeof integrationStrings.events;

/** A webhook as its form holds it. */
export interface Integration {
  id: string;
  kind: Kind;
  name: string;
  enabled: boolean;
  username: string;
  channel: string;
  alias: string;
  avatar: string;
  emoji: string;
  token: string;
  scriptEnabled: boolean;
  script: string;
  scriptEngine: string;
  scriptError: string | undefined;
  overrides: boolean;
  event: HookEvent;
  targetRoom: string;
  urls: string;
  words: string;
  anywhere: boolean;
  runOnEdits: boolean;
  retry: boolean;
  retryCount: string;
  retryDelay: string;
  impersonate: boolean;
  by: string;
  at: number | undefined;
}

const texts = (value: unknown): string[] => (Array.isArray(value) ? value.map(String) : []);

export function parseIntegration(value: unknown): Integration | undefined {
  const raw = asRecord(value);
  if (typeof raw._id !== "string") return undefined;
  const text = (name: string) => (typeof raw[name] === "string" ? String(raw[name]) : "");
  const event = text("event");
  const problem = asRecord(raw.scriptError).message;
  return {
    id: raw._id,
    kind: raw.type === "webhook-outgoing" ? "outgoing" : "incoming",
    name: text("name"),
    enabled: raw.enabled === true,
    username: text("username"),
    channel: texts(raw.channel).join(", "),
    alias: text("alias"),
    avatar: text("avatar"),
    emoji: text("emoji"),
    token: text("token"),
    scriptEnabled: raw.scriptEnabled === true,
    script: text("script"),
    scriptEngine: text("scriptEngine") === "vm2" ? "vm2" : "isolated-vm",
    scriptError: typeof problem === "string" ? problem : undefined,
    overrides: raw.overrideDestinationChannelEnabled === true,
    event: event in integrationStrings.events ? (event as HookEvent) : "sendMessage",
    targetRoom: text("targetRoom"),
    urls: texts(raw.urls).join("\n"),
    words: texts(raw.triggerWords).join(", "),
    anywhere: raw.triggerWordAnywhere === true,
    runOnEdits: raw.runOnEdits === true,
    retry: raw.retryFailedCalls === true,
    retryCount: String(raw.retryCount ?? 6),
    retryDelay: text("retryDelay") || "powers-of-ten",
    impersonate: raw.impersonateUser === true,
    by: String(asRecord(raw._createdBy).username ?? ""),
    at: readTime(raw._createdAt),
  };
}

export function emptyIntegration(kind: Kind): Integration {
  return {
    id: "",
    kind,
    name: "",
    enabled: true,
    username: "rocket.cat",
    channel: "",
    alias: "",
    avatar: "",
    emoji: "",
    token: "",
    scriptEnabled: false,
    script: "",
    scriptEngine: "isolated-vm",
    scriptError: undefined,
    overrides: false,
    event: "sendMessage",
    targetRoom: "",
    urls: "",
    words: "",
    anywhere: false,
    runOnEdits: true,
    retry: true,
    retryCount: "6",
    retryDelay: "powers-of-ten",
    impersonate: false,
    by: "",
    at: undefined,
  };
}

/** Which fields an event uses (INT-033). */
export function usesOf(event: HookEvent) {
  return {
    rooms: !["roomArchived", "roomCreated", "userCreated"].includes(event),
    words: event === "sendMessage",
    needsTarget: event === "userCreated",
  };
}

/** As the server takes it. */
export function toWire(draft: Integration) {
  const common = {
    type: `webhook-${draft.kind}`,
    name: draft.name.trim(),
    enabled: draft.enabled,
    username: draft.username.trim(),
    channel: draft.channel.trim(),
    alias: draft.alias.trim(),
    avatar: draft.avatar.trim(),
    emoji: draft.emoji.trim(),
    scriptEnabled: draft.scriptEnabled,
    script: draft.script,
    scriptEngine: draft.scriptEngine,
  };
  if (draft.kind === "incoming") return { ...common, overrideDestinationChannelEnabled: draft.overrides };
  const uses = usesOf(draft.event);
  return {
    ...common,
    event: draft.event,
    channel: uses.rooms ? common.channel : "",
    targetRoom: draft.targetRoom.trim(),
    urls: draft.urls.split("\n").filter((url) => url.trim() !== ""),
    triggerWords: uses.words ? draft.words.split(",").filter((word) => word.trim() !== "") : [],
    triggerWordAnywhere: draft.anywhere,
    runOnEdits: draft.runOnEdits,
    token: draft.token.trim(),
    retryFailedCalls: draft.retry,
    retryCount: Number(draft.retryCount) || 0,
    retryDelay: draft.retryDelay,
    impersonateUser: draft.impersonate,
  };
}

/** Whether the form can be sent. */
export function isComplete(draft: Integration): boolean {
  if (draft.username.trim() === "") return false;
  if (draft.kind === "incoming") return draft.channel.trim() !== "";
  return (
    draft.urls.trim() !== "" &&
    (draft.id === "" || draft.token.trim() !== "") &&
    (!usesOf(draft.event).needsTarget || draft.targetRoom.trim() !== "")
  );
}

export function hookAddress(origin: string, integration: Integration): string {
  return `${origin}/hooks/${integration.id}/${integration.token}`;
}

export function curlCall(address: string): string {
  return `curl -X POST -H 'Content-Type: application/json' --data '{"text":"Hello from a program"}' ${address}`;
}

/** One call of an outgoing webhook. */
export interface Run {
  id: string;
  at: number | undefined;
  event: string;
  step: string;
  url: string;
  isFinished: boolean;
  hasFailed: boolean;
  facts: Record<string, unknown>;
}

export function parseRun(value: unknown): Run | undefined {
  const raw = asRecord(value);
  if (typeof raw._id !== "string") return undefined;
  return {
    id: raw._id,
    at: readTime(raw._updatedAt),
    event: String(raw.event ?? ""),
    step: String(raw.step ?? ""),
    url: String(raw.url ?? ""),
    isFinished: raw.finished === true,
    hasFailed: raw.error === true,
    facts: raw,
  };
}
