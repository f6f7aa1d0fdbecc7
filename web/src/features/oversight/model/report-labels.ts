/** The label of a report's day or month. */
import type { ReportSummary } from "../../../api/reports";
import { longDateOfDay } from "../../../formats";
import { localMonth } from "./indicator-view";
import { monthLabel } from "./indicator-labels";

/** Return «25 de noviembre de 2026», or the name of a month. */
export const periodLabel = ({ kind, first_day }: Pick<ReportSummary, "kind" | "first_day">): string =>
  kind === "presidency" ? longDateOfDay(first_day) : monthLabel(localMonth(first_day));
