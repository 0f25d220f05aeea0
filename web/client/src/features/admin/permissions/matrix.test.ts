import { expect, test } from "vitest";
import { permissionLabel } from "./labels";
import { moveInGrid, searchPermissions, withRole } from "./matrix";

const all = ["create-c", "view-c-room", "change-setting-Site_Name"].map((id) => ({
  id,
  label: permissionLabel(id),
  roles: ["admin"],
}));

test("permissions are found by their words and by their ids", () => {
  const ids = (text: string) => searchPermissions(all, text).map((permission) => permission.id);
  expect(ids("public channels")).toEqual(["create-c", "view-c-room"]);
  expect(ids("change-setting name")).toEqual(["change-setting-Site_Name"]);
  expect(ids("")).toHaveLength(3);
});

test("a role is given and taken without touching others", () => {
  const [permission] = all;
  if (permission === undefined) throw new Error("No permission.");
  const given = withRole(permission, "user", true);
  expect(given.roles).toEqual(["admin", "user"]);
  expect(withRole(given, "user", true).roles).toEqual(["admin", "user"]);
  expect(withRole(given, "admin", false).roles).toEqual(["user"]);
});

test("arrow keys stay within the grid", () => {
  expect(moveInGrid({ row: 0, column: 0 }, "ArrowDown", 2, 3)).toEqual({ row: 1, column: 0 });
  expect(moveInGrid({ row: 1, column: 0 }, "ArrowDown", 2, 3)).toEqual({ row: 1, column: 0 });
  expect(moveInGrid({ row: 1, column: 0 }, "End", 2, 3)).toEqual({ row: 1, column: 2 });
  expect(moveInGrid({ row: 1, column: 0 }, "x", 2, 3)).toBeUndefined();
});

test("permissions without words of their own are named by their id", () => {
  expect(permissionLabel("do-new-things")).toBe("Do new things");
});
