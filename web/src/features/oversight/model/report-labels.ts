/** The label of a report's day, month or quarter. */
import type { ReportSummary } from "../../../api/reports";
import { longDateOfDay } from "../../../formats";
import { localMonth } from "./indicator-view";
import { monthLabel } from "./indicator-labels";

/** Return «25 de noviembre de 2026», or the name of a month or quarter. */
export function periodLabel({ kind, first_day }: Pick<ReportSummary, "kind" | "first_day">): string {
  if (kind === "petitions" || kind === "access") return quarterLabel(quarterOf(first_day));
  return kind === "presidency" ? longDateOfDay(first_day) : monthLabel(localMonth(first_day));
}

const ORDINALS = ["primer", "segundo", "tercer", "cuarto"];
/** Return the quarter of a day: «2026-T4». */
const quarterOf = (day: string): string => `${day.slice(0, 4)}-T${Math.ceil(Number(day.slice(5, 7)) / 3)}`;
/** Return «cuarto trimestre de 2026». */
export const quarterLabel = (quarter: string): string =>
  `${ORDINALS[Number(quarter.at(-1)) - 1]} trimestre de ${quarter.slice(0, 4)}`;
/** Return the last quarters that have begun, the last complete one first and the current one at the end. */
export function quarters(today: string): string[] {
  const current = Number(today.slice(0, 4)) * 4 + Math.ceil(Number(today.slice(5, 7)) / 3) - 1;
  return [1, 2, 3, 4, 5, 6, 7, 8, 0].map(
    (before) => `${Math.floor((current - before) / 4)}-T${((current - before) % 4) + 1}`,
  );
}
