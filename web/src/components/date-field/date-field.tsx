/** A day that a person types as day/month/year, or chooses from a calendar. */
import { lazy } from "react";
import { readDay, writeDay } from "./day-text";
import { MissingCalendar, TypedField, type TypedValueProps } from "./typed-field";
import { t } from "../../i18n/translate";

const DayCalendar = lazy(() => import("./day-calendar").catch(() => ({ default: MissingCalendar })));
const FORMAT = {
  read: readDay,
  write: writeDay,
  hint: t("Escriba la fecha con día, mes y año, por ejemplo 05/12/2026."),
};

/** The value is YYYY-MM-DD; the limits are those of the calendar. */
export function DateField({ min, max, ...rest }: TypedValueProps) {
  return (
    <TypedField
      placeholder={t("dd/mm/aaaa")}
      inputMode="numeric"
      maxLength={10}
      {...rest}
      format={FORMAT}
      pickLabel={t("Elegir en el calendario")}
      picker={(pick, text) => (
        <DayCalendar value={readDay(text) ?? ""} min={min} max={max} choose={(day) => pick(writeDay(day))} />
      )}
    />
  );
}
