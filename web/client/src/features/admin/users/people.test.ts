import { expect, test } from "vitest";
import { parseAccount, userQuery } from "./people";

test("names and addresses are searched literally (ADM-049)", () => {
  const part = { $regex: "a\\.b\\+c", $options: "i" };
  expect(userQuery(" a.b+c ", "all")).toEqual({
    $or: [{ name: part }, { username: part }, { "emails.address": part }],
  });
  expect(userQuery("", "inactive")).toEqual({ active: false });
});

test("an account without optional facts can be shown (ADM-049)", () => {
  expect(parseAccount({ _id: "u1", username: "ada" })).toMatchObject({
    email: "",
    isActive: true,
    roles: [],
    lastLoginAt: undefined,
  });
  expect(
    parseAccount({
      _id: "u1",
      username: "ada",
      active: false,
      emails: [{ address: "a@b.c", verified: true }],
      reason: "I work here",
    }),
  ).toMatchObject({ email: "a@b.c", isVerified: true, isActive: false, reason: "I work here" });
  expect(parseAccount({ username: "nobody" })).toBeUndefined();
});
