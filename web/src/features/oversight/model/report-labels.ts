/** What a report is called, and the day or month that it is about. */
import type { ReportKind, ReportRow } from "../../../api/reports";
import { dateOfDay } from "../../../formats";
import { monthOf } from "./indicator-view";
import { monthWords } from "./indicator-labels";

export const KINDS: Record<ReportKind, string> = { presidency: "Informe de presidencia", management: "Informe de gestión" };

/** «25 de noviembre de 2026», or of a month its name. */
export const periodWords = ({ kind, first_day }: Pick<ReportRow, "kind" | "first_day">): string => (kind === "management" ? monthWords(monthOf(first_day)) : dateOfDay(first_day));
