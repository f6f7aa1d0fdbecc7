/** An indicator, or the calls that arrive, as a table of hours and weekdays. Pure. */
import type { WeekHour, WeekHours } from "../../../api/figures";
import type { HeatCell, HeatRow } from "../../../components/charts/heat-map";
import { sequentialLevel } from "../../../components/charts/scales";
import { formatInteger } from "../../../formats";
import { figureCell } from "../../oversight/model/chart-points";
import { locale, t } from "../../../i18n/translate";

/** The measure of the calls that arrive, beside the indicators of the site. */
export const ARRIVALS = t("ingresadas");
export const WEEKDAYS = [t("Lun"), t("Mar"), t("Mié"), t("Jue"), t("Vie"), t("Sáb"), t("Dom")] as const;
const IN_FULL = [t("lunes"), t("martes"), t("miércoles"), t("jueves"), t("viernes"), t("sábado"), t("domingo")];
const pad = (hour: number): string => String(hour).padStart(2, "0");
const oneDecimal = new Intl.NumberFormat(locale, { maximumFractionDigits: 1 });

/** Return a row for each hour between the first and the last with something. */
export function hourRows(week: WeekHours, measure: string): HeatRow[] {
  const hours = week.hours
    .filter((each) => (measure === ARRIVALS ? each.entered : each.denominator) > 0)
    .map(({ hour }) => hour);
  if (hours.length === 0) return [];
  const found = new Map(week.hours.map((each) => [`${each.weekday} ${each.hour}`, each]));
  const mostCalls = Math.max(...week.hours.map((each) => perDay(each, week)));
  const mostValue = Math.max(...week.hours.map((each) => Number(each.value ?? 0)));
  const first = Math.min(...hours);
  return Array.from({ length: Math.max(...hours) - first + 1 }, (_, index) => {
    const hour = first + index;
    return {
      key: pad(hour),
      label: `${pad(hour)}:00`,
      cells: WEEKDAYS.map((_day, day) => {
        const cell = found.get(`${day + 1} ${hour}`);
        if (!cell) return null;
        const place = t("{inFull}, de {hour}:00 a {pad}:00", {
          inFull: IN_FULL[day],
          hour: pad(hour),
          pad: pad(hour + 1),
        });
        return measure === ARRIVALS
          ? arrivalsCell(cell, week, mostCalls, place)
          : figureCell(cell, week.definition, mostValue, place, { withVolume: true });
      }),
    };
  });
}

const perDay = (cell: WeekHour, { days }: WeekHours): number => cell.entered / Math.max(1, days[cell.weekday - 1] ?? 1);

/** Return the calls of an hour on an average day, because a period may have five Mondays and four Tuesdays. */
function arrivalsCell(cell: WeekHour, week: WeekHours, most: number, place: string): HeatCell {
  const days = week.days[cell.weekday - 1] ?? 1;
  const average = perDay(cell, week);
  return {
    text: average < 100 ? oneDecimal.format(average) : formatInteger(Math.round(average)),
    volume: "",
    level: sequentialLevel(average, most),
    meets: null,
    few: false,
    label: t(
      "{place}: {average} llamadas por día ({entered} en {days} días), {answered} contestadas, {abandoned} abandonadas",
      {
        place,
        average: oneDecimal.format(average),
        entered: formatInteger(cell.entered),
        days,
        answered: formatInteger(cell.answered),
        abandoned: formatInteger(cell.abandoned),
      },
    ),
  };
}
