/** What a report is called, and the day or month that it is about. */
import type { ReportKind, ReportSummary } from "../../../api/reports";
import { longDateOfDay } from "../../../formats";
import { localMonth } from "./indicator-view";
import { monthLabel } from "./indicator-labels";

export const REPORT_KINDS: Record<ReportKind, string> = {
  presidency: "Informe de presidencia",
  management: "Informe de gestión",
};

/** «25 de noviembre de 2026», or of a month its name. */
export const periodLabel = ({ kind, first_day }: Pick<ReportSummary, "kind" | "first_day">): string =>
  kind === "management" ? monthLabel(localMonth(first_day)) : longDateOfDay(first_day);
