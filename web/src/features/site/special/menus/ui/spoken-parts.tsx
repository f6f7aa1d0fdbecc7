/** What a step says: prompts and values of a look-up, in their order. */
import { Button, NativeSelect } from "@mantine/core";
import { Complaints, type Choice, choicesOf, fieldAt, type FieldContext } from "../../common/fields";
import css from "../../common/fields.module.css";
import { idsOf, listOf, fieldsOf, nameOf, textOf, textsOf, valueAt } from "../../common/values";
import type { Document } from "../../../editor-props";
import { kindOfStep } from "../model/steps";
import { t } from "../../../../../i18n/translate";

const VALUE_LABELS: Readonly<Record<string, string>> = { state: t("el estado"), due_on: t("la fecha límite") };

/** Return the values that a look-up can give; those of lookups.yaml are its amounts and dates. */
function valuesOf(document: Document, step: string): Choice[] {
  const lookup = textOf(valueAt(document, ["steps", step, "lookup", "name"]));
  if (lookup === "ticket_status")
    return Object.entries(VALUE_LABELS).map(([value, label]) => ({
      value: `{${value}}`,
      label: t("Dato: {label}", { label }),
    }));
  return listOf(valueAt(document, ["lookups", "lookups", lookup, "shown"])).flatMap((each) => {
    const { entry, kind, label } = fieldsOf(each);
    if (kind !== "money" && kind !== "date") return [];
    const name = (textOf(entry).split("/").at(-1) ?? "")
      .toLowerCase()
      .replace(/[^a-z0-9]+/g, "_")
      .replace(/^_|_$/g, "");
    return [{ value: `{${name}}`, label: t("Dato: {label}", { label: textOf(label) }) }];
  });
}

export function SpokenParts({ context, step }: { context: FieldContext; step: string }) {
  const { document, complaints, readOnly, onChange } = context;
  const path = ["steps", step, "say"];
  const lookup = textOf(valueAt(document, [...path, "lookup"]));
  const parts = textsOf(valueAt(document, [...path, "parts"]));
  const set = (after: string[]) => onChange([...path, "parts"], after);
  const values = valuesOf(document, lookup);
  const lookups = idsOf(document, "steps").filter((id) => kindOfStep(valueAt(document, ["steps", id])) === "lookup");
  const choices = (part: string) => {
    const all = [...values, ...choicesOf(document, "prompts", part.startsWith("{") ? "" : part)];
    return all.some(({ value }) => value === part) ? all : [{ value: part, label: part }, ...all];
  };
  return (
    <>
      <NativeSelect
        label={t("Datos de la consulta")}
        value={lookup}
        disabled={readOnly}
        {...fieldAt(complaints, [...path, "lookup"])}
        onChange={(event) => onChange([...path, "lookup"], event.currentTarget.value || undefined)}
        data={[
          { value: "", label: t("Ninguna: solo mensajes") },
          ...lookups.map((id) => ({ value: id, label: nameOf(document, "steps", id) })),
        ]}
      />
      <div className={css.whole}>
        <Complaints complaints={complaints} path={[...path, "parts"]} />
      </div>
      <ol className={`${css.whole} ${css.group}`}>
        {parts.map((part, index) => (
          <li key={index} className={css.acts}>
            <NativeSelect
              aria-label={t("Parte {number}", { number: index + 1 })}
              value={part}
              disabled={readOnly}
              {...fieldAt(complaints, [...path, "parts", String(index)])}
              onChange={(event) => set(parts.map((each, at) => (at === index ? event.currentTarget.value : each)))}
              data={choices(part)}
            />
            {!readOnly && (
              <Button
                size="xs"
                variant="default"
                aria-label={t("Quitar la parte {number}", { number: index + 1 })}
                disabled={parts.length === 1}
                onClick={() => set(parts.filter((_, at) => at !== index))}
              >
                {t("Quitar")}
              </Button>
            )}
          </li>
        ))}
      </ol>
      {!readOnly && (
        <div className={css.acts}>
          <Button size="sm" variant="default" onClick={() => set([...parts, idsOf(document, "prompts")[0] ?? ""])}>
            {t("Agregar una parte")}
          </Button>
        </div>
      )}
    </>
  );
}
