/** The words of the unresolved escalations: state, delay, and the counts of all areas. Pure. */
import type { UnresolvedArea, UnresolvedEscalation } from "../../../api/escalations";
import { countPhrase } from "../../../formats";

/** Return «vencido hace 5 días hábiles», «vence hoy» or «quedan 3 días hábiles». */
export function delayLabel({ days_late, days_left }: Pick<UnresolvedEscalation, "days_late" | "days_left">): string {
  if (days_late > 0) return `vencido hace ${countPhrase(days_late, "día hábil", "días hábiles")}`;
  if (days_left === 0) return "vence hoy";
  return `${days_left === 1 ? "queda" : "quedan"} ${countPhrase(days_left, "día hábil", "días hábiles")}`;
}

/** Return the days late of the latest escalation of an area, or that none is late. */
export const areaDelayLabel = ({ days_late }: Pick<UnresolvedArea, "days_late">): string =>
  days_late > 0 ? `hasta ${countPhrase(days_late, "día hábil", "días hábiles")}` : "ninguno vencido";

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
  if (total === 0) return "No hay escalamientos sin resolver.";
  const late = overdue === 0 ? "ninguno vencido" : countPhrase(overdue, "vencido", "vencidos");
  const ready = answered === 0 ? "" : `; ${countPhrase(answered, "ya tiene respuesta", "ya tienen respuesta")}`;
  return `${countPhrase(total, "escalamiento", "escalamientos")} sin resolver: ${late}${ready}.`;
}
