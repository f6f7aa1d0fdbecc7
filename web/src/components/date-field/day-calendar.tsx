/** The calendar of a date field, in Spanish and with weeks that begin on Monday. */
import { DatePicker, DatesProvider } from "@mantine/dates";
import "@mantine/dates/styles.layer.css";
import "dayjs/locale/es";
import { useEffect, useRef } from "react";

interface DayCalendarProps {
  value: string;
  min?: string | undefined;
  max?: string | undefined;
  choose: (day: string) => void;
}

const LABELS = {
  monthLevelControl: "Elegir otro mes",
  yearLevelControl: "Elegir otro año",
  nextMonth: "Mes siguiente",
  previousMonth: "Mes anterior",
  nextYear: "Año siguiente",
  previousYear: "Año anterior",
  nextDecade: "Diez años más",
  previousDecade: "Diez años menos",
};

export default function DayCalendar({ value, min, max, choose }: DayCalendarProps) {
  const calendar = useRef<HTMLDivElement>(null);
  useEffect(() => {
    const days = [...(calendar.current?.querySelectorAll<HTMLButtonElement>("table button:not(:disabled)") ?? [])];
    (days.find((day) => day.tabIndex === 0) ?? days[0])?.focus();
  }, []);
  return (
    <DatesProvider settings={{ locale: "es", firstDayOfWeek: 1, weekendDays: [0] }}>
      <DatePicker
        ref={calendar}
        value={value || null}
        {...(value ? { defaultDate: value } : {})}
        onChange={(day) => day && choose(day)}
        ariaLabels={LABELS}
        highlightToday
        {...(min ? { minDate: min } : {})}
        {...(max ? { maxDate: max } : {})}
      />
    </DatesProvider>
  );
}
