import { expect, test } from "vitest";
import { mapLink, splitHighlights } from "./text";

test("watched words are found whatever their case, and not within longer words (ACC-051)", () => {
  const marked = (text: string, words: unknown) =>
    splitHighlights(text, words)
      .filter((part) => part.isMarked)
      .map((part) => part.text);
  expect(marked("The Server of C++ is no servery", ["server", "c++"])).toEqual(["Server", "C++"]);
  expect(marked("nothing here", ["server"])).toEqual([]);
  expect(marked("a.b axb", ["a.b"])).toEqual(["a.b"]);
  expect(splitHighlights("as it is", undefined)).toEqual([{ text: "as it is", isMarked: false }]);
  expect(
    splitHighlights("x server y", ["server"])
      .map((part) => part.text)
      .join(""),
  ).toBe("x server y");
});

test("a place leads to a map (MSG-039)", () => {
  expect(mapLink(52.5, 13.4)).toBe("https://www.openstreetmap.org/?mlat=52.5&mlon=13.4#map=16/52.5/13.4");
});
