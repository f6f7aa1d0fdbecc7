/** The words of reports of findings, and the form that asks for one. Pure. */
import type { FindingReportScope, FindingReportStep, FindingReportSummary } from "../../../api/finding-reports";
import type { Tone } from "./findings";
import { t } from "../../../i18n/translate";

export const findingReportPath = (id: string): string => `/calidad/informes/${encodeURIComponent(id)}`;

const TONES: Partial<Record<FindingReportSummary["state"], Tone>> = {
  ready: "warn",
  presented: "warn",
  received: "warn",
  answered: "good",
};
export const reportTone = (state: FindingReportSummary["state"]): Tone => TONES[state];

/** Return the ISO week of a local day: «2026-W48». */
export function weekOfDay(day: string): string {
  const thursday = new Date(`${day}T12:00:00Z`);
  thursday.setUTCDate(thursday.getUTCDate() + 4 - (thursday.getUTCDay() || 7));
  const year = thursday.getUTCFullYear();
  const days = (thursday.getTime() - Date.UTC(year, 0, 1, 12)) / 86_400_000;
  return `${year}-W${String(Math.floor(days / 7) + 1).padStart(2, "0")}`;
}

export interface ReportRequest {
  scope: FindingReportScope;
  /** The local day of the week or month. */
  day: string;
  visit: string;
}
/** Return the subject of a request; empty while it is incomplete. */
export function subjectOf({ scope, day, visit }: ReportRequest): string {
  if (scope === "visit") return visit;
  if (!day) return "";
  return scope === "week" ? weekOfDay(day) : day.slice(0, 7);
}

export const STEP_LABELS: Record<FindingReportStep, string> = {
  present: t("Presentar a la coordinación"),
  receive: t("Acusar recibo"),
  answer: t("Responder"),
};
export const STEP_CONFIRMATIONS: Record<FindingReportStep, string> = {
  present: t("El informe quedó presentado. La coordinación recibe un aviso."),
  receive: t("El informe quedó recibido. Ahora puede responderlo."),
  answer: t("La respuesta quedó registrada."),
};
