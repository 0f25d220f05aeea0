import { expect, test } from "vitest";
import { testMessage, testSubscription } from "./test-entities";
import { languageOf, translationOf } from "./translation";

const message = { ...testMessage("m1", 1), translations: { de: "Hallo" } };
const translating = { ...testSubscription("r1"), translates: true, translateTo: "de" };

test("a reader who has messages translated sees the translation, and turns single ones over (MSG-058, ROOM-079)", () => {
  expect(translationOf(message, translating, "de", false, "me")).toBe("Hallo");
  expect(translationOf(message, translating, "de", true, "me")).toBeUndefined();
  expect(translationOf(message, { ...translating, translates: false }, "de", false, "me")).toBeUndefined();
  expect(translationOf(message, { ...translating, translates: false }, "de", true, "me")).toBe("Hallo");
});

test("own messages stay as written, and what has no translation too (ROOM-079)", () => {
  expect(translationOf(message, translating, "de", false, message.author.id)).toBeUndefined();
  expect(translationOf(message, translating, "fr", false, "me")).toBeUndefined();
  expect(translationOf(message, translating, "de-AT", false, "me")).toBe("Hallo");
});

test("the language of the room wins over that of the person and of the workspace", () => {
  expect(languageOf(translating, { language: "fr" }, { Language: "es" })).toBe("de");
  expect(languageOf(undefined, { language: "fr" }, { Language: "es" })).toBe("fr");
  expect(languageOf(undefined, { language: "" }, { Language: "es" })).toBe("es");
  expect(languageOf(undefined, {}, {})).toBe("en");
});
