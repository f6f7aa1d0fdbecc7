/** A year of a calendar: each day with its colour, holidays and exceptions; a day is chosen by pointer or arrows. */
import { type KeyboardEvent, useEffect, useRef } from "react";
import { locale, t } from "../../../../i18n/translate";
import { weekdayAndDateOfDay } from "../../../../formats";
import { WEEKDAY_NAMES, WEEKDAYS } from "./hours";
import { dayAfterKey, dayText, type YearDay, type YearMonth } from "./year";
import css from "./calendars.module.css";

interface YearViewProps {
  year: number;
  months: readonly YearMonth[];
  /** The chosen day; a day of another year leaves none chosen. */
  chosen: string;
  choose: (day: string) => void;
  /** Days with a complaint. */
  bad: ReadonlySet<string>;
}

const monthName = new Intl.DateTimeFormat(locale, { month: "long", timeZone: "UTC" });
const kindOf = ({ hours, source }: YearDay): string =>
  source === "week" ? (hours.length > 0 ? "open" : "closed") : source;

export function YearView({ year, months, chosen, choose, bad }: YearViewProps) {
  const place = useRef<HTMLDivElement>(null);
  const follow = useRef(false);
  const all = months.flatMap(({ days }) => days);
  const stop = all.some(({ day }) => day === chosen) ? chosen : (all[0]?.day ?? "");
  useEffect(() => {
    if (follow.current) place.current?.querySelector<HTMLElement>(`[data-day="${stop}"]`)?.focus();
    follow.current = false;
  }, [stop]);
  const press = (event: KeyboardEvent) => {
    const next = dayAfterKey(stop, event.key);
    if (next === null) return;
    event.preventDefault();
    follow.current = true;
    choose(next);
  };
  return (
    // biome-ignore lint/a11y/noStaticElementInteractions: the days inside take the keys
    <div ref={place} className={css.year} onKeyDown={press}>
      {months.map(({ month, before, days }) => {
        const name = monthName.format(Date.UTC(year, month - 1, 1));
        return (
          <section
            key={month}
            className={css.month}
            aria-label={t("{month} de {year}", { month: name, year: String(year) })}
          >
            <h4>{name}</h4>
            <div className={css.days}>
              {WEEKDAYS.map((day) => (
                <span key={day} className={css.weekday} aria-hidden="true">
                  {WEEKDAY_NAMES[day].charAt(0)}
                </span>
              ))}
              {days.map((each, index) => (
                <button
                  key={each.day}
                  type="button"
                  data-day={each.day}
                  data-kind={kindOf(each)}
                  data-open={each.hours.length > 0 || undefined}
                  data-first={index === 0 ? before : undefined}
                  data-bad={bad.has(each.day) || undefined}
                  aria-pressed={each.day === chosen}
                  aria-label={t("{day}: {text}", { day: weekdayAndDateOfDay(each.day), text: dayText(each) })}
                  title={each.reason || undefined}
                  tabIndex={each.day === stop ? 0 : -1}
                  onClick={() => choose(each.day)}
                >
                  {each.number}
                </button>
              ))}
            </div>
          </section>
        );
      })}
    </div>
  );
}
