import { describe, expect, it } from "vitest";
import { artOf, readCommand } from "./commands";

describe("what counts as a command (MSG-077)", () => {
  it.each([
    ["/topic new topic", { name: "topic", params: "new topic" }],
    ["/hide", { name: "hide", params: "" }],
    ["/msg @bob hi\nthere", { name: "msg", params: "@bob hi\nthere" }],
    ["/invite-all-to #x", { name: "invite-all-to", params: "#x" }],
  ])("%j is one", (text, expected) => {
    expect(readCommand(text)).toEqual(expected);
  });

  it.each(["/etc/hosts is a file", "hello /topic", "/", "//topic", "http://a.de"])("%j is none", (text) => {
    expect(readCommand(text)).toBeUndefined();
  });
});

it("makes a text of the words and the art (MSG-078)", () => {
  expect(artOf({ name: "shrug", params: "who knows" })).toMatch(/^who knows ¯.+¯$/u);
  expect(artOf({ name: "gimme", params: "cake" })).toMatch(/cake$/u);
  expect(artOf({ name: "topic", params: "x" })).toBeUndefined();
  expect(artOf({ name: "toString", params: "x" })).toBeUndefined();
});
