import { WireError, toWireError } from "@parley/shared/wire/errors";
import { asRecord } from "@parley/shared/wire/parse";
import { RestClient, type Credentials } from "@parley/shared/wire/rest-client";
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

export interface NewAccount {
  name: string;
  username: string;
  email: string;
  password: string;
}

/** `secret` is the last part of the address by which some workspaces let people register. */
export async function register(account: NewAccount, secret?: string): Promise<void> {
  const { name, username, email, password } = account;
  await new RestClient("").post("users.register", {
    name,
    username,
    email,
    pass: password,
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

export type AccountErrors = Partial<Record<keyof NewAccount | "form", string>>;

export function checkAccount(account: NewAccount, needsName: boolean): AccountErrors {
  const { errors } = loginStrings;
  const found: AccountErrors = {};
  if (needsName && account.name.trim() === "") found.name = errors.missing;
  if (!/^[\w.-]+$/u.test(account.username))
    found.username = account.username === "" ? errors.missing : errors.badUsername;
  if (!/^\S+@\S+\.\S+$/u.test(account.email))
    found.email = account.email === "" ? errors.missing : errors.badEmail;
  if (account.password.length < 8) found.password = errors.shortPassword;
  return found;
}

export function explainRegistration(caught: unknown): AccountErrors {
  const error = toWireError(caught);
  const { errors } = loginStrings;
  const text = `${error.code} ${error.message}`.toLowerCase();
  if (error.isConnectionLoss) return { form: errors.offline };
  if (text.includes("username"))
    return { username: text.includes("use") ? errors.usernameTaken : errors.badUsername };
  if (text.includes("email"))
    return { email: text.includes("exist") || text.includes("use") ? errors.emailTaken : errors.badEmail };
  if (text.includes("password")) return { password: errors.other(error.message) };
  return { form: errors.other(error.message) };
}
