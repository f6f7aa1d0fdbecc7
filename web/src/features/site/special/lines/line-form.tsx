/** The form of a line: its numbers, what callers hear, where the call goes, and what its advisors read. */
import type { EditorProps } from "../../editor-props";
import { Field } from "../../form/field";
import { FormContext } from "../../form/form-context";
import { titleOf } from "../../model/schema";
import { Complaints, EntryField, type FieldContext, NumberField, TextField } from "../common/fields";
import fields from "../common/fields.module.css";
import { PromptField } from "../common/prompt-field";
import { fieldsOf, valueAt } from "../common/values";
import { lineSentences } from "./line-words";
import css from "./lines.module.css";
import { NumberList } from "./number-list";
import { t } from "../../../../i18n/translate";

/** What the advisors of a line read: the form that the schema gives. */
const GENERATED = ["script", "script_done", "articles"] as const;

export function LineForm({ line, schema, target = null, ...context }: EditorProps & { line: string }) {
  const path = ["lines", line];
  const value = fieldsOf(valueAt(context.document, path));
  const at = (field: string) => [...path, field];
  return (
    <>
      <Complaints complaints={context.complaints} path={path} />
      <section className={css.words} aria-label={t("En palabras")}>
        {lineSentences(context.document, value).map((sentence) => (
          <p key={sentence}>{sentence}</p>
        ))}
      </section>
      <fieldset className={fields.group}>
        <legend>{t("Cómo se llega")}</legend>
        <div className={fields.fields}>
          <TextField context={context} label={t("Nombre")} path={at("name")} maxLength={120} />
          <EntryField context={context} label={t("Horario")} path={at("calendar")} section="calendars" />
          <NumberField
            context={context}
            label={t("Ventaja")}
            description={t("Cuántos segundos antes se toma que llegó cada llamada.")}
            path={at("head_start_s")}
            min={0}
            max={3600}
            byDefault={0}
            unit={t(" segundos")}
          />
        </div>
        <NumberList context={context} path={at("numbers")} />
      </fieldset>
      <Heard context={context} at={at} />
      <fieldset className={fields.group}>
        <legend>{t("A dónde va la llamada")}</legend>
        <div className={fields.fields}>
          <EntryField context={context} label={t("Menú")} path={at("menu")} section="menus" />
          <TextField
            context={context}
            label={t("Número de respaldo")}
            description={t("Después de una disculpa. Por ejemplo, sip:6015550123@operador.example")}
            path={at("fallback")}
            optional
          />
        </div>
      </fieldset>
      <ReadByAdvisors schema={schema} path={path} context={context} target={target} />
    </>
  );
}

function Heard({ context, at }: { context: FieldContext; at: (field: string) => string[] }) {
  return (
    <fieldset className={fields.group}>
      <legend>{t("Lo que se oye")}</legend>
      <div className={fields.fields}>
        <PromptField context={context} label={t("Saludo")} path={at("greeting")} />
        <PromptField context={context} label={t("Aviso de grabación y de datos")} path={at("notice")} />
        <TextField
          context={context}
          label={t("Versión del aviso")}
          description={t("Cámbiela cuando cambie su texto.")}
          path={at("notice_version")}
          maxLength={40}
        />
        <PromptField context={context} label={t("Fuera de horario")} path={at("closed_prompt")} />
        <PromptField context={context} label={t("Despedida")} path={at("goodbye_prompt")} />
        <PromptField context={context} label={t("Disculpa, si algo falla")} path={at("apology_prompt")} />
      </div>
    </fieldset>
  );
}

interface ReadByAdvisorsProps {
  schema: EditorProps["schema"];
  path: readonly string[];
  context: FieldContext;
  target: EditorProps["target"];
}

function ReadByAdvisors({ schema, path, context, target = null }: ReadByAdvisorsProps) {
  const parts = typeof schema.additionalProperties === "object" ? (schema.additionalProperties.properties ?? {}) : {};
  const value = fieldsOf(valueAt(context.document, path));
  return (
    <FormContext value={{ ...context, target }}>
      {GENERATED.map((name) => {
        const part = parts[name];
        return (
          part && (
            <Field key={name} schema={part} path={[...path, name]} value={value[name]} label={titleOf(part, name)} />
          )
        );
      })}
    </FormContext>
  );
}
