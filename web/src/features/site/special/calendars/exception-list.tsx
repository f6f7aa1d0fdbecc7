/** The exceptions of a calendar, the next ones first at hand. */
import { longDateOfDay } from "../../../../formats";
import { type DayException, hoursText } from "./hours";
import css from "./calendars.module.css";
import { t } from "../../../../i18n/translate";

interface ExceptionListProps {
  exceptions: readonly DayException[];
  chosen: string;
  choose: (day: string) => void;
  bad: ReadonlySet<string>;
}

export function ExceptionList({ exceptions, chosen, choose, bad }: ExceptionListProps) {
  if (exceptions.length === 0)
    return (
      <p className="quiet">{t("No hay excepciones. Elija un día en el año para cerrarlo o darle otro horario.")}</p>
    );
  return (
    <ul className={css.list} aria-label={t("Excepciones")}>
      {exceptions.map(({ day, hours, reason }, index) => (
        <li key={`${day} ${String(index)}`}>
          <button
            type="button"
            aria-pressed={day === chosen}
            data-bad={bad.has(day) || undefined}
            onClick={() => choose(day)}
          >
            <span>{day ? longDateOfDay(day) : t("sin fecha")}</span>
            <span className="quiet">
              {hoursText(hours)} · {reason}
            </span>
          </button>
        </li>
      ))}
    </ul>
  );
}
