import { expect, it } from "vitest";
import { readCustomEmoji, searchCustomEmoji, withEmoji, withoutEmoji } from "./custom-emoji";

const parrot = { _id: "1", name: "parrot", aliases: ["party"], extension: "gif", etag: "a" };

it("knows an emoji by its name and its aliases (MSG-087)", () => {
  const table = readCustomEmoji([parrot, { _id: "2" }]);
  expect(table.addresses.get("party")).toBe("/emoji-custom/parrot.gif?etag=a");
  expect(searchCustomEmoji(table, "part")).toEqual(["parrot"]);
});

it("follows changes and removals", () => {
  const table = readCustomEmoji([parrot]);
  const renamed = withEmoji(table, { ...parrot, name: "bird", aliases: [], etag: "b" });
  expect([...renamed.addresses]).toEqual([["bird", "/emoji-custom/bird.gif?etag=b"]]);
  expect(withEmoji(renamed, { ...parrot, _id: "3" }).all).toHaveLength(2);
  expect(withoutEmoji(renamed, { _id: "1" }).all).toEqual([]);
});
