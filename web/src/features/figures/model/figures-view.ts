/** The address of the figures: table, days, line and queue, so that a table can be shared as a link. Pure. */
import { addDays, type DayRange, parseView } from "../../oversight/model/indicator-view";

export const FIGURE_TABLES = [
  ["oportunidad", "Oportunidad"],
  ["motivos", "Motivos de contacto"],
  ["asesores", "Por asesor"],
] as const;
export type FigureTable = (typeof FIGURE_TABLES)[number][0];

export interface FiguresView extends DayRange {
  table: FigureTable;
  line: string;
  queue: string;
  /** The row whose tickets are shown, as `area:cartera`; empty for none. */
  row: string;
}

/** Parse an address; who does not read the contract's figures has only the first table. */
export function parseFigures(search: string, today: string, seesAll: boolean): FiguresView {
  const { from, until, line, queue } = parseView(search, today);
  const params = new URLSearchParams(search);
  const asked = FIGURE_TABLES.map(([id]) => id).find((id) => id === params.get("tabla"));
  const table = seesAll ? (asked ?? "oportunidad") : "oportunidad";
  return { from, until, line, queue, table, row: table === "oportunidad" ? (params.get("fila") ?? "") : "" };
}

/** Return the address of a view; `parseFigures` is its inverse. */
export function figuresPath(view: FiguresView): string {
  const params = {
    tabla: view.table === "oportunidad" ? "" : view.table,
    desde: view.from,
    hasta: view.until,
    linea: view.line,
    cola: view.queue,
    fila: view.row,
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
