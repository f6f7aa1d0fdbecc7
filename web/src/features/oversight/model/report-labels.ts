/** The periods of reports: which lengths each kind has, and their names. */
import type { ReportKind, ReportSummary } from "../../../api/reports";
import { longDateOfDay } from "../../../formats";
import { localMonth } from "./indicator-view";
import { monthLabel } from "./indicator-labels";
import { t } from "../../../i18n/translate";

export type PeriodLength = "day" | "month" | "quarter" | "year";
export const LENGTH_NAMES: Record<PeriodLength, string> = {
  day: t("Día"),
  month: t("Mes"),
  quarter: t("Trimestre"),
  year: t("Año"),
};

/** Return the lengths that the period of a report may have, the usual one first. */
export function lengthsOf(kind: ReportKind): readonly PeriodLength[] {
  if (kind === "presidency") return ["day"];
  if (kind === "petitions") return ["quarter"];
  return kind === "access" ? ["month", "quarter", "year"] : ["month"];
}

/** Return «25 de noviembre de 2026», or the name of a month, a quarter or a year: «año 2026». */
export function periodLabel({ first_day, last_day }: Pick<ReportSummary, "first_day" | "last_day">): string {
  if (first_day === last_day) return longDateOfDay(first_day);
  if (localMonth(first_day) === localMonth(last_day)) return monthLabel(localMonth(first_day));
  return quarterOf(first_day) === quarterOf(last_day)
    ? quarterLabel(quarterOf(first_day))
    : t("año {first_day}", { first_day: first_day.slice(0, 4) });
}

const ORDINALS = [t("primer"), t("segundo"), t("tercer"), t("cuarto")];
/** Return the quarter of a day: «2026-T4». */
const quarterOf = (day: string): string => `${day.slice(0, 4)}-T${Math.ceil(Number(day.slice(5, 7)) / 3)}`;
/** Return «cuarto trimestre de 2026». */
export const quarterLabel = (quarter: string): string =>
  t("{ordinals} trimestre de {quarter}", {
    ordinals: ORDINALS[Number(quarter.at(-1)) - 1],
    quarter: quarter.slice(0, 4),
  });
/** Return the last quarters that have begun, the last complete one first and the current one at the end. */
export function quarters(today: string): string[] {
  const current = Number(today.slice(0, 4)) * 4 + Math.ceil(Number(today.slice(5, 7)) / 3) - 1;
  return [1, 2, 3, 4, 5, 6, 7, 8, 0].map(
    (before) => `${Math.floor((current - before) / 4)}-T${((current - before) % 4) + 1}`,
  );
}

/** Return the last years, the last complete one first and the current one at the end. */
export function years(today: string): string[] {
  const current = Number(today.slice(0, 4));
  return [1, 2, 3, 4, 5, 0].map((before) => String(current - before));
}
