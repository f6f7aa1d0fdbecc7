/** The legal terms beside what the entity decides about them: warnings, colours, closed days and hours of receipt. */
import { Checkbox, TextInput } from "@mantine/core";
import { useState } from "react";
import type { EditorProps } from "../../editor-props";
import { Complaints, fieldAt, fieldError, type FieldContext, HINT_BELOW, NumberField } from "../common/fields";
import fields from "../common/fields.module.css";
import { unlessDefault, valueAt } from "../common/values";
import { ClosedDays } from "./closed-days";
import { LegalTermsTable } from "./legal-terms";
import { ReceiptCuts } from "./receipt-cuts";
import { alarmsOf, DEFAULTS, readDays, rulesText } from "./terms-rules";
import css from "./terms.module.css";
import { t } from "../../../../i18n/translate";

const DAYS = t(" días hábiles");

export default function TermsEditor({ document, complaints, readOnly, onChange }: EditorProps) {
  const context: FieldContext = { document, complaints, readOnly, onChange };
  return (
    <div className={css.editor}>
      <Complaints complaints={complaints} path={["terms"]} />
      <LegalTermsTable />
      <section className={`panel ${css.part}`} aria-labelledby="terminos-entidad">
        <h3 id="terminos-entidad">{t("Lo que decide la entidad")}</h3>
        <p className={css.words}>{rulesText(document)}</p>
        <div className={fields.fields}>
          <Alarms context={context} />
          <NumberField
            context={context}
            label={t("Amarillo desde")}
            path={["terms", "yellow_days"]}
            min={0}
            max={30}
            byDefault={DEFAULTS.yellow_days}
            unit={DAYS}
          />
          <NumberField
            context={context}
            label={t("Rojo desde")}
            path={["terms", "red_days"]}
            min={0}
            max={30}
            byDefault={DEFAULTS.red_days}
            unit={DAYS}
          />
          <Checkbox
            label={t("Los sábados cuentan")}
            description={t("Solo si ese día se reciben peticiones.")}
            checked={valueAt(document, ["terms", "saturdays"]) === true}
            disabled={readOnly}
            {...fieldAt(complaints, ["terms", "saturdays"])}
            onChange={(event) => onChange(["terms", "saturdays"], unlessDefault(event.currentTarget.checked, false))}
          />
        </div>
        <ClosedDays context={context} />
        <ReceiptCuts context={context} />
      </section>
    </div>
  );
}

/** How many business days before the last one to warn, as people write a list. */
function Alarms({ context }: { context: FieldContext }) {
  const { document, complaints, readOnly, onChange } = context;
  const alarms = alarmsOf(document);
  const [text, setText] = useState(alarms.join(", "));
  const isRead = readDays(text) !== null;
  return (
    <TextInput
      label={t("Avisar faltando")}
      description={t("Días hábiles, con comas; 0 es el último día.")}
      inputWrapperOrder={HINT_BELOW}
      value={text}
      disabled={readOnly}
      autoComplete="off"
      data-path="terms/alarms"
      error={isRead ? fieldError(complaints, ["terms", "alarms"]) : t("Escriba números de 0 a 30, así: 5, 3, 1.")}
      onChange={(event) => {
        setText(event.currentTarget.value);
        const next = readDays(event.currentTarget.value);
        if (next === null || next.join() === alarms.join()) return;
        onChange(["terms", "alarms"], next.join() === DEFAULTS.alarms.join() ? undefined : next);
      }}
    />
  );
}
