/** What waits for the advisor besides calls. Pure. */
import type { EvaluationSummary } from "../../../api/feedback";
import type { CoachingSummary } from "../../../api/coaching";
import type { OwnTraining } from "../../../api/training";
import { countPhrase, shortDate, timeOfDay } from "../../../formats";
import { t } from "../../../i18n/translate";

export interface PendingItem {
  text: string;
  detail: string;
  /** The screen where it is done; empty for the advisor's own calls, which this screen has. */
  path: string;
}

export interface PendingSources {
  untyped: number;
  tickets: number;
  evaluations: readonly Pick<EvaluationSummary, "state" | "needs_feedback">[];
  coaching: readonly Pick<CoachingSummary, "state" | "starts_at">[];
  training: Pick<OwnTraining, "sessions" | "standings"> | undefined;
  /** Milliseconds since 1970. */
  now: number;
}

const DUE_STANDINGS: readonly string[] = ["pending", "failed", "expired"];

/** Return what is pending: what a contract counts first, and then one's own learning. */
export function pendingWork(sources: PendingSources): PendingItem[] {
  const { untyped, tickets, evaluations } = sources;
  const feedback = evaluations.filter((each) => each.state === "pending" && each.needs_feedback).length;
  return [
    ...item(untyped, t("llamada sin tipificar"), t("llamadas sin tipificar"), t("cuentan en el indicador"), ""),
    ...item(tickets, t("ticket a su cargo"), t("tickets a su cargo"), "", "/bandeja?box=mine"),
    ...item(
      feedback,
      t("retroalimentación por responder"),
      t("retroalimentaciones por responder"),
      "",
      "/calidad/mis-evaluaciones",
    ),
    ...coachingItems(sources),
    ...trainingItems(sources),
  ];
}

function item(count: number, one: string, many: string, detail: string, path: string): PendingItem[] {
  return count ? [{ text: countPhrase(count, one, many), detail, path }] : [];
}

function coachingItems({ coaching, now }: PendingSources): PendingItem[] {
  const path = "/calidad/mis-acompanamientos";
  const unconfirmed = coaching.filter(({ state }) => state === "held").length;
  const next = coaching
    .filter(({ state, starts_at }) => state === "scheduled" && starts_at && Date.parse(starts_at) >= now)
    .map(({ starts_at }) => starts_at ?? "")
    .sort()[0];
  return [
    ...item(unconfirmed, t("acompañamiento por confirmar"), t("acompañamientos por confirmar"), "", path),
    ...(next ? [{ text: t("Acompañamiento programado"), detail: momentLabel(next), path }] : []),
  ];
}

function trainingItems({ training, now }: PendingSources): PendingItem[] {
  if (!training) return [];
  const path = "/capacitacion/mia";
  const due = training.standings.filter(({ required, state }) => required && DUE_STANDINGS.includes(state));
  const toConfirm = training.sessions.filter(({ can_acknowledge }) => can_acknowledge).length;
  const next = training.sessions
    .filter(({ state, starts_at }) => state === "planned" && Date.parse(starts_at) >= now)
    .sort((one, other) => Date.parse(one.starts_at) - Date.parse(other.starts_at))[0];
  return [
    ...item(
      due.length,
      t("curso exigido pendiente"),
      t("cursos exigidos pendientes"),
      due.map(({ title }) => title).join(", "),
      path,
    ),
    ...item(toConfirm, t("capacitación por confirmar"), t("capacitaciones por confirmar"), "", path),
    ...(next
      ? [{ text: t("Capacitación: {title}", { title: next.title }), detail: momentLabel(next.starts_at), path }]
      : []),
  ];
}

const momentLabel = (at: string): string => `${shortDate(at)}, ${timeOfDay(at)}`;
