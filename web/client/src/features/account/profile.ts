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
