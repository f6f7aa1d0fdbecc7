/** The words and the axis of the results of quality. Pure. */
import type { MeasuredQuality, QualityMeasure, QualityResults } from "../../../api/quality-results";
import { formatPercent, longDateOfDay } from "../../../formats";
import { addDays, daysOfMonth, localMonth, previousMonth } from "../../oversight/model/indicator-view";
import { decimalSign, t } from "../../../i18n/translate";

const DAY_PATTERN = /^\d{4}-\d\d-\d\d$/;
export interface ResultsRange {
  from: string;
  /** The last day, included. */
  until: string;
}
export interface RangePreset extends ResultsRange {
  name: string;
}

export function rangePresets(today: string): RangePreset[] {
  const month = localMonth(today);
  const first = previousMonth(previousMonth(month));
  return [
    { name: t("Este mes"), from: `${month}-01`, until: today },
    { name: t("Mes pasado"), ...daysOfMonth(previousMonth(month)) },
    { name: t("Tres meses"), from: `${first}-01`, until: today },
  ];
}

/** Parse the days of an address; missing or invalid ones give the current month. */
export function parseRange(search: string, today: string): ResultsRange {
  const params = new URLSearchParams(search);
  const [from, until] = [params.get("desde") ?? "", params.get("hasta") ?? ""];
  const valid = DAY_PATTERN.test(from) && DAY_PATTERN.test(until) && from <= until && from <= today;
  return valid ? { from, until } : { from: `${localMonth(today)}-01`, until: today };
}

/** Return the address of a range and channel; `parseRange` reads the range. */
export const resultsPath = ({ from, until }: ResultsRange, channel: string): string =>
  `/calidad/resultados?${new URLSearchParams({ desde: from, hasta: until, canal: channel }).toString()}`;

/** Return «del 1 de noviembre de 2026 al 30 de noviembre de 2026». */
export const rangeLabel = ({ from, until }: ResultsRange): string =>
  t("del {from} al {until}", { from: longDateOfDay(from), until: longDateOfDay(until) });
export const rangeQuery = ({ from, until }: ResultsRange): { from: string; to: string } => ({
  from,
  to: addDays(until),
});

/** Return the name of a measure: the family as the entity calls it, or the mean mark. */
export const measureName = (measure: QualityMeasure, families: QualityResults["families"]): string =>
  measure === "score" ? t("Nota media") : (families.find(({ id }) => id === measure)?.name ?? measure);

/** Return «91,04 a 97,27 %». */
export const intervalLabel = ({ low, high }: Pick<MeasuredQuality, "low" | "high">): string =>
  t("{low} a {high}", { low: low.replace(".", decimalSign), high: formatPercent(high) });

/** Return the lower end of a common axis, a multiple of ten, so that narrow intervals near 100 can be seen. */
export function axisFloor(figures: readonly (MeasuredQuality | undefined)[]): number {
  const lows = figures.flatMap((each) => (each ? [Number(each.low)] : []));
  return Math.max(0, Math.floor(Math.min(90, ...lows) / 10) * 10);
}
/** Return the position of a percentage on the axis, in percent of its width. */
export const axisPosition = (value: number, floor: number): number => ((value - floor) / (100 - floor)) * 100;
