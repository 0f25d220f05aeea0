import type { User } from "@parley/shared/wire/entities";
import { asList, asRecord, parseUser, readTime } from "@parley/shared/wire/parse";
import type { Workspace } from "../../../store/workspace";
import type { Page } from "../../../ui/use-paged";
import type { Sort } from "../../../ui/table";

/** An account as administrators see it. */
export interface Account extends User {
  email: string;
  isVerified: boolean;
  isActive: boolean;
  type: string;
  nickname: string;
  reason: string | undefined;
  roles: string[];
  createdAt: number | undefined;
  lastLoginAt: number | undefined;
  mustChangePassword: boolean;
  customFields: Record<string, unknown>;
}

export type StateFilter = "all" | "active" | "inactive";

const PAGE = 50;

export function parseAccount(value: unknown): Account | undefined {
  const user = parseUser(value);
  if (user === undefined) return undefined;
  const raw = asRecord(value);
  const email = asRecord(asList(raw.emails)[0]);
  const text = (name: string) => (typeof raw[name] === "string" ? String(raw[name]) : "");
  return {
    ...user,
    email: typeof email.address === "string" ? email.address : "",
    isVerified: email.verified === true,
    isActive: raw.active !== false,
    type: text("type") === "" ? "user" : text("type"),
    nickname: text("nickname"),
    reason: text("reason") === "" ? undefined : text("reason"),
    roles: user.roles ?? [],
    createdAt: readTime(raw.createdAt),
    lastLoginAt: readTime(raw.lastLogin),
    mustChangePassword: raw.requirePasswordChange === true,
    customFields: asRecord(raw.customFields),
  };
}

const sortKeys: Record<string, string> = { name: "name", username: "username", email: "emails.address" };

/** The question as the server is asked it: part of a name or address, and whether accounts are active. */
export function userQuery(text: string, state: StateFilter): Record<string, unknown> {
  const wanted = text.trim();
  // What people type is meant literally.
  const pattern = wanted.replace(/[\\^$.*+?()[\]{}|]/gu, "\\$&");
  const part = { $regex: pattern, $options: "i" };
  return {
    ...(wanted === "" ? {} : { $or: [{ name: part }, { username: part }, { "emails.address": part }] }),
    ...(state === "all" ? {} : { active: state === "active" }),
  };
}

export async function fetchAccounts(
  { link }: Workspace,
  text: string,
  state: StateFilter,
  sort: Sort,
  offset: number,
): Promise<Page<Account>> {
  const answer = await link.rest.get("users.list", {
    query: JSON.stringify(userQuery(text, state)),
    sort: JSON.stringify({ [sortKeys[sort.by] ?? sort.by]: sort.isDescending ? -1 : 1 }),
    count: PAGE,
    offset,
  });
  const items = asList(answer.users)
    .map(parseAccount)
    .filter((account) => account !== undefined);
  return { items, total: typeof answer.total === "number" ? answer.total : items.length };
}

export async function fetchAccount({ link }: Workspace, userId: string): Promise<Account | undefined> {
  return parseAccount((await link.rest.get("users.info", { userId })).user);
}
