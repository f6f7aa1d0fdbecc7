/** Days of the week on which the entity receives no petitions: they do not count. */
import { Button, TextInput } from "@mantine/core";
import { DateField } from "../../../../components/date-field/date-field";
import { fieldAt, Complaints, type FieldContext } from "../common/fields";
import fields from "../common/fields.module.css";
import texts from "../common/site-texts.json"; // in the language of the site, not of the screens
import { type ClosedDay, closedDaysOf } from "./terms-rules";
import css from "./terms.module.css";
import { t } from "../../../../i18n/translate";

const PATH = ["terms", "closed_days"];

export function ClosedDays({ context }: { context: FieldContext }) {
  const { document, complaints, readOnly, onChange } = context;
  const days = closedDaysOf(document);
  const set = (after: readonly ClosedDay[]) => onChange(PATH, after.length > 0 ? after : undefined);
  const change = (index: number, changes: Partial<ClosedDay>) =>
    set(days.map((each, at) => (at === index ? { ...each, ...changes } : each)));
  return (
    <fieldset className={fields.group}>
      <legend>{t("Días que no cuentan")}</legend>
      <p className="quiet">
        {days.length === 0
          ? t("Fuera de sábados, domingos y festivos, todos los días cuentan.")
          : t("Además de sábados, domingos y festivos.")}
      </p>
      <Complaints complaints={complaints} path={PATH} />
      {days.map(({ day, reason }, index) => (
        <div key={index} className={css.row}>
          <DateField
            label={t("Día")}
            value={day}
            disabled={readOnly}
            {...fieldAt(complaints, [...PATH, String(index), "day"], [...PATH, String(index)])}
            onChange={(next) => next && change(index, { day: next })}
          />
          <TextInput
            label={t("Motivo")}
            value={reason}
            maxLength={120}
            disabled={readOnly}
            {...fieldAt(complaints, [...PATH, String(index), "reason"])}
            autoComplete="off"
            onChange={(event) => change(index, { reason: event.currentTarget.value })}
          />
          {!readOnly && (
            <Button
              size="xs"
              variant="default"
              aria-label={t("Quitar el día {number}", { number: index + 1 })}
              onClick={() => set(days.filter((_, at) => at !== index))}
            >
              {t("Quitar")}
            </Button>
          )}
        </div>
      ))}
      {!readOnly && (
        <p className={fields.acts}>
          <Button size="xs" variant="default" onClick={() => set([...days, { day: "", reason: texts.closedDay }])}>
            {t("Agregar un día")}
          </Button>
        </p>
      )}
    </fieldset>
  );
}
