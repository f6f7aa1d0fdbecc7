/** What a step asks of a system, and from which steps its data come. */
import { Button, NativeSelect } from "@mantine/core";
import { useState } from "react";
import { fieldAt, type FieldContext, NumberField } from "../../common/fields";
import { PromptField } from "../../common/prompt-field";
import css from "../../common/fields.module.css";
import { fieldsOf, idsOf, nameOf, textOf, valueAt } from "../../common/values";
import { kindOfStep, lookupChoices, outcomesOf, outcomeText } from "../model/steps";
import { t } from "../../../../../i18n/translate";

const DATUM_LABELS: Readonly<Record<string, string>> = {
  number: t("Radicado, del paso"),
  document: t("Documento, del paso"),
  birth_date: t("Fecha de nacimiento, del paso"),
  credit: t("Crédito, del paso"),
};
const BUILT_IN_INPUTS: Readonly<Record<string, readonly string[]>> = {
  ticket_status: ["number", "document"],
  ticket_status_mail: ["number", "document"],
  ticket_status_text: ["number", "document"],
  large_client: [],
};

export function LookupFields({ context, step }: { context: FieldContext; step: string }) {
  const { document, complaints, readOnly, onChange } = context;
  const path = ["steps", step, "lookup"];
  const lookup = fieldsOf(valueAt(document, path));
  const name = textOf(lookup.name);
  const inputs = fieldsOf(lookup.inputs);
  const data = [...new Set([...(BUILT_IN_INPUTS[name] ?? ["document"]), ...Object.keys(inputs)])];
  const collecting = idsOf(document, "steps").filter(
    (id) => kindOfStep(valueAt(document, ["steps", id])) === "collect",
  );
  const missing = outcomesOf(document, name).filter((each) => !Object.hasOwn(fieldsOf(lookup.outcomes), each));
  return (
    <>
      <NativeSelect
        label={t("Qué consulta")}
        value={name}
        disabled={readOnly}
        {...fieldAt(complaints, [...path, "name"])}
        onChange={(event) => onChange([...path, "name"], event.currentTarget.value)}
        data={lookupChoices(document, name)}
      />
      <NumberField
        context={context}
        label={t("Plazo de la consulta")}
        path={[...path, "limit_s"]}
        min={0.5}
        max={5}
        byDefault={3}
        decimals={1}
        unit={t(" segundos")}
      />
      {data.map((datum) => (
        <NativeSelect
          key={datum}
          label={DATUM_LABELS[datum] ?? datum}
          value={textOf(inputs[datum])}
          disabled={readOnly}
          {...fieldAt(complaints, [...path, "inputs", datum])}
          onChange={(event) => onChange([...path, "inputs", datum], event.currentTarget.value || undefined)}
          data={[
            { value: "", label: t("Ninguno") },
            ...collecting.map((id) => ({ value: id, label: nameOf(document, "steps", id) })),
          ]}
        />
      ))}
      <PromptField context={context} label={t("Mientras consulta")} path={[...path, "wait_prompt"]} />
      {missing.length > 0 && !readOnly && <MissingOutcome context={context} step={step} missing={missing} />}
    </>
  );
}

/** An outcome that leads nowhere yet: it is added with the way of a failure. */
function MissingOutcome({
  context,
  step,
  missing,
}: {
  context: FieldContext;
  step: string;
  missing: readonly string[];
}) {
  const [chosen, choose] = useState("");
  const outcome = missing.includes(chosen) ? chosen : (missing[0] ?? "");
  const path = ["steps", step, "lookup"];
  return (
    <div className={`${css.whole} ${css.acts}`}>
      <NativeSelect
        aria-label={t("Resultado sin camino")}
        value={outcome}
        onChange={(event) => choose(event.currentTarget.value)}
        data={missing.map((value) => ({ value, label: outcomeText(value) }))}
      />
      <Button
        size="sm"
        variant="default"
        onClick={() =>
          context.onChange([...path, "outcomes", outcome], valueAt(context.document, [...path, "failure"]))
        }
      >
        {t("Agregar el resultado")}
      </Button>
    </div>
  );
}
