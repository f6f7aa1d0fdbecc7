/** The words of coaching: its state, the overdue part, and the dates of its forms. Pure. */
import type { Coaching, CoachingSummary } from "../../../api/coaching";
import { longDateOfDay } from "../../../formats";
import { spokenMoment, withoutDoubleStops } from "./feedback";
import { t } from "../../../i18n/translate";

export const coachingPath = (id: string): string => `/calidad/acompanamientos/${encodeURIComponent(id)}`;
export const ownCoachingPath = (id: string): string => `/calidad/mis-acompanamientos/${encodeURIComponent(id)}`;

const OVERDUE: Record<CoachingSummary["overdue"], string> = {
  "": "",
  session: t("la sesión pasó y no se ha registrado"),
  confirmation: t("el compromiso venció sin que el asesor lo confirmara"),
  follow_up: t("el compromiso venció y falta el seguimiento"),
};
export const overdueText = ({ overdue }: Pick<CoachingSummary, "overdue">): string => OVERDUE[overdue];

export const causeText = ({ cause, evaluation }: Pick<CoachingSummary, "cause" | "evaluation">): string =>
  cause === "rule"
    ? t("Lo pide la regla del sitio por la evaluación {evaluation}", { evaluation })
    : t("Se abrió por la evaluación {evaluation}", { evaluation });

/** Return the next date of a coaching: that of the session, or the last day of the commitment. */
export function dateText({
  state,
  starts_at,
  due_on,
}: Pick<CoachingSummary, "state" | "starts_at" | "due_on">): string {
  if ((state === "held" || state === "confirmed") && due_on)
    return t("compromiso hasta el {due_on}", { due_on: longDateOfDay(due_on) });
  if (state === "scheduled" && starts_at) return t("sesión el {starts_at}", { starts_at: spokenMoment(starts_at) });
  return "";
}

/** Return what the advisor is asked for. */
export function ownCoachingText(coaching: Pick<Coaching, "state" | "starts_at" | "due_on" | "fulfilled">): string {
  const due = coaching.due_on ? longDateOfDay(coaching.due_on) : "";
  switch (coaching.state) {
    case "scheduled":
      return withoutDoubleStops(
        t("La sesión es el {starts_at}.", { starts_at: coaching.starts_at ? spokenMoment(coaching.starts_at) : "" }),
      );
    case "held":
      return t("Lea el compromiso y confírmelo. Su último día es el {due}.", { due });
    case "confirmed":
      return t(
        "Usted confirmó el compromiso, que vence el {due}. Después se comprueba con una evaluación de seguimiento.",
        { due },
      );
    case "followed":
      return coaching.fulfilled ? t("El compromiso se cumplió.") : t("El compromiso no se cumplió.");
    case "annulled":
      return t("Se anuló porque cambió la nota de la evaluación: no tiene que hacer nada.");
    case "dismissed":
      return t("Se descartó: no tiene que hacer nada.");
    default:
      return "";
  }
}

/** Return the moment of a date and an hour typed in Colombia, which has no daylight saving; empty if incomplete. */
export const typedMoment = (day: string, hour: string): string => (day && hour ? `${day}T${hour}:00-05:00` : "");
