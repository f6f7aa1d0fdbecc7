/** Paths and short texts of the screens of training. Pure. */
import type { TrainingProposal, TrainingSessionSummary, TrainingStanding } from "../../../api/training";
import { longDateOfDay } from "../../../formats";
import { locale, t } from "../../../i18n/translate";

export const SCHEDULE = "/capacitacion/cronograma";
const PROPOSALS = "/capacitacion/propuestas";
/** Return the list of what an origin proposes. */
export const proposalsPath = (source: string, reference: string): string =>
  `${PROPOSALS}?${new URLSearchParams({ source, reference }).toString()}`;
const ORIGIN_PAGES: Partial<Record<TrainingProposal["source"], { path: string; permission: string }>> = {
  finding: { path: "/calidad/hallazgos", permission: "finding.read" },
  coaching: { path: "/calidad/acompanamientos", permission: "evaluation.read" },
};
/** Return the page of the origin of a proposal; null if it has none, or none that the reader may open. */
export function originPath(
  { source, reference }: Pick<TrainingProposal, "source" | "reference">,
  permissions: readonly string[],
): string | null {
  const page = ORIGIN_PAGES[source];
  return page && reference && permissions.includes(page.permission)
    ? `${page.path}/${encodeURIComponent(reference)}`
    : null;
}
export const sessionPath = (id: string): string => `${SCHEDULE}/${encodeURIComponent(id)}`;

export const STANDING_TONES: Record<TrainingStanding["state"], "good" | "warn" | "bad"> = {
  valid: "good",
  pending: "warn",
  failed: "bad",
  exhausted: "bad",
  expired: "bad",
};

/** Return «intento 1 de 2». */
export const attemptText = (attempt: number, attempts: number): string =>
  t("intento {attempt} de {attempts}", { attempt, attempts });

/** Return the validity or the attempts of a standing: «vigente hasta el 3 de mayo de 2027», «1 de 2 intentos usados». */
export function standingText({
  state,
  valid_until,
  attempts_used,
  attempts,
}: Pick<TrainingStanding, "state" | "valid_until" | "attempts_used" | "attempts">): string {
  const used = attempts_used > 0 ? t("{attempts_used} de {attempts} intentos usados", { attempts_used, attempts }) : "";
  const validity =
    state === "valid"
      ? valid_until
        ? t("vigente hasta el {valid_until}", { valid_until: longDateOfDay(valid_until) })
        : t("no vence")
      : state === "expired" && valid_until
        ? t("venció el {valid_until}", { valid_until: longDateOfDay(valid_until) })
        : "";
  return [validity, used].filter(Boolean).join(", ");
}

/** Return «1,2 MB» or «12 kB» of a size in bytes. */
export const sizeText = (bytes: number): string =>
  bytes < 1e6
    ? `${Math.max(1, Math.round(bytes / 1e3))} kB`
    : `${(bytes / 1e6).toLocaleString(locale, { maximumFractionDigits: 1 })} MB`;

/** Return how many attended of those with a recorded attendance, and how many are expected. */
export const attendanceText = ({
  planned,
  attended,
  absent,
}: Pick<TrainingSessionSummary, "planned" | "attended" | "absent">): string =>
  attended + absent === 0
    ? t("{planned} por asistir", { planned })
    : t("{attended} de {planned}", { attended, planned });

/** Return for whom a course is proposed. */
export const proposedFor = ({ advisor_name, queue_name }: Pick<TrainingProposal, "advisor_name" | "queue_name">) =>
  advisor_name ?? t("Asesores de {queue_name}", { queue_name: queue_name ?? "" });

/** Return «versión 3», of a material. */
export const materialVersion = (version: number): string => t("versión {version}", { version });
