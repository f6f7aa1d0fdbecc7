/** A month that a person types as 11/2026, or chooses from the months of a year. */
import { lazy } from "react";
import { readMonth, writeMonth } from "./moment-text";
import { MissingCalendar, outsideLimits, TypedField, type TypedValueProps } from "./typed-field";
import { t } from "../../i18n/translate";

const MonthCalendar = lazy(() => import("./month-calendar").catch(() => ({ default: MissingCalendar })));
const FORMAT = { read: readMonth, write: writeMonth, hint: t("Escriba el mes y el año, por ejemplo 11/2026.") };

/** The value is YYYY-MM, as are the limits. */
export function MonthField({ min, max, ...rest }: TypedValueProps) {
  return (
    <TypedField
      placeholder="mm/aaaa"
      maxLength={20}
      {...rest}
      format={FORMAT}
      refusal={outsideLimits(min, max, writeMonth)}
      pickLabel={t("Elegir el mes")}
      picker={(pick, text) => (
        <MonthCalendar value={readMonth(text) ?? ""} min={min} max={max} choose={(month) => pick(writeMonth(month))} />
      )}
    />
  );
}
