import { expect, test } from "vitest";
import { splitEmails } from "./emails";

test("addresses are separated by commas, semicolons and blanks, and each counts once (ADM-068)", () => {
  expect(splitEmails("a@x.org, b@x.org;c@x.org\nb@x.org nobody  x@y")).toEqual({
    emails: ["a@x.org", "b@x.org", "c@x.org"],
    others: ["nobody", "x@y"],
  });
  expect(splitEmails("  ")).toEqual({ emails: [], others: [] });
});
