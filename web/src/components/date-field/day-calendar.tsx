/** The calendar of a date field, in the language of the screens and with weeks that begin on Monday. */
import { DatePicker, DatesProvider } from "@mantine/dates";
import "@mantine/dates/styles.layer.css";
import "dayjs/locale/es";
import { type RefObject, useEffect, useRef } from "react";
import { language, t } from "../../i18n/translate";
import css from "./date-field.module.css";

export interface CalendarProps {
  /** Empty for none. */
  value: string;
  min?: string | undefined;
  max?: string | undefined;
  choose: (value: string) => void;
}

export const CALENDAR_LABELS = {
  nextMonth: t("Mes siguiente"),
  previousMonth: t("Mes anterior"),
  nextYear: t("Año siguiente"),
  previousYear: t("Año anterior"),
  nextDecade: t("Diez años más"),
  previousDecade: t("Diez años menos"),
};

/** Focus the chosen day or month of a calendar, or its first one, as it opens. */
export function useFocusedChoice(): RefObject<HTMLDivElement | null> {
  const calendar = useRef<HTMLDivElement>(null);
  useEffect(() => {
    const choices = [...(calendar.current?.querySelectorAll<HTMLButtonElement>("table button:not(:disabled)") ?? [])];
    (choices.find((each) => each.tabIndex === 0) ?? choices[0])?.focus();
  }, []);
  return calendar;
}

export default function DayCalendar({ value, min, max, choose }: CalendarProps) {
  const calendar = useFocusedChoice();
  return (
    <DatesProvider settings={{ locale: language.slice(0, 2), firstDayOfWeek: 1, weekendDays: [0] }}>
      <DatePicker
        ref={calendar}
        value={value || null}
        {...(value ? { defaultDate: value } : {})}
        onChange={(day) => day && choose(day)}
        ariaLabels={CALENDAR_LABELS}
        highlightToday
        hideOutsideDates
        classNames={{ day: css.day ?? "", weekday: css.weekday ?? "" }}
        {...(min ? { minDate: min } : {})}
        {...(max ? { maxDate: max } : {})}
      />
    </DatesProvider>
  );
}
