import { WireError, toWireError } from "@parley/shared/wire/errors";
import { asRecord } from "@parley/shared/wire/parse";
import { RestClient, type Credentials } from "@parley/shared/wire/rest-client";
import { makeId } from "@parley/shared/wire/ids";
import { sha256 } from "../../lib/digest";
import { meetsRule, type PasswordRule } from "../../lib/password-policy";
import { areFieldsFine, type CustomField } from "../../store/custom-fields";
import { loginStrings } from "./strings";

export interface SecondFactor {
  method: "totp" | "email" | "password";
}

export type SignInResult =
  { kind: "done"; credentials: Credentials } | { kind: "second-factor"; factor: SecondFactor };

/** Signs in by username or address. A missing or wrong second factor is an outcome, other refusals are errors. */
export async function signIn(user: string, password: string, code?: string): Promise<SignInResult> {
  const rest = new RestClient("");
  try {
    const answer = await rest.post("login", { user, password, ...(code === undefined ? {} : { code }) });
    const { userId, authToken } = asRecord(answer.data);
    if (typeof userId !== "string" || typeof authToken !== "string")
      throw new WireError("unexpected", "no token");
    return { kind: "done", credentials: { userId, token: authToken } };
  } catch (caught) {
    const error = toWireError(caught);
    if (error.code !== "totp-required") throw error;
    const { method } = error.details;
    return {
      kind: "second-factor",
      factor: { method: method === "email" || method === "password" ? method : "totp" },
    };
  }
}

/** Signs in by a token that somebody was given (ACC-008). */
export async function signInByToken(resume: string): Promise<Credentials> {
  const { userId, authToken } = asRecord((await new RestClient("").post("login", { resume })).data);
  if (typeof userId !== "string" || typeof authToken !== "string")
    throw new WireError("no-session", "The server gave no session.");
  return { userId, token: authToken };
}

export interface NewAccount {
  name: string;
  username: string;
  email: string;
  password: string;
  /** The password once more, where the workspace asks for it. */
  repeated: string;
  /** Why one wants to join, where an administrator decides. */
  reason: string;
  customFields: Record<string, string>;
}

/** What the workspace asks of new people (ACC-013, ACC-016, ACC-020). */
export interface RegistrationDemands {
  name: boolean;
  repeated: boolean;
  reason: boolean;
  rules: readonly PasswordRule[];
  fields: readonly CustomField[];
}

const neutral = { sent: true };

/** Asks for a mail by which a new password can be set. The answer says nothing about whether there is such an account. */
export async function askForReset(email: string): Promise<typeof neutral> {
  await new RestClient("").post("users.forgotPassword", { email });
  return neutral;
}

export async function sendConfirmation(email: string): Promise<void> {
  await callAnonymously("sendConfirmationEmail", email);
}

export async function sendEmailCode(emailOrUsername: string): Promise<void> {
  await new RestClient("").post("users.2fa.sendEmailCode", { emailOrUsername });
}

/** Calls a method without a session: some have no other door. */
async function callAnonymously(method: string, ...params: unknown[]): Promise<unknown> {
  const message = JSON.stringify({ msg: "method", id: makeId(), method, params });
  const answer = await new RestClient("").post(`method.callAnon/${method}`, { message });
  const reply = asRecord(JSON.parse(typeof answer.message === "string" ? answer.message : "{}"));
  const error = asRecord(reply.error);
  if (reply.error !== undefined)
    throw new WireError(
      String(error.error ?? "unexpected"),
      String(error.reason ?? error.message ?? error.error),
      0,
      asRecord(error.details),
    );
  return reply.result;
}

/** The same, where the answer is a session. */
async function callForSession(method: string, ...params: unknown[]): Promise<Credentials> {
  const { id, token } = asRecord(await callAnonymously(method, ...params));
  if (typeof id !== "string" || typeof token !== "string")
    throw new WireError("no-session", "The server gave no session.");
  return { userId: id, token };
}

/** Sets a new password by the token of a mail (ACC-021). */
export async function resetPassword(token: string, password: string): Promise<Credentials> {
  return callForSession("resetPassword", token, { digest: await sha256(password), algorithm: "sha-256" });
}

/** Confirms an address by the token of a mail (ACC-017). */
export function verifyEmail(token: string): Promise<Credentials> {
  return callForSession("verifyEmail", token);
}

/** Ends mailings to an address by the link of one of them (ADM-117). */
export async function endMailings(id: string, createdAt: string): Promise<void> {
  await new RestClient("").post("mailer.unsubscribe", { _id: id, createdAt });
}

/** `secret` is the last part of the address by which some workspaces let people register. */
export async function register(account: NewAccount, secret?: string): Promise<void> {
  const { name, username, email, password, reason, customFields } = account;
  await new RestClient("").post("users.register", {
    name,
    username,
    email,
    pass: password,
    ...(reason.trim() === "" ? {} : { reason: reason.trim() }),
    ...(Object.keys(customFields).length === 0 ? {} : { customFields }),
    ...(secret === undefined ? {} : { secretURL: secret }),
  });
}

export function explainSignIn(caught: unknown): string {
  const error = toWireError(caught);
  const { errors } = loginStrings;
  if (error.isConnectionLoss) return errors.offline;
  switch (error.code) {
    case "totp-invalid":
      return errors.wrongCode;
    case "error-user-registration-secret":
      return errors.badSecret;
    case "error-user-registration-disabled":
      return errors.closed;
    case "error-user-is-not-activated":
      return errors.notActive;
    case "error-login-blocked-for-ip":
    case "error-login-blocked-for-user":
      return errors.blocked;
    default:
      if (error.status === 401 || error.code === "403") return errors.wrong;
      return error.status === 429 ? errors.blocked : errors.other(error.message);
  }
}

export type AccountErrors = Partial<
  Record<Exclude<keyof NewAccount, "customFields"> | "fields" | "form", string>
>;

export function checkAccount(account: NewAccount, needs: RegistrationDemands): AccountErrors {
  const { errors } = loginStrings;
  const found: AccountErrors = {};
  if (needs.name && account.name.trim() === "") found.name = errors.missing;
  if (!/^[\w.-]+$/u.test(account.username))
    found.username = account.username === "" ? errors.missing : errors.badUsername;
  if (!/^\S+@\S+\.\S+$/u.test(account.email))
    found.email = account.email === "" ? errors.missing : errors.badEmail;
  if (needs.rules.some((rule) => !meetsRule(rule, account.password))) found.password = errors.badPassword;
  else if (needs.rules.length === 0 && account.password.length < 8) found.password = errors.shortPassword;
  if (needs.repeated && account.repeated !== account.password) found.repeated = errors.differs;
  if (needs.reason && account.reason.trim() === "") found.reason = errors.missing;
  if (!areFieldsFine(needs.fields, account.customFields)) found.fields = errors.missing;
  return found;
}

export function explainRegistration(caught: unknown): AccountErrors {
  const error = toWireError(caught);
  const { errors } = loginStrings;
  const text = `${error.code} ${error.message}`.toLowerCase();
  if (error.isConnectionLoss) return { form: errors.offline };
  if (text.includes("username"))
    return { username: text.includes("use") ? errors.usernameTaken : errors.badUsername };
  if (text.includes("domain")) return { email: errors.badDomain };
  if (text.includes("email"))
    return { email: text.includes("exist") || text.includes("use") ? errors.emailTaken : errors.badEmail };
  if (text.includes("password")) return { password: errors.other(error.message) };
  return { form: errors.other(error.message) };
}
