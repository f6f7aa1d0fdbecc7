/** The form of a section, made from its schema. */
import { Button } from "@mantine/core";
import { useEffect, useRef } from "react";
import type { EditorProps } from "../editor-props";
import type { Path } from "../model/document";
import { fieldKind, firstValue } from "../model/schema";
import { GroupComplaints } from "./complaints";
import { FieldBody } from "./field";
import { FormContext } from "./form-context";
import css from "./form.module.css";
import { t } from "../../../i18n/translate";

interface SectionFormProps extends EditorProps {
  /** The field to show first. */
  target?: Path | null;
  upload?: ((name: string, file: File) => Promise<unknown>) | undefined;
}

export function SectionForm({ section, schema, value, target = null, ...form }: SectionFormProps) {
  const place = useRef<HTMLDivElement>(null);
  useEffect(() => {
    if (target && place.current) showField(place.current, target);
  }, [target]);
  const isAbsent = value === undefined && fieldKind(schema) !== "table";
  return (
    <FormContext value={{ ...form, target }}>
      <div className={css.section} ref={place} data-path={section}>
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

export const pathKey = (path: Path): string => path.join("/");

/** Take the focus to the field of a path, or to the nearest part of the form that holds it. */
function showField(place: HTMLElement, target: Path): void {
  for (let length = target.length; length > 0; length -= 1) {
    const found = place.parentElement?.querySelector<HTMLElement>(
      `[data-path="${CSS.escape(pathKey(target.slice(0, length)))}"]`,
    );
    if (!found) continue;
    found.scrollIntoView({ block: "center" });
    found.querySelector<HTMLElement>("input, textarea, select, button, summary")?.focus({ preventScroll: true });
    return;
  }
}
