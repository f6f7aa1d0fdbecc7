/** A value of a site in words, for a conflict between two persons. Pure. */
import { t } from "../../../i18n/translate";
import { isRecord } from "./document";
import { choicesOf, type JsonSchema, partSchema, presentSchema, titleOf } from "./schema";

const MOST_PARTS = 12;

/** Return a value as a person reads it: names for fields and choices, «sí» and «no», and a dash for none. */
export function describeValue(schema: JsonSchema | undefined, value: unknown): string {
  if (value === undefined || value === null) return "–";
  if (typeof value === "boolean") return value ? t("sí") : t("no");
  const part = presentSchema(schema ?? {});
  const choice = choicesOf(part).find((each) => each.value === value);
  if (choice) return choice.name;
  if (Array.isArray(value)) return joined(value.map((item) => describeValue(partSchema(part, "0", value), item)));
  if (!isRecord(value)) return String(value);
  return joined(
    Object.entries(value).map(([name, each]) => {
      const field = partSchema(part, name, value);
      return `${titleOf(part.properties ? field : undefined, name)}: ${describeValue(field, each)}`;
    }),
  );
}

function joined(parts: readonly string[]): string {
  if (parts.length === 0) return t("(vacío)");
  const shown = parts.slice(0, MOST_PARTS).join("; ");
  return parts.length > MOST_PARTS ? t("{shown}; y {more} más", { shown, more: parts.length - MOST_PARTS }) : shown;
}
