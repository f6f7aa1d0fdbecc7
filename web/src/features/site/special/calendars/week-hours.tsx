/** The hours of each day of the week. */
import { Button } from "@mantine/core";
import { Complaints, type FieldContext } from "../common/fields";
import { fieldsOf, type Path, textsOf, valueAt, withFields } from "../common/values";
import { formatHours } from "./hour-count";
import { HoursField } from "./hours-field";
import { openHours, WEEKDAY_NAMES, WEEKDAYS } from "./hours";
import css from "./calendars.module.css";
import { t } from "../../../../i18n/translate";

interface WeekHoursProps {
  context: FieldContext;
  /** Of the calendar. */
  path: Path;
}

export function WeekHours({ context, path }: WeekHoursProps) {
  const { document, complaints, readOnly, onChange } = context;
  const week = fieldsOf(valueAt(document, [...path, "week"]));
  const set = (changes: Record<string, string[] | undefined>) => onChange([...path, "week"], withFields(week, changes));
  const monday = textsOf(week.monday);
  const isSame = WEEKDAYS.slice(1, 5).every((day) => textsOf(week[day]).join() === monday.join());
  const total = WEEKDAYS.reduce((sum, day) => sum + openHours(textsOf(week[day])), 0);
  return (
    <section className={css.part} aria-label={t("Semana")}>
      <header>
        <h3>{t("Semana")}</h3>
        <p className="quiet small">{t("{hours} a la semana", { hours: formatHours(total) })}</p>
      </header>
      <Complaints complaints={complaints} path={[...path, "week"]} />
      <div className={css.week}>
        {WEEKDAYS.map((day) => (
          <HoursField
            key={day}
            label={WEEKDAY_NAMES[day]}
            value={textsOf(week[day])}
            context={context}
            path={[...path, "week", day]}
            onChange={(hours) => set({ [day]: hours.length > 0 ? hours : undefined })}
          />
        ))}
      </div>
      {!readOnly && !isSame && (
        <p>
          <Button
            size="xs"
            variant="default"
            onClick={() =>
              set(Object.fromEntries(WEEKDAYS.slice(1, 5).map((day) => [day, monday.length > 0 ? monday : undefined])))
            }
          >
            {t("Poner el horario del lunes de martes a viernes")}
          </Button>
        </p>
      )}
    </section>
  );
}
