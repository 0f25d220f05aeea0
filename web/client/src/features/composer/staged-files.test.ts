import { expect, it } from "vitest";
import { namedFile, stageFile } from "./staged-files";

it("names pasted pictures by their date (MSG-031)", () => {
  const at = new Date(2026, 2, 3, 14, 5, 9);
  expect(stageFile(new File(["x"], "image.png"), at).name).toBe("2026-03-03 14-05-09.png");
  expect(stageFile(new File(["x"], "plan.pdf"), at).name).toBe("plan.pdf");
});

it("uploads under the chosen name, and keeps the old one when it is emptied", () => {
  const staged = stageFile(new File(["x"], "plan.pdf", { type: "application/pdf" }));
  expect(namedFile({ ...staged, name: "other.pdf" })).toMatchObject({
    name: "other.pdf",
    type: "application/pdf",
  });
  expect(namedFile({ ...staged, name: "  " }).name).toBe("plan.pdf");
});
