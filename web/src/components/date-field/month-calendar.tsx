/** The months of a year, in Spanish. */
import { DatesProvider, MonthPicker } from "@mantine/dates";
import "@mantine/dates/styles.layer.css";
import "dayjs/locale/es";
import { language } from "../../i18n/translate";
import { CALENDAR_LABELS, type CalendarProps, useFocusedChoice } from "./day-calendar";

export default function MonthCalendar({ value, min, max, choose }: CalendarProps) {
  const calendar = useFocusedChoice();
  return (
    <DatesProvider settings={{ locale: language.slice(0, 2) }}>
      <MonthPicker
        ref={calendar}
        value={value ? `${value}-01` : null}
        {...(value ? { defaultDate: `${value}-01` } : {})}
        onChange={(month) => month && choose(month.slice(0, 7))}
        ariaLabels={CALENDAR_LABELS}
        {...(min ? { minDate: `${min}-01` } : {})}
        {...(max ? { maxDate: `${max}-01` } : {})}
      />
    </DatesProvider>
  );
}
