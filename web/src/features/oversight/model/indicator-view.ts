/**
 * The view of the indicators as stored in the address, so that a figure can be shared as a link and the back button
 * works. Days are local, such as 2026-11-26. Pure.
 */
import { t } from "../../../i18n/translate";

export type Granularity = "period" | "month" | "day" | "interval";
export type ViewPane = "cifras" | "balance" | "sensibilidad" | "meses";
export type FractionPart = "numerator" | "denominator";

export interface IndicatorView {
  from: string;
  /** The last day, included. */
  until: string;
  by: Granularity;
  /** Empty for all lines together. */
  line: string;
  /** Empty for whole lines. */
  queue: string;
  pane: ViewPane;
  /** Empty for the first indicator. */
  indicator: string;
  /** The start of the figure whose calls are shown, or empty. */
  slot: string;
  part: FractionPart | "";
}

const GRANULARITY_PARAMS: Record<string, Granularity> = {
  periodo: "period",
  mes: "month",
  dia: "day",
  intervalo: "interval",
};
const PANES: readonly ViewPane[] = ["cifras", "balance", "sensibilidad", "meses"];
const [FIRST, LAST] = ["2000-01-01", "2099-12-30"]; // the range that the API accepts
const DAY_PATTERN = /^\d{4}-\d\d-\d\d$/;

export const addDays = (day: string, by = 1): string =>
  new Date(Date.parse(`${day}T12:00:00Z`) + by * 86_400_000).toISOString().slice(0, 10);
/** Return the local day of a moment: Colombia is five hours behind UTC all year. */
export const localDay = (at: number | string): string => toLocalInput(new Date(at).getTime()).slice(0, 10);
/** Return the first and last day of a month such as 2026-11. */
export function daysOfMonth(month: string): { from: string; until: string } {
  const [year = 0, number = 1] = month.split("-").map(Number);
  const next = number === 12 ? `${year + 1}-01-01` : `${year}-${String(number + 1).padStart(2, "0")}-01`;
  return { from: `${month}-01`, until: addDays(next, -1) };
}
export const localMonth = (day: string): string => day.slice(0, 7);
export const previousMonth = (month: string): string => localMonth(addDays(`${month}-01`, -1));

export interface Preset {
  name: string;
  from: string;
  until: string;
}
export function presets(today: string): Preset[] {
  const month = localMonth(today);
  return [
    { name: t("Hoy"), from: today, until: today },
    { name: t("Ayer"), from: addDays(today, -1), until: addDays(today, -1) },
    { name: t("Este mes"), from: `${month}-01`, until: today },
    { name: t("Mes pasado"), ...daysOfMonth(previousMonth(month)) },
  ];
}

const isDay = (text: string | null): text is string =>
  text !== null &&
  DAY_PATTERN.test(text) &&
  !Number.isNaN(Date.parse(`${text}T12:00:00Z`)) &&
  text >= FIRST &&
  text <= LAST;

export interface DayRange {
  from: string;
  /** The last day, included. */
  until: string;
}

/** Return the error of a range of days; empty if it is valid. */
export function rangeError({ from, until }: DayRange, today: string): string {
  if (from > until) return t("«Desde» es posterior a «hasta».");
  return from > today ? t("«Desde» todavía no llega.") : "";
}

/** Return the days of an address whose range is reversed; otherwise null. */
export function invalidRange(search: string): DayRange | null {
  const params = new URLSearchParams(search);
  const [from, until] = [params.get("desde"), params.get("hasta")];
  return isDay(from) && isDay(until) && from > until ? { from, until } : null;
}

/** Parse the view of an address; missing or invalid parts give the whole current month. */
export function parseView(search: string, today: string): IndicatorView {
  const params = new URLSearchParams(search);
  const [from, until] = [params.get("desde"), params.get("hasta")];
  const days =
    isDay(from) && isDay(until) && from <= until ? { from, until } : { from: `${localMonth(today)}-01`, until: today };
  const pane = params.get("vista") as ViewPane;
  const by = GRANULARITY_PARAMS[params.get("por") ?? ""] ?? "period";
  const slot =
    by === "period" || Number.isNaN(Date.parse(params.get("tramo") ?? "")) ? "" : (params.get("tramo") ?? "");
  const part = by === "period" || slot ? params.get("parte") : null; // over time, calls belong to one time slot
  return {
    ...days,
    by,
    line: params.get("linea") ?? "",
    queue: params.get("cola") ?? "",
    pane: PANES.includes(pane) ? pane : "cifras",
    indicator: params.get("indicador") ?? "",
    slot,
    part: part === "numerador" ? "numerator" : part === "denominador" ? "denominator" : "",
  };
}

/** Return the address of a view; `parseView` is its inverse. */
export function viewPath(view: IndicatorView): string {
  const params: Record<string, string> = {
    desde: view.from,
    hasta: view.until,
    por:
      view.by === "period"
        ? ""
        : (Object.keys(GRANULARITY_PARAMS).find((each) => GRANULARITY_PARAMS[each] === view.by) ?? ""),
    linea: view.line,
    cola: view.queue,
    vista: view.pane === "cifras" ? "" : view.pane,
    indicador: view.indicator,
    tramo: view.slot,
    parte: view.part && (view.part === "numerator" ? "numerador" : "denominador"),
  };
  const kept = Object.entries(params).filter(([, value]) => value !== "");
  return `/indicadores?${new URLSearchParams(kept).toString()}`;
}

/** Return the changed view without the calls of a figure. */
export const closeFigure = (view: IndicatorView, change: Partial<IndicatorView>): IndicatorView => ({
  ...view,
  slot: "",
  part: "",
  ...change,
});

const INTERVAL_MS = 1_800_000;
/** Return the range of the figure whose calls are shown, end excluded: days, or moments for an interval. */
export function figureRange({ from, until, by, slot }: IndicatorView): { from: string; to: string } {
  if (by === "period" || slot === "") return { from, to: addDays(until) };
  const day = localDay(slot);
  if (by === "day") return { from: day, to: addDays(day) };
  if (by === "interval")
    return { from: new Date(slot).toISOString(), to: new Date(Date.parse(slot) + INTERVAL_MS).toISOString() };
  const month = daysOfMonth(localMonth(day));
  return { from: month.from > from ? month.from : from, to: addDays(month.until < until ? month.until : until) };
}

const UTC_OFFSET_MS = 5 * 3_600_000;
/** Format a moment for a local date and time input: 2026-11-26T14:05. */
export const toLocalInput = (at: number): string => new Date(at - UTC_OFFSET_MS).toISOString().slice(0, 16);
/** Parse the value of such an input as a moment. */
export const fromLocalInput = (local: string): string =>
  new Date(Date.parse(`${local}Z`) + UTC_OFFSET_MS).toISOString();
