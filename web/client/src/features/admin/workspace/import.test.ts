import { expect, test } from "vitest";
import { parseOperation } from "./import";

test("an import is being chosen from, runs, or is over (ADM-120)", () => {
  const stage = (status: string) => parseOperation({ _id: "a", status })?.stage;
  expect(stage("importer_user_selection")).toBe("choosing");
  expect(stage("importer_importing_messages")).toBe("running");
  expect(stage("importer_done")).toBe("done");
  expect(parseOperation({ status: "importer_done" })).toBeUndefined();
});
