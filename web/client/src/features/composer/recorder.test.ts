import { expect, it } from "vitest";
import { formatSeconds, recordingFormat } from "./recorder";

it("records in what the browser can, the most playable first (MSG-037)", () => {
  expect(recordingFormat(() => true)?.extension).toBe("m4a");
  expect(recordingFormat((type) => type.includes("webm"))?.extension).toBe("webm");
  expect(recordingFormat(() => false)).toBeUndefined();
});

it.each([
  [0, "0:00"],
  [65, "1:05"],
  [754, "12:34"],
])("shows %i seconds as %s", (seconds, expected) => {
  expect(formatSeconds(seconds)).toBe(expected);
});
