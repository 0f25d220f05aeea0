import { expect, it } from "vitest";
import { shownFields } from "./user-fields";

const fields = { team: "red", site: "https://team.example", empty: "", hidden: "kept" };

it("SET-031: the listed fields are shown in their order, under their labels", () => {
  expect(
    shownFields('[{"Site":"site"},{"Team":"team"},{"Nothing":"empty"},{"Unknown":"other"}]', fields),
  ).toEqual([
    ["Site", "https://team.example"],
    ["Team", "red"],
  ]);
});

it("SET-031: what is no list shows none", () => {
  for (const setting of ["", "{", "5", '"team"', undefined, "[1,null]"])
    expect(shownFields(setting, fields)).toEqual([]);
});
