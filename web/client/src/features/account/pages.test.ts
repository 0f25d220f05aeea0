import { expect, test } from "vitest";
import { accountPages } from "./pages";

const open = (held: readonly string[], settings: Record<string, unknown>) =>
  accountPages
    .filter((page) => page.isOpen((right) => held.includes(right), settings))
    .map((page) => page.slug);

test("pages follow rights and settings (ACC-072)", () => {
  const usual = ["profile", "preferences", "accessibility-and-appearance", "security"];
  expect(open([], {})).toEqual(usual);
  expect(open(["create-personal-access-tokens"], { Accounts_AllowDeleteOwnAccount: true })).toEqual([
    ...usual,
    "tokens",
    "data",
  ]);
  expect(open([], { Accounts_AllowDeleteOwnAccount: false, UserData_EnableDownload: false })).toEqual(usual);
});
