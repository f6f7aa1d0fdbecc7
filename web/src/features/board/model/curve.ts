/** The curves of a figure: the half hours of the day, the axis and the texts of a value. Pure. */
import type { BoardCurves, BoardMetric, CurveDay, CurveFigure, CurveMetric } from "../../../api/board";
import { duration, formatInteger, formatPercent } from "../../../formats";
import { decimalSign, t } from "../../../i18n/translate";

export type ComparedDay = CurveDay["day"];
export const DAY_NAMES: Record<ComparedDay, string> = {
  today: t("Hoy"),
  yesterday: t("Ayer"),
  last_week: t("Hace una semana"),
};
export const METRIC_NAMES: Record<BoardMetric, string> = {
  arrivals: t("Llamadas"),
  waiting: t("En espera"),
  service_level: t("Nivel de servicio"),
  abandon_rate: t("Abandono"),
  speed_of_answer: t("ASA"),
  handle_time: t("TMO"),
};
/** The unit of the axis, with what the figure is. */
export const METRIC_UNITS: Record<BoardMetric, string> = {
  arrivals: t("llamadas que entraron"),
  waiting: t("personas en espera a la vez, en promedio"),
  service_level: t("% contestadas a tiempo"),
  abandon_rate: t("% que abandonó en cola"),
  speed_of_answer: t("tiempo medio de respuesta, min:s"),
  handle_time: t("tiempo medio de operación, min:s"),
};

const HALF_HOUR = 30;
const minutesOf = (at: string): number => Number(at.slice(0, 2)) * 60 + Number(at.slice(3));
const timeOf = (minutes: number): string =>
  `${String(Math.floor(minutes / 60)).padStart(2, "0")}:${String(minutes % 60).padStart(2, "0")}`;

export interface CurvePoint {
  at: string;
  /** Of each day; undefined where nothing was counted. */
  figures: Partial<Record<ComparedDay, CurveFigure>>;
  incomplete: boolean;
}

/** Return every half hour from the first to the last in which any of the days has a figure. */
export function pointsOf(curves: BoardCurves, metric: BoardMetric): CurvePoint[] {
  const times = curves.days.flatMap(({ intervals }) => intervals.map(({ at }) => minutesOf(at)));
  if (times.length === 0) return [];
  const [first, last] = [Math.min(...times), Math.max(...times)];
  const points: CurvePoint[] = [];
  for (let minutes = first; minutes <= last; minutes += HALF_HOUR)
    points.push({ at: timeOf(minutes), figures: {}, incomplete: false });
  for (const { day, intervals } of curves.days)
    for (const { at, figures, incomplete } of intervals) {
      const point = points[(minutesOf(at) - first) / HALF_HOUR];
      const figure = figures[metric];
      if (!point) continue;
      if (figure && figure.value !== null) point.figures[day] = figure;
      point.incomplete ||= incomplete;
    }
  return points;
}

/** Return steps of an axis from 0 that end at or above a value: three to six of round numbers, or whole minutes. */
export function axisTicks(highest: number, unit: CurveMetric["unit"]): number[] {
  if (unit === "percent") return [0, 20, 40, 60, 80, 100];
  const round = unit === "seconds" ? SECOND_STEPS : DECIMAL_STEPS;
  const step = round.find((each) => highest / each <= 5) ?? Math.ceil(highest / 5);
  const count = Math.max(1, Math.ceil(highest / step));
  return Array.from({ length: count + 1 }, (_, index) => index * step);
}
const DECIMAL_STEPS = [1, 2, 5, 10, 20, 50, 100, 200, 500, 1000, 2000, 5000, 10000];
const SECOND_STEPS = [5, 10, 15, 30, 60, 120, 180, 300, 600, 900, 1800];

/** Format a value as it is read: 1:05, 82,35 %, 1.204 or 3,5. */
export function valueText(value: string | null | undefined, unit: CurveMetric["unit"]): string {
  if (value === null || value === undefined) return "–";
  if (unit === "percent") return formatPercent(value);
  if (unit === "seconds") return duration(Math.round(Number(value)) * 1000);
  return unit === "calls"
    ? formatInteger(Number(value))
    : String(Math.round(Number(value) * 10) / 10).replace(".", decimalSign);
}

/** Format a step of the axis. */
export const tickText = (value: number, unit: CurveMetric["unit"]): string =>
  unit === "seconds" ? duration(value * 1000) : formatInteger(value);

/** Return the volume behind a share or a mean; empty where the value is a volume itself. */
export const volumeText = (figure: CurveFigure | undefined, unit: CurveMetric["unit"]): string => {
  if (!figure || unit === "calls" || unit === "callers") return "";
  return unit === "percent"
    ? t("{numerator} de {denominator}", {
        numerator: formatInteger(figure.numerator),
        denominator: formatInteger(figure.denominator),
      })
    : t("de {denominator}", { denominator: formatInteger(figure.denominator) });
};

/** Return whether a value misses the target; null without a target or a value. */
export function missesTarget(value: string | null | undefined, { target, sense }: CurveMetric): boolean | null {
  if (target === null || value === null || value === undefined) return null;
  return sense === "at_most" ? Number(value) > target : Number(value) < target;
}

/** Return the points of a line as paths: a half hour without a figure interrupts it. */
export function segmentsOf(points: readonly CurvePoint[], day: ComparedDay): { index: number; value: number }[][] {
  const segments: { index: number; value: number }[][] = [[]];
  for (const [index, { figures }] of points.entries()) {
    const value = figures[day]?.value;
    if (value === undefined || value === null) segments.push([]);
    else segments.at(-1)?.push({ index, value: Number(value) });
  }
  return segments.filter(({ length }) => length);
}
