/** A day and a time that a person types, «05/12/2026 15:30»; the calendar chooses the day. */
import { lazy } from "react";
import { readDay } from "./day-text";
import { readMoment, withDay, writeMoment } from "./moment-text";
import { MissingCalendar, outsideLimits, TypedField, type TypedValueProps } from "./typed-field";
import { t } from "../../i18n/translate";

const DayCalendar = lazy(() => import("./day-calendar").catch(() => ({ default: MissingCalendar })));
const FORMAT = {
  read: readMoment,
  write: writeMoment,
  hint: t("Escriba la fecha y la hora, por ejemplo 05/12/2026 15:30."),
};
const dayOf = (moment: string | undefined): string | undefined => moment?.slice(0, 10);

/** The value is YYYY-MM-DDTHH:MM in Colombian time, as are the limits. */
export function DateTimeField({ min, max, ...rest }: TypedValueProps) {
  return (
    <TypedField
      placeholder="dd/mm/aaaa hh:mm"
      maxLength={24}
      {...rest}
      format={FORMAT}
      refusal={outsideLimits(min, max, writeMoment)}
      pickLabel={t("Elegir el día en el calendario")}
      picker={(pick, text) => (
        <DayCalendar
          value={readDay(text.trim().slice(0, 10)) ?? ""}
          min={dayOf(min)}
          max={dayOf(max)}
          choose={(day) => pick(withDay(text, day))}
        />
      )}
    />
  );
}
