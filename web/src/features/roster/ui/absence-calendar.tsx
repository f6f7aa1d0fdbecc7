/** The calendar of the next four weeks: a row for each person who is away. */
import type { Absence } from "../../../api/roster";
import { longDateOfDay } from "../../../formats";
import { calendarRows } from "../model/absences";
import css from "./roster.module.css";
import { t } from "../../../i18n/translate";

const isSunday = (day: string): boolean => new Date(`${day}T12:00:00Z`).getUTCDay() === 0;

export function AbsenceCalendar({ absences, days }: { absences: readonly Absence[]; days: readonly string[] }) {
  const rows = calendarRows(absences, days);
  if (rows.length === 0) return null;
  return (
    <section className={`panel ${css.sheet}`} aria-labelledby="calendario">
      <header>
        <h2 id="calendario">{t("Las próximas cuatro semanas")}</h2>
      </header>
      <div className={css.scroll} tabIndex={0} role="group" aria-labelledby="calendario">
        <table className={`list ${css.calendar}`}>
          <thead>
            <tr>
              <th scope="col">{t("Persona")}</th>
              {days.map((day) => (
                <th key={day} scope="col" data-sunday={isSunday(day) || undefined} title={longDateOfDay(day)}>
                  {Number(day.slice(8))}
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {rows.map(({ user, name, away }) => (
              <tr key={user}>
                <th scope="row">{name}</th>
                {days.map((day, index) => (
                  <td key={day} data-away={away[index] || undefined} data-sunday={isSunday(day) || undefined}>
                    {away[index] && <span className="unseen">{t("ausente")}</span>}
                  </td>
                ))}
              </tr>
            ))}
          </tbody>
        </table>
      </div>
    </section>
  );
}
