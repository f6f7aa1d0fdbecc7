/** The forms in which a site may write one value, and a value in another form. Pure. */
import { t } from "../../../i18n/translate";
import { isRecord } from "./document";
import { fieldKind, firstValue, type JsonSchema } from "./schema";

/** Return what a person calls a form of a value. */
export function variantName(schema: JsonSchema): string {
  const kind = fieldKind(schema);
  if (kind === "record") return t("Con sus detalles");
  if (kind === "table") return t("Cada uno con su valor");
  return kind === "list" ? t("Lista") : t("Solo el valor");
}

/** Return a value in another form: the text stays as the first text of a record, a list as the keys of a table. */
export function withVariant(value: unknown, schema: JsonSchema): unknown {
  const kind = fieldKind(schema);
  if (kind === "record" && typeof value === "string") {
    const name = firstTextField(schema);
    return { ...(firstValue(schema) as object), ...(name ? { [name]: value } : {}) };
  }
  if (kind === "table" && Array.isArray(value)) return Object.fromEntries(value.map((id) => [id, middle(schema)]));
  if (kind === "list" && isRecord(value)) return Object.keys(value);
  if (kind === "text" && isRecord(value)) return Object.values(value).find((each) => typeof each === "string") ?? "";
  return firstValue(schema) ?? "";
}

const firstTextField = (schema: JsonSchema): string | undefined =>
  (schema.required ?? []).find((name) => fieldKind(schema.properties?.[name] ?? {}) === "text");

/** Return the middle of what the entries of a table may be. */
function middle(schema: JsonSchema): number {
  const { minimum = 0, maximum = 0 } = isRecord(schema.additionalProperties) ? schema.additionalProperties : {};
  return Math.floor((Number(minimum) + Number(maximum)) / 2);
}
