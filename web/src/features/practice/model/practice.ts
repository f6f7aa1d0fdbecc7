/** How a practice is told: its state, its points, and the advice while real people wait. Pure. */
import type { Practice, PracticeBoard } from "../../../api/practice";
import { countPhrase } from "../../../formats";

const POINTS: Record<Practice["points"][number]["point"], string> = {
  answered: "Contestó la llamada",
  topic: "Tipificación",
  verified: "Verificó la identidad",
  filed: "Radicó la petición",
};
const ENDS: Record<Practice["end"], string> = {
  "": "En curso",
  finished: "La terminó el asesor",
  stopped: "La terminó otra persona",
  expired: "Se acabó su tiempo",
  waiting: "Terminó sola: había demasiadas personas reales en espera",
  service_level: "Terminó sola: bajó el nivel de servicio de una cola del asesor",
};

export const pointName = (point: Practice["points"][number]["point"]): string => POINTS[point];

/** Return how the practice ended; one whose time is over counts as ended before the server has written it. */
export const endText = (practice: Practice): string =>
  practice.open || practice.ended_at ? ENDS[practice.end] : ENDS.expired;

/** Return the advice to end practices, or null while few real people wait. */
export function waitingAdvice(board: PracticeBoard): string | null {
  if (board.end_when_waiting === 0 || board.waiting < board.end_when_waiting) return null;
  return `Hay ${countPhrase(board.waiting, "persona real", "personas reales")} en espera. Conviene terminar las prácticas y atender.`;
}
