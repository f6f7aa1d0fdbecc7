/** The words of the unresolved escalations: state, delay, and the counts of all areas. Pure. */
import type { EscalationFilter, UnresolvedArea, UnresolvedEscalation } from "../../../api/escalations";
import { countPhrase } from "../../../formats";
import { t } from "../../../i18n/translate";

export const TABS = [
  ["todos", t("Todos")],
  ["vencidos", t("Vencidos")],
  ["sin-respuesta", t("Sin respuesta")],
  ["con-respuesta", t("Con respuesta")],
] as const;
export type Tab = (typeof TABS)[number][0];
export interface EscalationView {
  tab: Tab;
  /** The id of an area; empty for all. */
  area: string;
}
const TAB_FILTERS: Record<Tab, EscalationFilter> = {
  todos: {},
  vencidos: { overdue: true },
  "sin-respuesta": { answered: false },
  "con-respuesta": { answered: true },
};

/** Return the view that the query string of an address names; everything for an unknown one. */
export function viewFromAddress(search: string): EscalationView {
  const params = new URLSearchParams(search);
  const tab = TABS.find(([each]) => each === params.get("ver"))?.[0] ?? "todos";
  return { tab, area: params.get("area") ?? "" };
}

/** Return the address of a view. */
export function addressOfView({ tab, area }: EscalationView): string {
  const params = new URLSearchParams({ ...(tab !== "todos" && { ver: tab }), ...(area && { area }) }).toString();
  return `/escalamientos${params && `?${params}`}`;
}

/** Return the filter of a view for the server. */
export const filterOf = ({ tab, area }: EscalationView): EscalationFilter => ({
  ...TAB_FILTERS[tab],
  ...(area && { area }),
});

/** Return «vencido hace 5 días hábiles», «vence hoy» or «quedan 3 días hábiles». */
export function delayLabel({ days_late, days_left }: Pick<UnresolvedEscalation, "days_late" | "days_left">): string {
  if (days_late > 0)
    return t("vencido hace {days_late}", { days_late: countPhrase(days_late, "día hábil", "días hábiles") });
  if (days_left === 0) return t("vence hoy");
  return `${days_left === 1 ? t("queda") : t("quedan")} ${countPhrase(days_left, "día hábil", "días hábiles")}`;
}

/** Return the days late of the latest escalation of an area, or that none is late. */
export const areaDelayLabel = ({ days_late }: Pick<UnresolvedArea, "days_late">): string =>
  days_late > 0
    ? t("hasta {days_late}", { days_late: countPhrase(days_late, "día hábil", "días hábiles") })
    : t("ninguno vencido");

export interface EscalationTotals {
  total: number;
  answered: number;
  overdue: number;
}

/** Return the counts of all areas together. */
export const sumAreas = (areas: readonly EscalationTotals[]): EscalationTotals =>
  areas.reduce(
    (sum, { total, answered, overdue }) => ({
      total: sum.total + total,
      answered: sum.answered + answered,
      overdue: sum.overdue + overdue,
    }),
    { total: 0, answered: 0, overdue: 0 },
  );

/** Return the sentence above the table: how many wait, and how many are late. */
export function totalsSentence({ total, answered, overdue }: EscalationTotals): string {
  if (total === 0) return t("No hay escalamientos sin resolver.");
  const late = overdue === 0 ? t("ninguno vencido") : countPhrase(overdue, "vencido", "vencidos");
  const ready = answered === 0 ? "" : `; ${countPhrase(answered, "ya tiene respuesta", "ya tienen respuesta")}`;
  return t("{total} sin resolver: {late}{ready}.", {
    total: countPhrase(total, "escalamiento", "escalamientos"),
    late,
    ready,
  });
}
