import { expect, test } from "vitest";
import { areFieldsFine, checkCustomField, customFieldsOf, readCustomFields } from "./custom-fields";

const definition = JSON.stringify({
  role: { type: "select", options: ["Sales", "Support"], defaultValue: "Support", required: true },
  phone: { type: "text", required: true, minLength: 3, maxLength: 12 },
  hobby: { type: "text" },
});

test("fields are read from what administrators wrote down (ACC-020)", () => {
  const fields = readCustomFields(definition);
  expect(fields.map((field) => [field.name, field.kind, field.isRequired])).toEqual([
    ["role", "select", true],
    ["phone", "text", true],
    ["hobby", "text", false],
  ]);
  expect(readCustomFields("{ not json")).toEqual([]);
  expect(readCustomFields("")).toEqual([]);
});

test("required and short values are noticed, and defaults count (ACC-020)", () => {
  const fields = readCustomFields(definition);
  const phone = fields[1];
  if (phone === undefined) throw new Error("The field is missing.");
  expect(checkCustomField(phone, " ")).toBe("missing");
  expect(checkCustomField(phone, "12")).toBe("short");
  expect(areFieldsFine(fields, {})).toBe(false);
  expect(areFieldsFine(fields, { phone: "12345" })).toBe(true);
  expect(customFieldsOf(fields, { phone: "12345" })).toEqual({ role: "Support", phone: "12345" });
});
