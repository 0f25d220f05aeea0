import { asList, asRecord } from "@parley/shared/wire/parse";

export type RuleId =
  | "minLength"
  | "maxLength"
  | "forbidRepeatingCharacters"
  | "forbidRepeatingCharactersCount"
  | "mustContainAtLeastOneLowercase"
  | "mustContainAtLeastOneUppercase"
  | "mustContainAtLeastOneNumber"
  | "mustContainAtLeastOneSpecialCharacter";

export interface PasswordRule {
  id: RuleId;
  count: number;
}

const ids: readonly RuleId[] = [
  "minLength",
  "maxLength",
  "forbidRepeatingCharacters",
  "forbidRepeatingCharactersCount",
  "mustContainAtLeastOneLowercase",
  "mustContainAtLeastOneUppercase",
  "mustContainAtLeastOneNumber",
  "mustContainAtLeastOneSpecialCharacter",
];

const PREFIX = "get-password-policy-";

/** The rules for passwords as the server tells them: pairs of a name and its numbers (ACC-022). */
export function readPolicy(answer: Record<string, unknown>): PasswordRule[] {
  if (answer.enabled !== true) return [];
  const rules: PasswordRule[] = [];
  for (const item of asList(answer.policy)) {
    const [name, numbers] = asList(item);
    const id = ids.find((candidate) => `${PREFIX}${candidate}` === name);
    if (id === undefined) continue;
    const count = Object.values(asRecord(numbers)).map(Number).find(Number.isFinite) ?? 0;
    rules.push({ id, count });
  }
  // One says how often, the other that it counts at all.
  const counts = rules.some((rule) => rule.id === "forbidRepeatingCharactersCount");
  return rules.filter((rule) => !(counts && rule.id === "forbidRepeatingCharacters"));
}

export function meetsRule(rule: PasswordRule, password: string): boolean {
  switch (rule.id) {
    case "minLength":
      return password.length >= rule.count;
    case "maxLength":
      return password.length <= rule.count;
    case "forbidRepeatingCharacters":
      return !/(.)\1/u.test(password);
    case "forbidRepeatingCharactersCount":
      return !new RegExp(`(.)\\1{${rule.count},}`, "u").test(password);
    case "mustContainAtLeastOneLowercase":
      return /[a-z]/u.test(password);
    case "mustContainAtLeastOneUppercase":
      return /[A-Z]/u.test(password);
    case "mustContainAtLeastOneNumber":
      return /\d/u.test(password);
    default:
      return /[^\dA-Za-z\s]/u.test(password);
  }
}
