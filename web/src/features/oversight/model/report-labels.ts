/** The day or month that a report is about. */
import type { ReportSummary } from "../../../api/reports";
import { longDateOfDay } from "../../../formats";
import { localMonth } from "./indicator-view";
import { monthLabel } from "./indicator-labels";

/** «25 de noviembre de 2026», or of a month its name. */
export const periodLabel = ({ kind, first_day }: Pick<ReportSummary, "kind" | "first_day">): string =>
  kind === "management" ? monthLabel(localMonth(first_day)) : longDateOfDay(first_day);
