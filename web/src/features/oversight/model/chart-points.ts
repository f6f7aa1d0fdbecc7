/** Figures as slots, points and cells of charts. Pure. */
import type { Definition, Figure } from "../../../api/indicators";
import type { HeatCell } from "../../../components/charts/heat-map";
import { distanceLevel, sequentialLevel } from "../../../components/charts/scales";
import type { ChartPoint, ChartSlot } from "../../../components/charts/time-chart";
import { shortDateOfDay, timeOfDay } from "../../../formats";
import { formatValue, fractionLabel, slotLabel } from "./indicator-labels";
import { type Granularity, localDay } from "./indicator-view";
import { locale, t } from "../../../i18n/translate";

export type Cut = Exclude<Granularity, "period">;
type Unit = Figure["unit"];
/** What a chart shows of a figure: those of the contract and of the charts have it. */
export type ChartedFigure = Pick<Figure, "value" | "numerator" | "denominator" | "meets"> & {
  sample?: Figure["sample"];
  incomplete?: boolean;
};
/** Fewer cases than this are marked: one more would change the figure by more than ten points. */
export const FEW_CASES = 10;

const isWeekend = (day: string): boolean => [0, 6].includes(new Date(`${day}T12:00:00Z`).getUTCDay());

export function chartSlot(start: number, by: Cut, severalDays: boolean): ChartSlot {
  const at = new Date(start).toISOString();
  const day = localDay(start);
  const tick = by === "day" ? shortDateOfDay(day) : by === "month" ? slotLabel(at, "month").slice(0, 3) : timeOfDay(at);
  return { key: at, label: slotLabel(at, by, severalDays), tick, shaded: by === "day" && isWeekend(day) };
}

/** Return the printed figure with its fraction: «82,35 % (14 ÷ 17)». */
export const pointText = (point: Omit<ChartedFigure, "meets">, unit: Unit): string =>
  `${formatValue(point.value, unit)} (${fractionLabel({ ...point, unit })})${point.incomplete ? t(", faltan datos") : ""}`;

const chartPoint = (point: ChartedFigure | undefined, unit: Unit): ChartPoint | null =>
  point?.value
    ? { value: Number(point.value), text: pointText(point, unit), volume: point.denominator, meets: point.meets }
    : null;

export const chartPoints = (points: readonly (ChartedFigure | undefined)[], unit: Unit): (ChartPoint | null)[] =>
  points.map((each) => chartPoint(each, unit));

/** Return the cell of a figure, with its volume behind it. */
export function figureCell(
  figure: ChartedFigure,
  { unit, target }: Pick<Definition, "unit" | "target">,
  most: number,
  place: string,
  { withVolume }: { withVolume: boolean },
): HeatCell | null {
  if (figure.value === null || figure.denominator === 0) return null;
  const value = Number(figure.value);
  return {
    text: Math.round(value).toLocaleString(locale),
    volume: withVolume ? figure.denominator.toLocaleString(locale) : "",
    level: target === null ? sequentialLevel(value, most) : distanceLevel(value, target, unit),
    meets: figure.meets,
    few: figure.denominator < FEW_CASES,
    label: `${place}: ${pointText(figure, unit)}${figure.meets === true ? t(", cumple") : figure.meets === false ? t(", no cumple") : ""}`,
  };
}
