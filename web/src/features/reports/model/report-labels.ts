/** The Spanish words of own reports: states, deliveries and schedules. Pure. */
import type { OwnReportDelivery, OwnReportSchedule, OwnReportSummary } from "../../../api/own-reports";
import { shortDate, timeOfDay } from "../../../formats";
import { t } from "../../../i18n/translate";

export const REPORTS_PATH = "/mis-informes";

export const moment = (at: string): string => `${shortDate(at)}, ${timeOfDay(at)}`;

export const FORMAT_NAMES = [
  ["pdf", "PDF"],
  ["xlsx", t("Excel (XLSX)")],
  ["csv", "CSV"],
] as const;

export const FREQUENCIES: readonly { value: OwnReportSchedule["every"] | ""; label: string }[] = [
  { value: "", label: t("No se programa") },
  { value: "day", label: t("Cada día") },
  { value: "business_day", label: t("Cada día hábil") },
  { value: "week", label: t("Cada semana") },
  { value: "month", label: t("Cada mes") },
];

export const WEEKDAYS: readonly { value: NonNullable<OwnReportSchedule["weekday"]>; label: string }[] = [
  { value: "monday", label: t("Lunes") },
  { value: "tuesday", label: t("Martes") },
  { value: "wednesday", label: t("Miércoles") },
  { value: "thursday", label: t("Jueves") },
  { value: "friday", label: t("Viernes") },
  { value: "saturday", label: t("Sábado") },
  { value: "sunday", label: t("Domingo") },
];

export const HOURS = Array.from({ length: 24 }, (_, hour) => ({
  value: String(hour),
  label: `${String(hour).padStart(2, "0")}:00`,
}));

export const MONTH_DAYS = Array.from({ length: 31 }, (_, at) => ({
  value: String(at + 1),
  label: at === 30 ? t("El último día") : t("El día {at}", { at: at + 1 }),
}));

/** Return the state of a report in words. */
export const stateLabel = ({ state, stop_cause }: Pick<OwnReportSummary, "state" | "stop_cause">): string => {
  if (state === "active") return t("programado");
  if (state === "paused") return t("en pausa");
  if (state === "unscheduled") return t("sin programar");
  return stop_cause === "owner"
    ? t("detenido: su dueño ya no puede ver estas cifras")
    : t("detenido: falta algo en el sitio");
};

/** Return whether a recipient lacks the report, as far as it is known. */
export const isUndelivered = ({ outcome, mail_state }: Pick<OwnReportDelivery, "outcome" | "mail_state">): boolean =>
  outcome === "no_permission" || ["bounced", "failed", "cancelled"].includes(mail_state ?? "");

/** Return what became of a run for a recipient, in words. */
export function deliveryLabel({
  outcome,
  mail_state,
  answer_code,
}: Pick<OwnReportDelivery, "outcome" | "mail_state" | "answer_code">): string {
  if (outcome === "no_permission") return t("no se le envió: ya no puede ver estas cifras");
  if (outcome === "no_address") return t("recibió un aviso: el sitio no tiene su correo");
  if (outcome === "no_mail") return t("recibió un aviso: el sitio no envía correos");
  const answer = answer_code ? ` (${answer_code})` : "";
  if (mail_state === "sent") return t("el servidor de correo lo recibió{answer}", { answer });
  if (mail_state === "bounced") return t("rebotó y no llegó{answer}", { answer });
  if (mail_state === "failed") return t("no salió en el plazo previsto{answer}", { answer });
  if (mail_state === "uncertain") return t("no se sabe si salió");
  if (mail_state === "cancelled") return t("se canceló");
  return answer_code ? t("no ha salido todavía{answer}", { answer }) : t("espera para salir");
}
