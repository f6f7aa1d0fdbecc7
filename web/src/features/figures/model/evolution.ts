/** An indicator over time as slots and points of a chart, and by day and half hour. Pure. */
import type { IndicatorSeries, SeriesPoint } from "../../../api/figures";
import type { HeatRow } from "../../../components/charts/heat-map";
import { timeOfDay } from "../../../formats";
import { type Cut, figureCell } from "../../oversight/model/chart-points";
import { slotLabel } from "../../oversight/model/indicator-labels";
import { addDays, type DayRange, localDay, localMonth } from "../../oversight/model/indicator-view";
import { locale, t } from "../../../i18n/translate";

type Unit = IndicatorSeries["definition"]["unit"];
const [INTERVAL_MS, DAY_MS] = [1_800_000, 86_400_000];
/** The longest period whose half hours are shown as a line; longer ones are a table of days and half hours. */
export const LINE_DAYS = 2;
const startOf = (day: string): number => Date.parse(`${day}T05:00:00Z`);
/** Return the days of a range, at most until today. */
export function daysOf({ from, until }: DayRange, today: string): string[] {
  const days: string[] = [];
  for (let day = from; day <= until && day <= today; day = addDays(day)) days.push(day);
  return days;
}

/** Return the moments at which the slots of a range begin: every day or month, and the half hours with something. */
export function slotStarts(range: DayRange, by: Cut, today: string, points: readonly SeriesPoint[]): number[] {
  const days = daysOf(range, today);
  if (by === "day") return days.map(startOf);
  if (by === "month") return [...new Set(days.map((day) => `${localMonth(day)}-01`))].map(startOf);
  const counted = points.filter((each) => each.denominator > 0);
  const clock = counted.map((each) => (Date.parse(each.starts_at) - startOf(localDay(each.starts_at))) / INTERVAL_MS);
  if (clock.length === 0) return [];
  const [first, last] = [Math.min(...clock), Math.max(...clock)];
  return days.flatMap((day) =>
    Array.from({ length: last - first + 1 }, (_, index) => startOf(day) + (first + index) * INTERVAL_MS),
  );
}

/** Return the points of a series at the starts of slots; of several versions in one slot, the last. */
export function pointsAt(series: IndicatorSeries, starts: readonly number[]): (SeriesPoint | undefined)[] {
  const found = new Map(series.points.map((each) => [Date.parse(each.starts_at), each]));
  const months = new Map(series.points.map((each) => [startOf(`${localMonth(localDay(each.starts_at))}-01`), each]));
  return starts.map((start) => found.get(start) ?? (series.by === "month" ? months.get(start) : undefined));
}
/** Return the starts of the slots of another period, in the places of these. */
export const shiftedStarts = (starts: readonly number[], shift: number, by: Cut): number[] =>
  starts.map((start) => (by === "month" ? monthStart(start - shift * DAY_MS) : start - shift * DAY_MS));
const monthStart = (at: number): number => startOf(`${localMonth(localDay(at + 15 * DAY_MS))}-01`);

const difference = new Intl.NumberFormat(locale, {
  minimumFractionDigits: 2,
  maximumFractionDigits: 2,
  signDisplay: "exceptZero",
});
/** Return how far a printed figure is from another: «+3,20 puntos», «-4,00 s»; empty if one has nothing to count. */
export function differenceText(value: string | null, other: string | null, unit: Unit): string {
  if (value === null || other === null) return "";
  return `${difference.format(Number(value) - Number(other))} ${unit === "percent" ? t("puntos") : "s"}`;
}

/**
 * Return an indicator by day and half hour: a row for each day, a column for each half hour with something. `path` gives
 * the address of what a figure counts; null if the person may not open it.
 */
export function dayRows(
  series: IndicatorSeries,
  range: DayRange,
  today: string,
  path: ((slot: string) => string) | null,
): { columns: { key: string; label: string }[]; rows: HeatRow[] } {
  const starts = slotStarts(range, "interval", today, series.points);
  const columns = [...new Set(starts.map((each) => timeOfDay(each)))].map((label) => ({ key: label, label }));
  const found = new Map(series.points.map((each) => [Date.parse(each.starts_at), each]));
  const most = Math.max(0, ...series.points.map((each) => Number(each.value ?? 0)));
  const rows = daysOf(range, today).map((day, index) => ({
    key: day,
    label: slotLabel(new Date(startOf(day)).toISOString(), "day"),
    cells: starts.slice(index * columns.length, (index + 1) * columns.length).map((start) => {
      const point = found.get(start);
      const place = slotLabel(new Date(start).toISOString(), "interval");
      const cell = point && figureCell(point, series.definition, most, place, { withVolume: false });
      return cell && point && path ? { ...cell, to: path(point.starts_at) } : (cell ?? null);
    }),
  }));
  return { columns, rows };
}
