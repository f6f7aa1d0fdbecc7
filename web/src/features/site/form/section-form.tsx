/** The form of a section, made from its schema. */
import { Button } from "@mantine/core";
import type { EditorProps } from "../editor-props";
import { fieldKind, firstValue } from "../model/schema";
import { GroupComplaints } from "./complaints";
import { FieldBody } from "./field";
import { FormContext } from "./form-context";
import css from "./form.module.css";
import { t } from "../../../i18n/translate";

interface SectionFormProps extends EditorProps {
  upload?: ((name: string, file: File) => Promise<unknown>) | undefined;
}

export function SectionForm({ section, schema, value, target = null, ...form }: SectionFormProps) {
  const isAbsent = value === undefined && fieldKind(schema) !== "table";
  return (
    <FormContext value={{ ...form, target }}>
      <div className={css.section} data-path={section}>
        <GroupComplaints path={[section]} />
        {isAbsent ? (
          <div className={css.absent}>
            <p className="quiet">{t("El sitio no dice nada aquí: rige lo que trae Atención.")}</p>
            {!form.readOnly && (
              <Button variant="default" onClick={() => form.onChange([section], firstValue(schema) ?? {})}>
                {t("Escribir esta parte")}
              </Button>
            )}
          </div>
        ) : (
          <FieldBody schema={schema} path={[section]} value={value} label={schema.title ?? section} />
        )}
      </div>
    </FormContext>
  );
}
