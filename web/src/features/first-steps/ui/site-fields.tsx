/** The fields of the site that a step changes, in the draft of the first steps. */
import type { EditorProps } from "../../site/editor-props";
import { Field, FieldBody } from "../../site/form/field";
import { FormContext } from "../../site/form/form-context";
import { GroupComplaints } from "../../site/form/complaints";
import { type Path, valueAt } from "../../site/model/document";
import { type JsonSchema, namesOf, partSchema } from "../../site/model/schema";
import { WeekHours } from "../../site/special/calendars/week-hours";
import { t } from "../../../i18n/translate";
import type { StepName } from "../../../api/first-steps";
import { promptTitle, stepFields, usedCalendars } from "../model/steps";
import css from "./first-steps.module.css";

export type SiteForm = Pick<EditorProps, "document" | "complaints" | "readOnly" | "onChange">;

interface SiteFieldsProps {
  step: StepName;
  schema: JsonSchema;
  form: SiteForm;
}

export function SiteFields({ step, schema, form }: SiteFieldsProps) {
  if (step === "hours") return <Hours form={form} />;
  return (
    <FormContext value={{ ...form, target: null }}>
      <div className={css.fields}>
        {stepFields(step, form.document).map((path) => (
          <SiteField key={path.join("/")} schema={schema} path={path} form={form} />
        ))}
      </div>
    </FormContext>
  );
}

function SiteField({ schema, path, form }: { schema: JsonSchema; path: Path; form: SiteForm }) {
  const part = schemaAt(schema, path, form.document);
  const value = valueAt(form.document, path);
  if (path.length === 1)
    return (
      <div data-path={path.join("/")}>
        <GroupComplaints path={path} />
        <FieldBody schema={part} path={path} value={value} label={part.title ?? ""} />
      </div>
    );
  return <Field schema={part} path={path} value={value} label={fieldLabel(schema, path, form)} required />;
}

/** Return the name of a field; of a text that callers hear, the name of its message. */
function fieldLabel(schema: JsonSchema, path: Path, form: SiteForm): string {
  const [section, id = ""] = path;
  const name = namesOf(schema, form.document, path).at(-1) ?? "";
  if (section === "branding") return t("Nombre corto");
  if (section === "site") return t("Nombre de la entidad");
  return section === "prompts" ? promptTitle(form.document, id) : name;
}

function schemaAt(root: JsonSchema, path: Path, document: SiteForm["document"]): JsonSchema {
  return path.reduce<JsonSchema>(
    (schema, step, index) => partSchema(schema, step, valueAt(document, path.slice(0, index))) ?? {},
    root,
  );
}

function Hours({ form }: { form: SiteForm }) {
  return (
    <>
      <p className="quiet">{t("Los festivos de Colombia se calculan solos y la línea no abre en ellos.")}</p>
      {usedCalendars(form.document).map((calendar) => (
        <WeekHours key={calendar} context={form} path={["calendars", calendar]} />
      ))}
    </>
  );
}
