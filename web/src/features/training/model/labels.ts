/** Paths and short texts of the screens of training. Pure. */
import type { TrainingProposal, TrainingSessionSummary, TrainingStanding } from "../../../api/training";

export const SCHEDULE = "/capacitacion/cronograma";
export const sessionPath = (id: string): string => `${SCHEDULE}/${encodeURIComponent(id)}`;

export const STANDING_TONES: Record<TrainingStanding["state"], "good" | "warn" | "bad"> = {
  valid: "good",
  pending: "warn",
  failed: "bad",
  exhausted: "bad",
  expired: "bad",
};

/** Return how many attended of those with a recorded attendance, and how many are expected. */
export const attendanceText = ({
  planned,
  attended,
  absent,
}: Pick<TrainingSessionSummary, "planned" | "attended" | "absent">): string =>
  attended + absent === 0 ? `${planned} por asistir` : `${attended} de ${planned}`;

/** Return for whom a course is proposed. */
export const proposedFor = ({ advisor_name, queue_name }: Pick<TrainingProposal, "advisor_name" | "queue_name">) =>
  advisor_name ?? `Asesores de ${queue_name ?? ""}`;

/** Return «versión 3», of a material. */
export const materialVersion = (version: number): string => `versión ${version}`;
