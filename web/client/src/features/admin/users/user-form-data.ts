import type { Account } from "./people";
import { userStrings } from "./strings";

const strings = userStrings.form;

export interface UserFormData {
  name: string;
  username: string;
  email: string;
  verified: boolean;
  password: string;
  random: boolean;
  mustChange: boolean;
  roles: readonly string[];
  joins: boolean;
  welcome: boolean;
  nickname: string;
  statusText: string;
  bio: string;
  customFields: Record<string, string>;
}

export const emptyForm: UserFormData = {
  name: "",
  username: "",
  email: "",
  verified: false,
  password: "",
  random: false,
  mustChange: false,
  roles: ["user"],
  joins: true,
  welcome: false,
  nickname: "",
  statusText: "",
  bio: "",
  customFields: {},
};

export function formOf(account: Account): UserFormData {
  const texts = Object.entries(account.customFields).filter(([, value]) => typeof value === "string");
  return {
    ...emptyForm,
    name: account.name ?? "",
    username: account.username,
    email: account.email,
    verified: account.isVerified,
    mustChange: account.mustChangePassword,
    roles: account.roles,
    nickname: account.nickname,
    statusText: account.statusText ?? "",
    bio: account.bio ?? "",
    customFields: Object.fromEntries(texts.map(([name, value]) => [name, String(value)])),
  };
}

export type UserFormErrors = { [field in keyof UserFormData]?: string };

export function checkAccount(form: UserFormData, isNew: boolean): UserFormErrors {
  const errors: UserFormErrors = {};
  for (const field of ["name", "username", "email"] as const)
    if (form[field].trim() === "") errors[field] = strings.missing;
  if (isNew && !form.random && form.password === "") errors.password = strings.missing;
  if (form.roles.length === 0) errors.roles = strings.noRole;
  return errors;
}

/** What is told to the server: everything of a new account, of a known one only what differs. */
export function accountChanges(
  before: UserFormData,
  after: UserFormData,
  isNew: boolean,
  customFields: Record<string, string>,
): Record<string, unknown> {
  const all: Record<string, unknown> = {
    name: after.name.trim(),
    username: after.username.trim(),
    email: after.email.trim(),
    verified: after.verified,
    roles: after.roles,
    requirePasswordChange: after.mustChange,
    nickname: after.nickname.trim(),
    statusText: after.statusText.trim(),
    bio: after.bio.trim(),
  };
  const data: Record<string, unknown> = {};
  const was: Record<string, unknown> = { ...before, requirePasswordChange: before.mustChange };
  for (const [name, value] of Object.entries(all))
    if (isNew ? value !== "" : JSON.stringify(value) !== JSON.stringify(was[name])) data[name] = value;
  if (after.random) data.setRandomPassword = true;
  if (after.password !== "" || (isNew && after.random)) data.password = after.password;
  if (isNew) {
    data.joinDefaultChannels = after.joins;
    data.sendWelcomeEmail = after.welcome;
  }
  const isChanged = JSON.stringify(before.customFields) !== JSON.stringify(after.customFields);
  if (Object.keys(customFields).length > 0 && (isNew || isChanged)) data.customFields = customFields;
  return data;
}
