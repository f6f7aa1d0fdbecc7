/** The address of the figures: table, days, line, queue and comparison, so that it can be shared as a link. Pure. */
import { addDays, type DayRange, localDay, parseView, viewPath } from "../../oversight/model/indicator-view";
import { COMPARISONS, type ComparisonChoice } from "./comparison";
import type { Cut } from "../../oversight/model/chart-points";
import { t } from "../../../i18n/translate";

export const FIGURE_TABLES = [
  ["evolucion", t("Evolución")],
  ["horas", t("Día y hora")],
  ["oportunidad", t("Oportunidad")],
  ["motivos", t("Motivos de contacto")],
  ["asesores", t("Por asesor")],
] as const;
export type FigureTable = (typeof FIGURE_TABLES)[number][0];

export interface FiguresView extends DayRange, ComparisonChoice {
  table: FigureTable;
  line: string;
  queue: string;
  /** The row whose tickets are shown, as `area:cartera`; empty for none. */
  row: string;
  by: Cut;
  /** Empty for the first one of the site; of the hours, also the calls that arrive. */
  indicator: string;
  /** The indicator below it on the same time axis; empty for none. */
  second: string;
  /** The column by which a table is sorted, «-tmo» for the largest first; empty for its own order. */
  order: string;
}

const CUTS: Record<string, Cut> = { intervalo: "interval", dia: "day", mes: "month" };
const DAY_PATTERN = /^\d{4}-\d\d-\d\d$/;

/** The cut of a period for which the address names none: one day is read by half hours. */
const usualCut = ({ from, until }: Pick<FiguresView, "from" | "until">): Cut => (from === until ? "interval" : "day");

/** Return a changed view; other days get their usual cut, unless another was chosen. */
export function changeView(view: FiguresView, change: Partial<FiguresView>): FiguresView {
  const next = { ...view, ...change };
  return view.by === usualCut(view) && change.by === undefined ? { ...next, by: usualCut(next) } : next;
}

/** Parse an address; who does not read the contract's figures has only the table of timeliness. */
export function parseFigures(search: string, today: string, seesAll: boolean): FiguresView {
  const { from, until, line, queue, indicator } = parseView(search, today);
  const params = new URLSearchParams(search);
  const asked = FIGURE_TABLES.map(([id]) => id).find((id) => id === params.get("tabla"));
  const table = seesAll ? (asked ?? "evolucion") : "oportunidad";
  const compareFrom = params.get("frente_a") ?? "";
  return {
    ...{ from, until, line, queue, table, indicator },
    row: table === "oportunidad" ? (params.get("fila") ?? "") : "",
    by: CUTS[params.get("por") ?? ""] ?? usualCut({ from, until }),
    second: params.get("segundo") ?? "",
    compare: COMPARISONS.map(([id]) => id).find((id) => id === params.get("comparar")) ?? "",
    compareFrom: DAY_PATTERN.test(compareFrom) && !Number.isNaN(Date.parse(compareFrom)) ? compareFrom : "",
    byWeekday: params.get("alinear") !== "fecha",
    order: params.get("orden") ?? "",
  };
}

/** Return the address of a view; `parseFigures` is its inverse. */
export function figuresPath(view: FiguresView): string {
  const params = {
    tabla: view.table,
    desde: view.from,
    hasta: view.until,
    linea: view.line,
    cola: view.queue,
    fila: view.row,
    por: view.by === usualCut(view) ? "" : (Object.keys(CUTS).find((each) => CUTS[each] === view.by) ?? ""),
    indicador: view.indicator,
    segundo: view.second,
    comparar: view.compare,
    frente_a: view.compare === "libre" ? view.compareFrom : "",
    alinear: view.byWeekday ? "" : "fecha",
    orden: view.order,
  };
  const kept = Object.entries(params).filter(([, value]) => value !== "");
  return `/cifras?${new URLSearchParams(kept).toString()}`;
}

/** Return the range that the API takes: its end is excluded. */
export const figuresFilter = ({ from, until, line, queue }: FiguresView) => ({
  from,
  to: addDays(until),
  line,
  queue,
});

/** Return the address of the list of calls of these days, with further filters. */
export function callsPath({ from, until, line, queue }: FiguresView, filters: Record<string, string>): string {
  const kept = Object.entries({ from, to: until, line, queue, ...filters }).filter(([, value]) => value !== "");
  return `/llamadas?${new URLSearchParams(kept).toString()}`;
}

/** Return the address of what one figure counts: the indicators of the contract, opened at its slot. */
export function figurePath({ line, queue, by }: FiguresView, indicator: string, slot: string, range: DayRange): string {
  const day = localDay(slot);
  const days = by === "month" ? range : { from: day, until: day };
  return viewPath({ ...days, by, line, queue, pane: "cifras", indicator, slot, part: "denominator" });
}

/** Return the filter of the tickets of a row such as `area:cartera`, or null. */
export function rowFilter(row: string): { area?: string; tier?: number; owner?: string } | null {
  const at = row.indexOf(":");
  const value = row.slice(at + 1);
  switch (row.slice(0, at)) {
    case "area":
      return { area: value };
    case "nivel":
      return { tier: Number(value) };
    case "responsable":
      return { owner: value };
    case "total":
      return {};
    default:
      return null;
  }
}
