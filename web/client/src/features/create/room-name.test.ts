import { expect, it } from "vitest";
import { asName, isValidName } from "./room-name";

it.each([
  ["general", undefined, false, true],
  ["Two words", undefined, false, false],
  ["größe", undefined, false, false],
  ["größe", "[\\p{L}ö]+|größe", false, true],
  ["Two words!", undefined, true, true],
  ["  ", undefined, true, false],
  ["general", "[", false, true],
])("says whether %j is a name under the pattern %j (ROOM-002)", (name, pattern, allowsAny, expected) => {
  expect(isValidName(name, pattern, allowsAny)).toBe(expected);
});

it("makes dashes of blanks, unless blanks are allowed", () => {
  expect(asName("two  words", false)).toBe("two-words");
  expect(asName("two words", true)).toBe("two words");
});
