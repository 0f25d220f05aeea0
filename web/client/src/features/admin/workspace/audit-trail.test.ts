import { expect, test } from "vitest";
import { changesOf, parseEntry } from "./audit-trail";

test("what changed is told member by member, new and gone things too (SEC-090)", () => {
  const entry = parseEntry({
    _id: "a",
    ts: "2026-01-01T00:00:00.000Z",
    action: "setting.change",
    object: { type: "setting", _id: "Site_Name" },
    before: { value: "", isOn: true },
    after: { value: "Harbour", roles: ["admin", "user"] },
  });
  expect(entry?.object).toBe("Site_Name");
  expect(entry === undefined ? [] : changesOf(entry)).toEqual([
    { name: "value", before: "empty", after: "Harbour" },
    { name: "isOn", before: "yes", after: undefined },
    { name: "roles", before: undefined, after: "admin, user" },
  ]);
});
