/** The words of coaching: its state, the overdue part, and the dates of its forms. Pure. */
import type { Coaching, CoachingSummary } from "../../../api/coaching";
import { longDateOfDay } from "../../../formats";
import { spokenMoment, withoutDoubleStops } from "./feedback";

export const coachingPath = (id: string): string => `/calidad/acompanamientos/${encodeURIComponent(id)}`;
export const ownCoachingPath = (id: string): string => `/calidad/mis-acompanamientos/${encodeURIComponent(id)}`;

const OVERDUE: Record<CoachingSummary["overdue"], string> = {
  "": "",
  session: "la sesión pasó y no se ha registrado",
  confirmation: "el compromiso venció sin que el asesor lo confirmara",
  follow_up: "el compromiso venció y falta el seguimiento",
};
export const overdueText = ({ overdue }: Pick<CoachingSummary, "overdue">): string => OVERDUE[overdue];

export const causeText = ({ cause, evaluation }: Pick<CoachingSummary, "cause" | "evaluation">): string =>
  cause === "rule"
    ? `Lo pide la regla del sitio por la evaluación ${evaluation}`
    : `Se abrió por la evaluación ${evaluation}`;

/** Return the next date of a coaching: that of the session, or the last day of the commitment. */
export function dateText({
  state,
  starts_at,
  due_on,
}: Pick<CoachingSummary, "state" | "starts_at" | "due_on">): string {
  if ((state === "held" || state === "confirmed") && due_on) return `compromiso hasta el ${longDateOfDay(due_on)}`;
  if (state === "scheduled" && starts_at) return `sesión el ${spokenMoment(starts_at)}`;
  return "";
}

/** Return what the advisor is asked for. */
export function ownCoachingText(coaching: Pick<Coaching, "state" | "starts_at" | "due_on" | "fulfilled">): string {
  const due = coaching.due_on ? longDateOfDay(coaching.due_on) : "";
  switch (coaching.state) {
    case "scheduled":
      return withoutDoubleStops(`La sesión es el ${coaching.starts_at ? spokenMoment(coaching.starts_at) : ""}.`);
    case "held":
      return `Lea el compromiso y confírmelo. Su último día es el ${due}.`;
    case "confirmed":
      return `Usted confirmó el compromiso, que vence el ${due}. Después se comprueba con una evaluación de seguimiento.`;
    case "followed":
      return coaching.fulfilled ? "El compromiso se cumplió." : "El compromiso no se cumplió.";
    case "annulled":
      return "Se anuló porque cambió la nota de la evaluación: no tiene que hacer nada.";
    case "dismissed":
      return "Se descartó: no tiene que hacer nada.";
    default:
      return "";
  }
}

/** Return the moment of a date and an hour typed in Colombia, which has no daylight saving; empty if incomplete. */
export const typedMoment = (day: string, hour: string): string => (day && hour ? `${day}T${hour}:00-05:00` : "");
