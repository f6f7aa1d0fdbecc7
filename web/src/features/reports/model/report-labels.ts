/** The Spanish words of own reports: states, deliveries and schedules. Pure. */
import type { OwnReportDelivery, OwnReportSchedule, OwnReportSummary } from "../../../api/own-reports";
import { shortDate, timeOfDay } from "../../../formats";

export const REPORTS_PATH = "/mis-informes";

export const moment = (at: string): string => `${shortDate(at)}, ${timeOfDay(at)}`;

export const FORMAT_NAMES = [
  ["pdf", "PDF"],
  ["xlsx", "Excel (XLSX)"],
  ["csv", "CSV"],
] as const;

export const FREQUENCIES: readonly { value: OwnReportSchedule["every"] | ""; label: string }[] = [
  { value: "", label: "No se programa" },
  { value: "day", label: "Cada día" },
  { value: "business_day", label: "Cada día hábil" },
  { value: "week", label: "Cada semana" },
  { value: "month", label: "Cada mes" },
];

export const WEEKDAYS: readonly { value: NonNullable<OwnReportSchedule["weekday"]>; label: string }[] = [
  { value: "monday", label: "Lunes" },
  { value: "tuesday", label: "Martes" },
  { value: "wednesday", label: "Miércoles" },
  { value: "thursday", label: "Jueves" },
  { value: "friday", label: "Viernes" },
  { value: "saturday", label: "Sábado" },
  { value: "sunday", label: "Domingo" },
];

export const HOURS = Array.from({ length: 24 }, (_, hour) => ({
  value: String(hour),
  label: `${String(hour).padStart(2, "0")}:00`,
}));

export const MONTH_DAYS = Array.from({ length: 31 }, (_, at) => ({
  value: String(at + 1),
  label: at === 30 ? "El último día" : `El día ${at + 1}`,
}));

/** Return the state of a report in words. */
export const stateLabel = ({ state, stop_cause }: Pick<OwnReportSummary, "state" | "stop_cause">): string => {
  if (state === "active") return "programado";
  if (state === "paused") return "en pausa";
  if (state === "unscheduled") return "sin programar";
  return stop_cause === "owner"
    ? "detenido: su dueño ya no puede ver estas cifras"
    : "detenido: falta algo en el sitio";
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
  if (outcome === "no_permission") return "no se le envió: ya no puede ver estas cifras";
  if (outcome === "no_address") return "recibió un aviso: el sitio no tiene su correo";
  if (outcome === "no_mail") return "recibió un aviso: el sitio no envía correos";
  const answer = answer_code ? ` (${answer_code})` : "";
  if (mail_state === "sent") return `el servidor de correo lo recibió${answer}`;
  if (mail_state === "bounced") return `rebotó y no llegó${answer}`;
  if (mail_state === "failed") return `no salió en el plazo previsto${answer}`;
  if (mail_state === "uncertain") return "no se sabe si salió";
  if (mail_state === "cancelled") return "se canceló";
  return answer_code ? `no ha salido todavía${answer}` : "espera para salir";
}
