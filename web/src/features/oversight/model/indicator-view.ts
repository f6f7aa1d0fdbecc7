/**
 * What of the indicators somebody looks at, as the address says it: so that a figure can be sent to somebody else, and
 * «back» goes back. Days are local ones, as 2026-11-26. Pure.
 */
export type By = "period" | "month" | "day" | "interval";
export type Pane = "cifras" | "balance" | "sensibilidad" | "meses";
export type Part = "numerator" | "denominator";

export interface View {
  from: string;
  /** The last day, included. */
  until: string;
  by: By;
  /** Empty: all lines together. */
  line: string;
  /** Empty: whole lines. */
  queue: string;
  pane: Pane;
  /** Empty: the first there is. */
  indicator: string;
  /** The start of the figure whose calls are shown, or empty. */
  slot: string;
  part: Part | "";
}

const BYS: Record<string, By> = { periodo: "period", mes: "month", dia: "day", intervalo: "interval" };
const PANES: readonly Pane[] = ["cifras", "balance", "sensibilidad", "meses"];
const [FIRST, LAST] = ["2000-01-01", "2099-12-30"]; // as far as the API counts
const DAY = /^\d{4}-\d\d-\d\d$/;

export const nextDay = (day: string, by = 1): string => new Date(Date.parse(`${day}T12:00:00Z`) + by * 86_400_000).toISOString().slice(0, 10);
/** The local day of a moment: Colombia is five hours behind UTC all year round. */
export const dayOf = (at: number | string): string => toLocal(new Date(at).getTime()).slice(0, 10);
/** 2026-11 → its first and last day. */
export function daysOfMonth(month: string): { from: string; until: string } {
  const [year = 0, number = 1] = month.split("-").map(Number);
  const next = number === 12 ? `${year + 1}-01-01` : `${year}-${String(number + 1).padStart(2, "0")}-01`;
  return { from: `${month}-01`, until: nextDay(next, -1) };
}
export const monthOf = (day: string): string => day.slice(0, 7);
export const monthBefore = (month: string): string => monthOf(nextDay(`${month}-01`, -1));

export interface Preset {
  name: string;
  from: string;
  until: string;
}
export function presets(today: string): Preset[] {
  const month = monthOf(today);
  return [
    { name: "Hoy", from: today, until: today },
    { name: "Ayer", from: nextDay(today, -1), until: nextDay(today, -1) },
    { name: "Este mes", from: `${month}-01`, until: today },
    { name: "Mes pasado", ...daysOfMonth(monthBefore(month)) },
  ];
}

const isDay = (text: string | null): text is string => text !== null && DAY.test(text) && !Number.isNaN(Date.parse(`${text}T12:00:00Z`)) && text >= FIRST && text <= LAST;

export interface Days {
  from: string;
  /** The last day, included. */
  until: string;
}

/** What is wrong with a range of days, in words; empty when nothing is. */
export function rangeWords({ from, until }: Days, today: string): string {
  if (from > until) return "«Desde» es posterior a «hasta».";
  return from > today ? "«Desde» todavía no llega." : "";
}

/** The days that an address names where they are no range; null where they are one, or none. */
export function unreadableDays(search: string): Days | null {
  const said = new URLSearchParams(search);
  const [from, until] = [said.get("desde"), said.get("hasta")];
  return isDay(from) && isDay(until) && from > until ? { from, until } : null;
}

/** What an address asks for; what it does not say, or says wrongly, is this month as a whole. */
export function readView(search: string, today: string): View {
  const said = new URLSearchParams(search);
  const [from, until] = [said.get("desde"), said.get("hasta")];
  const days = isDay(from) && isDay(until) && from <= until ? { from, until } : { from: `${monthOf(today)}-01`, until: today };
  const pane = said.get("vista") as Pane;
  const by = BYS[said.get("por") ?? ""] ?? "period";
  const slot = by === "period" || Number.isNaN(Date.parse(said.get("tramo") ?? "")) ? "" : (said.get("tramo") ?? "");
  const part = by === "period" || slot ? said.get("parte") : null; // over time, calls are those of one stretch
  return {
    ...days,
    by,
    line: said.get("linea") ?? "",
    queue: said.get("cola") ?? "",
    pane: PANES.includes(pane) ? pane : "cifras",
    indicator: said.get("indicador") ?? "",
    slot,
    part: part === "numerador" ? "numerator" : part === "denominador" ? "denominator" : "",
  };
}

/** The address that `readView` reads so. */
export function pathOfView(view: View): string {
  const said: Record<string, string> = {
    desde: view.from,
    hasta: view.until,
    por: view.by === "period" ? "" : (Object.keys(BYS).find((each) => BYS[each] === view.by) ?? ""),
    linea: view.line,
    cola: view.queue,
    vista: view.pane === "cifras" ? "" : view.pane,
    indicador: view.indicator,
    tramo: view.slot,
    parte: view.part && (view.part === "numerator" ? "numerador" : "denominador"),
  };
  const kept = Object.entries(said).filter(([, value]) => value !== "");
  return `/indicadores?${new URLSearchParams(kept).toString()}`;
}

/** The change of a view that is not about the calls of a figure any more. */
export const turned = (view: View, change: Partial<View>): View => ({ ...view, slot: "", part: "", ...change });

const HALF_AN_HOUR_MS = 1_800_000;
/** The stretch of the figure whose calls are shown, its end excluded: days as days, an interval as moments. */
export function endOfSlot({ from, until, by, slot }: View): { from: string; to: string } {
  if (by === "period" || slot === "") return { from, to: nextDay(until) };
  const day = dayOf(slot);
  if (by === "day") return { from: day, to: nextDay(day) };
  if (by === "interval") return { from: new Date(slot).toISOString(), to: new Date(Date.parse(slot) + HALF_AN_HOUR_MS).toISOString() };
  const month = daysOfMonth(monthOf(day));
  return { from: month.from > from ? month.from : from, to: nextDay(month.until < until ? month.until : until) };
}

const BEHIND_UTC_MS = 5 * 3_600_000;
/** A moment as a field for local date and hour holds it: 2026-11-26T14:05. */
export const toLocal = (at: number): string => new Date(at - BEHIND_UTC_MS).toISOString().slice(0, 16);
/** What such a field holds, as a moment. */
export const fromLocal = (local: string): string => new Date(Date.parse(`${local}Z`) + BEHIND_UTC_MS).toISOString();
