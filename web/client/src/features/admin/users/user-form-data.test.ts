import { expect, test } from "vitest";
import { accountChanges, checkAccount, emptyForm } from "./user-form-data";

const ada = { ...emptyForm, name: "Ada", username: "ada", email: "ada@example.org", password: "secret-1" };

test("a new account needs name, username, address, a password and a role (ADM-051, ADM-057)", () => {
  expect(Object.keys(checkAccount({ ...emptyForm, roles: [] }, true)).sort()).toEqual([
    "email",
    "name",
    "password",
    "roles",
    "username",
  ]);
  expect(checkAccount(ada, true)).toEqual({});
  expect(checkAccount({ ...ada, password: "", random: true }, true)).toEqual({});
  expect(checkAccount({ ...ada, password: "" }, false)).toEqual({});
});

test("a new account is sent whole, without empty texts (ADM-052, ADM-056)", () => {
  expect(accountChanges(emptyForm, { ...ada, joins: false }, true, {})).toEqual({
    name: "Ada",
    username: "ada",
    email: "ada@example.org",
    verified: false,
    roles: ["user"],
    requirePasswordChange: false,
    password: "secret-1",
    joinDefaultChannels: false,
    sendWelcomeEmail: false,
  });
});

test("of a known account only what differs is sent (ADM-058)", () => {
  const before = { ...ada, password: "" };
  expect(accountChanges(before, { ...before, bio: "Numbers", mustChange: true }, false, {})).toEqual({
    bio: "Numbers",
    requirePasswordChange: true,
  });
  expect(
    accountChanges(before, { ...before, customFields: { team: "Core" } }, false, { team: "Core" }),
  ).toEqual({
    customFields: { team: "Core" },
  });
  expect(accountChanges(before, before, false, {})).toEqual({});
});
