import { expect, test } from "vitest";
import { meetsRule, readPolicy } from "./password-policy";

const answer = {
  enabled: true,
  policy: [
    ["get-password-policy-minLength", { minLength: 7 }],
    ["get-password-policy-forbidRepeatingCharacters"],
    ["get-password-policy-forbidRepeatingCharactersCount", { forbidRepeatingCharactersCount: 3 }],
    ["get-password-policy-mustContainAtLeastOneUppercase"],
    ["get-password-policy-mustContainAtLeastOneSpecialCharacter"],
    ["get-password-policy-of-the-future", { x: 1 }],
  ],
};

test("rules are read with their numbers, and unknown ones passed over (ACC-022)", () => {
  expect(readPolicy(answer)).toEqual([
    { id: "minLength", count: 7 },
    { id: "forbidRepeatingCharactersCount", count: 3 },
    { id: "mustContainAtLeastOneUppercase", count: 0 },
    { id: "mustContainAtLeastOneSpecialCharacter", count: 0 },
  ]);
  expect(readPolicy({ enabled: false, policy: answer.policy })).toEqual([]);
});

test("each rule is checked while one types (ACC-022)", () => {
  const met = (password: string) => readPolicy(answer).map((rule) => meetsRule(rule, password));
  expect(met("abc")).toEqual([false, true, false, false]);
  expect(met("Abcdef!")).toEqual([true, true, true, true]);
  expect(met("Abbbbcdef!")).toEqual([true, false, true, true]);
  expect(met("Abbbcdef!")).toEqual([true, true, true, true]);
  expect(meetsRule({ id: "maxLength", count: 3 }, "abcd")).toBe(false);
  expect(meetsRule({ id: "mustContainAtLeastOneNumber", count: 0 }, "abc1")).toBe(true);
  expect(meetsRule({ id: "mustContainAtLeastOneLowercase", count: 0 }, "ABC")).toBe(false);
});
