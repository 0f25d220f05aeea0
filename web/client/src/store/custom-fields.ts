import { asList, asRecord } from "@parley/shared/wire/parse";

/** A fact about people that the workspace asks for beside the usual ones (ACC-020). */
export interface CustomField {
  name: string;
  kind: "text" | "select";
  isRequired: boolean;
  options: string[];
  defaultValue: string;
  shortest: number;
  longest: number | undefined;
}

export type FieldProblem = "missing" | "short";

/** The fields as administrators write them down: a text in JSON. What cannot be read asks for nothing. */
export function readCustomFields(definition: unknown): CustomField[] {
  if (typeof definition !== "string" || definition.trim() === "") return [];
  let raw: Record<string, unknown>;
  try {
    raw = asRecord(JSON.parse(definition));
  } catch {
    return [];
  }
  return Object.entries(raw).map(([name, value]) => {
    const field = asRecord(value);
    return {
      name,
      kind: field.type === "select" ? "select" : "text",
      isRequired: field.required === true,
      options: asList(field.options).map(String),
      defaultValue: typeof field.defaultValue === "string" ? field.defaultValue : "",
      shortest: typeof field.minLength === "number" ? field.minLength : 0,
      longest: typeof field.maxLength === "number" ? field.maxLength : undefined,
    };
  });
}

/** What was given, or the default, for each field that there is. */
export function customFieldsOf(
  fields: readonly CustomField[],
  values: Record<string, string>,
): Record<string, string> {
  const entries = fields
    .map((field) => [field.name, values[field.name] ?? field.defaultValue] as const)
    .filter(([, value]) => value !== "");
  return Object.fromEntries(entries);
}

export function checkCustomField(field: CustomField, value: string): FieldProblem | undefined {
  if (value.trim() === "") return field.isRequired ? "missing" : undefined;
  return value.length < field.shortest ? "short" : undefined;
}

export function areFieldsFine(fields: readonly CustomField[], values: Record<string, string>): boolean {
  return fields.every(
    (field) => checkCustomField(field, values[field.name] ?? field.defaultValue) === undefined,
  );
}
