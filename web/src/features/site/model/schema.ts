/** The JSON Schema of a site: which field of a form each part of it is, and the names of its paths. Pure. */
import type { Document } from "../editor-props";
import { type Path, isRecord, valueAt } from "./document";

/** The part of JSON Schema 2020-12 that the schema of a site uses. */
export interface JsonSchema {
  title?: string;
  description?: string;
  type?: string | readonly string[];
  enum?: readonly unknown[];
  /** The name of each value of `enum`. */
  enumDescriptions?: readonly string[];
  anyOf?: readonly JsonSchema[];
  properties?: Readonly<Record<string, JsonSchema>>;
  required?: readonly string[];
  additionalProperties?: boolean | JsonSchema;
  propertyNames?: JsonSchema;
  items?: JsonSchema;
  minimum?: number;
  maximum?: number;
  maxLength?: number;
  pattern?: string;
  format?: string;
  default?: unknown;
  /** The table whose ids this text, or the keys of this table, name. */
  "x-ids-of"?: readonly string[];
  /** What a number counts, in the plural. */
  "x-unit"?: string;
}

export type FieldKind =
  | "record"
  | "table"
  | "list"
  | "choice"
  | "boolean"
  | "integer"
  | "number"
  | "hours"
  | "time"
  | "date"
  | "colour"
  | "text"
  | "variants";

/** Return the schema without its null: a field that may be absent is one that a form leaves empty. */
export function presentSchema(schema: JsonSchema): JsonSchema {
  if (!schema.anyOf) return schema;
  const present = schema.anyOf.filter((part) => part.type !== "null");
  const { anyOf: _, ...own } = schema;
  const [only] = present;
  return present.length === 1 && only ? presentSchema({ ...only, ...own }) : { ...own, anyOf: present };
}

const FORMATS: Readonly<Record<string, FieldKind>> = { hours: "hours", clock: "time", date: "date" };
const COLOURS = "^#[0-9a-fA-F]{6}$";

function textKind({ format, pattern }: JsonSchema): FieldKind {
  if (pattern === COLOURS) return "colour";
  return FORMATS[format ?? ""] ?? "text";
}

/** Return which field of a form a schema is. */
export function fieldKind(schema: JsonSchema): FieldKind {
  const part = presentSchema(schema);
  if (choicesOf(part).length > 0) return "choice";
  if (part.anyOf) return "variants";
  if (part.properties) return "record";
  const type = typeof part.type === "string" ? part.type : (part.type ?? []).find((each) => each !== "null");
  if (type === "object") return "table";
  if (type === "array") return "list";
  if (type === "boolean" || type === "integer" || type === "number") return type;
  return textKind(part);
}

export interface Choice {
  value: unknown;
  name: string;
}

/** Return the values that a schema takes, with their names; none if it is no choice. */
export function choicesOf(schema: JsonSchema): Choice[] {
  return (schema.enum ?? []).map((value, index) => ({
    value,
    name: schema.enumDescriptions?.[index] ?? String(value),
  }));
}

/** Return the schema of the entries of a table, of the items of a list, or of a field; undefined if there is none. */
export function partSchema(schema: JsonSchema, step: string, value: unknown): JsonSchema | undefined {
  const part = presentSchema(schema);
  if (part.anyOf) return partSchema(part.anyOf[variantOf(part, value)] ?? {}, step, value);
  if (part.properties?.[step]) return part.properties[step];
  if (Array.isArray(value) || part.type === "array") return part.items;
  return isRecord(part.additionalProperties) ? part.additionalProperties : undefined;
}

/** Return the index of the variant that a value has; the first one for no value. */
export function variantOf(schema: JsonSchema, value: unknown): number {
  const found = (schema.anyOf ?? []).findIndex((part) => takesShape(part, value));
  return Math.max(0, found);
}

function takesShape(schema: JsonSchema, value: unknown): boolean {
  const kind = fieldKind(schema);
  if (Array.isArray(value)) return kind === "list";
  if (isRecord(value)) return kind === "record" || kind === "table";
  if (typeof value === "number") return kind === "integer" || kind === "number";
  if (typeof value === "boolean") return kind === "boolean";
  return typeof value === "string" && !["list", "record", "table", "integer", "number", "boolean"].includes(kind);
}

/** Return the value with which a new field of a kind begins; undefined where the person must say it. */
export function firstValue(schema: JsonSchema): unknown {
  const part = presentSchema(schema);
  if (part.default !== undefined && part.default !== null) return part.default;
  const kind = fieldKind(part);
  if (kind === "list") return [];
  if (kind === "table") return {};
  if (kind === "boolean") return false;
  if (kind === "variants") return firstValue(part.anyOf?.[0] ?? {});
  if (kind !== "record") return undefined;
  const begun = (part.required ?? []).map((name) => [name, firstValue(part.properties?.[name] ?? {})] as const);
  return Object.fromEntries(begun.filter(([, value]) => value !== undefined));
}

/** Return the Spanish name of a field; its technical name if the schema has none. */
export const titleOf = (schema: JsonSchema | undefined, name: string): string => schema?.title ?? name;

/** Return the names of a path, from the section to the field: «Calendarios», «atencion», «Semana». */
export function namesOf(root: JsonSchema, document: Document, path: Path): string[] {
  const names: string[] = [];
  let schema: JsonSchema | undefined = root;
  path.forEach((step, index) => {
    const holder = valueAt(document, path.slice(0, index));
    const next: JsonSchema | undefined = schema && partSchema(schema, step, holder);
    const isField = Boolean(schema && presentSchema(schema).properties?.[step]);
    if (Array.isArray(holder)) names.push(String(Number(step) + 1));
    else names.push(isField || index === 0 ? titleOf(next, step) : `«${entryName(valueAt(holder, [step]), step)}»`);
    schema = next;
  });
  return names;
}

/** Return the name that an entry of a table has in its own fields, or its id. */
export function entryName(value: unknown, id: string): string {
  if (typeof value === "string" && value.length <= 60) return value;
  const name = isRecord(value) ? (value.name ?? value.label) : undefined;
  return typeof name === "string" && name ? name : id;
}

/** Return whether a kind has fields or items of its own. */
export const isNested = (kind: FieldKind): boolean =>
  kind === "record" || kind === "table" || kind === "list" || kind === "variants";

/** Return the schema of the field at a path; undefined if there is no such field. */
export function schemaAt(root: JsonSchema, document: Document, path: Path): JsonSchema | undefined {
  return path.reduce<JsonSchema | undefined>(
    (schema, step, index) => schema && partSchema(schema, step, valueAt(document, path.slice(0, index))),
    root,
  );
}
