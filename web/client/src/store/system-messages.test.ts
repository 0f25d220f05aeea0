import { expect, it } from "vitest";
import { messageLine } from "./message-text";
import { isSystemMessage, systemKinds, systemSentence } from "./system-messages";
import { testMessage } from "./test-entities";

it.each(systemKinds)("says %s as a sentence (MSG-070)", (kind) => {
  const sentence = systemSentence(testMessage("a", 0, { kind, text: "design", role: "owner" }));
  expect(sentence).toMatch(/^\S.*[.!]$|^design$/u);
  expect(sentence).not.toMatch(/undefined|_/u);
});

it("quotes what was announced without its marks", () => {
  const message = testMessage("a", 0, { kind: "room_changed_announcement", text: "Come at *ten*." });
  expect(systemSentence(message)).toBe("announced “Come at ten.”");
});

it("names the role and the person", () => {
  const message = testMessage("a", 0, { kind: "subscription-role-added", text: "bob", role: "moderator" });
  expect(systemSentence(message)).toBe("made bob moderator.");
});

it("draws discussions and encrypted messages like ordinary ones", () => {
  expect(isSystemMessage({ kind: "discussion-created" })).toBe(false);
  expect(isSystemMessage({ kind: "uj" })).toBe(true);
  expect(isSystemMessage({ kind: undefined })).toBe(false);
});

it("reads a message in one line without marks", () => {
  const markup = [
    {
      type: "PARAGRAPH" as const,
      value: [{ type: "BOLD" as const, value: [{ type: "PLAIN_TEXT" as const, value: "now" }] }],
    },
    { type: "LINE_BREAK" as const },
    { type: "PARAGRAPH" as const, value: [{ type: "PLAIN_TEXT" as const, value: "later" }] },
  ];
  expect(messageLine(testMessage("a", 0, { text: "*now*\n\nlater", markup }))).toBe("now later");
  expect(messageLine(testMessage("a", 0, { text: "" }))).toBe("sent a message without text");
});
