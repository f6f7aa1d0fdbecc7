/** The form of a step: what it does, and what each kind needs. */
import { Button, NativeSelect } from "@mantine/core";
import { ChoiceField, Complaints, type FieldContext, NumberField, TextField } from "../../common/fields";
import { PromptField } from "../../common/prompt-field";
import css from "../../common/fields.module.css";
import { type Edit, textOf, valueAt } from "../../common/values";
import { addCase, changeKind } from "../model/edits";
import { LookupFields } from "./lookup-fields";
import { SpokenParts } from "./spoken-parts";
import { CHECKS, kindOfStep, STEP_KINDS, type StepKind } from "../model/steps";
import { t } from "../../../../../i18n/translate";

interface StepFormProps {
  context: FieldContext;
  step: string;
  apply: (edits: readonly Edit[]) => void;
  /** Null where the step may not be removed. */
  remove: (() => void) | null;
}

export function StepForm({ context, step, apply, remove }: StepFormProps) {
  const { document, complaints, readOnly } = context;
  const path = ["steps", step];
  const kind = kindOfStep(valueAt(document, path));
  return (
    <fieldset className={css.group}>
      <legend>{t("Paso «{step}»", { step: textOf(valueAt(document, [...path, "name"])) || step })}</legend>
      <Complaints complaints={complaints} path={path} />
      <div className={css.fields}>
        <TextField context={context} label={t("Nombre del paso")} path={[...path, "name"]} maxLength={120} />
        <NativeSelect
          label={t("Qué hace")}
          value={kind ?? ""}
          disabled={readOnly}
          onChange={(event) => apply(changeKind(document, step, event.currentTarget.value as StepKind))}
          data={[
            ...(kind === null ? [{ value: "", label: t("Elija") }] : []),
            ...STEP_KINDS.map(([value, label]) => ({ value, label })),
          ]}
        />
        {kind === "collect" && <EntryFields context={context} step={step} />}
        {kind === "lookup" && <LookupFields context={context} step={step} />}
        {kind === "say" && <SpokenParts context={context} step={step} />}
      </div>
      {!readOnly && (
        <div className={css.acts}>
          {kind === "branch" && (
            <Button size="sm" onClick={() => apply(addCase(document, step))}>
              {t("Agregar un caso")}
            </Button>
          )}
          {remove && (
            <Button size="sm" variant="default" onClick={remove}>
              {t("Borrar el paso")}
            </Button>
          )}
        </div>
      )}
    </fieldset>
  );
}

function EntryFields({ context, step }: { context: FieldContext; step: string }) {
  const path = ["steps", step, "collect"];
  const isAnyNumber = (valueAt(context.document, [...path, "check"]) ?? "digits") === "digits";
  return (
    <>
      <ChoiceField
        context={context}
        label={t("Qué se marca")}
        path={[...path, "check"]}
        choices={CHECKS}
        byDefault="digits"
      />
      {isAnyNumber && (
        <>
          <NumberField
            context={context}
            label={t("Cifras, al menos")}
            path={[...path, "least"]}
            min={1}
            max={20}
            byDefault={1}
          />
          <NumberField
            context={context}
            label={t("Cifras, a lo sumo")}
            path={[...path, "most"]}
            min={1}
            max={20}
            byDefault={20}
          />
        </>
      )}
      <NumberField
        context={context}
        label={t("Cuántas veces se repite")}
        path={[...path, "retries"]}
        min={0}
        max={5}
        byDefault={2}
      />
      <NumberField
        context={context}
        label={t("Silencio que se espera")}
        path={[...path, "first_digit_s"]}
        min={1}
        max={30}
        byDefault={8}
        decimals={1}
        unit={t(" segundos")}
      />
      <NumberField
        context={context}
        label={t("Entre una cifra y otra")}
        path={[...path, "between_digits_s"]}
        min={1}
        max={15}
        byDefault={4}
        decimals={1}
        unit={t(" segundos")}
      />
      <PromptField context={context} label={t("Mensaje que lo pide")} path={[...path, "prompt"]} />
      <PromptField context={context} label={t("Si no marca")} path={[...path, "silence_prompt"]} />
      <PromptField context={context} label={t("Si lo que marca no sirve")} path={[...path, "invalid_prompt"]} />
    </>
  );
}
