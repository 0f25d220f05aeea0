import type { Me } from "@parley/shared/wire/entities";

export interface ProfileForm {
  name: string;
  username: string;
  email: string;
  nickname: string;
  bio: string;
  customFields: Record<string, string>;
}

export function profileForm(me: Me): ProfileForm {
  return {
    name: me.name ?? "",
    username: me.username,
    email: me.email ?? "",
    nickname: me.nickname ?? "",
    bio: me.bio ?? "",
    customFields: me.customFields,
  };
}

/** What differs, without blanks around it; more fields go apart. */
export function profileChanges(before: ProfileForm, after: ProfileForm): Record<string, string> {
  const changes: Record<string, string> = {};
  for (const field of ["name", "username", "email", "nickname", "bio"] as const)
    if (after[field].trim() !== before[field]) changes[field] = after[field].trim();
  return changes;
}

/** What was typed stays; fields that were left alone take what is known now. */
export function refreshed(typed: ProfileForm, before: ProfileForm, now: ProfileForm): ProfileForm {
  const pick = <Key extends keyof ProfileForm>(field: Key): ProfileForm[Key] =>
    JSON.stringify(typed[field]) === JSON.stringify(before[field]) ? now[field] : typed[field];
  return {
    name: pick("name"),
    username: pick("username"),
    email: pick("email"),
    nickname: pick("nickname"),
    bio: pick("bio"),
    customFields: pick("customFields"),
  };
}
