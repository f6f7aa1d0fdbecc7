/** The chosen day: what rules on it, and the exception that overrides it. */
import { Button, TextInput } from "@mantine/core";
import { weekdayAndDateOfDay } from "../../../../formats";
import { Complaints, fieldAt, type FieldContext } from "../common/fields";
import fields from "../common/fields.module.css";
import texts from "../common/site-texts.json"; // in the language of the site, not of the screens
import { fieldsOf, type Path, textsOf, valueAt } from "../common/values";
import { type DayException, exceptionsOf, withException } from "./hours";
import { HoursField } from "./hours-field";
import { dayText, type YearDay } from "./year";
import css from "./calendars.module.css";
import { t } from "../../../../i18n/translate";

interface ExceptionFormProps {
  context: FieldContext;
  /** Of the calendar. */
  path: Path;
  day: YearDay;
}

export function ExceptionForm({ context, path, day }: ExceptionFormProps) {
  const { document, complaints, readOnly, onChange } = context;
  const exceptions = exceptionsOf(fieldsOf(valueAt(document, path)));
  const index = exceptions.findIndex((each) => each.day === day.day);
  const exception = exceptions[index];
  const own = [...path, "exceptions", String(index)];
  const set = (next: DayException | null) => {
    const after = withException(exceptions, day.day, next);
    onChange([...path, "exceptions"], after.length > 0 ? after : undefined);
  };
  const usual = textsOf(valueAt(document, [...path, "week", day.weekday]));
  return (
    <section className={css.part} aria-label={t("El día elegido")}>
      <h3 className={css.date}>{weekdayAndDateOfDay(day.day)}</h3>
      <p className="quiet">{dayText(day)}</p>
      <Complaints complaints={complaints} path={own} />
      <Complaints complaints={complaints} path={[...own, "day"]} />
      {exception ? (
        <div className={fields.fields}>
          <HoursField
            key={day.day}
            label={t("Horario de ese día")}
            value={exception.hours}
            context={context}
            path={[...own, "hours"]}
            onChange={(hours) => set({ ...exception, hours })}
          />
          <TextInput
            label={t("Motivo")}
            value={exception.reason}
            maxLength={120}
            disabled={readOnly}
            autoComplete="off"
            {...fieldAt(complaints, [...own, "reason"])}
            onChange={(event) => set({ ...exception, reason: event.currentTarget.value })}
          />
        </div>
      ) : null}
      {!readOnly && (
        <p className={fields.acts}>
          {exception ? (
            <Button size="sm" variant="default" onClick={() => set(null)}>
              {t("Quitar la excepción")}
            </Button>
          ) : (
            <>
              <Button size="sm" onClick={() => set({ day: day.day, hours: [], reason: day.reason || texts.closure })}>
                {t("Cerrar ese día")}
              </Button>
              <Button
                size="sm"
                variant="default"
                onClick={() =>
                  set({ day: day.day, hours: usual.length > 0 ? usual : ["8:00-12:00"], reason: texts.otherHours })
                }
              >
                {t("Poner otro horario")}
              </Button>
            </>
          )}
        </p>
      )}
    </section>
  );
}
